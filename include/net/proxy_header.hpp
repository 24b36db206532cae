// The PROXY protocol's header: what a proxy tells of the client before anything else, versions 1 and 2.
// https://www.haproxy.org/download/2.9/doc/proxy-protocol.txt
#pragma once

#include "base/errc.hpp"
#include "net/ip.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace net {

struct proxy_header {
    static constexpr std::size_t max_size = 4096; // bytes; longer ones are malformed

    std::size_t size = 0;       // bytes of the header; what follows is the client's
    std::optional<ip> client{}; // none where the proxy speaks for itself (LOCAL) or does not know (UNKNOWN)
    bool secure = false;        // the client speaks TLS with the proxy (PP2_TYPE_SSL)

    // Of the first bytes of a connection. Empty where more are needed; errc::malformed where they are no
    // such header.
    static base::result<std::optional<proxy_header>> parse(std::string_view bytes);
    // Whether the first bytes, at least one, can be a header's.
    static bool begins(std::string_view bytes);

    friend bool operator==(const proxy_header&, const proxy_header&) = default;
};

} // namespace net
