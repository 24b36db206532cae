// The root of an HTTP service: scheme, host, port and a path that everything else stands below.
#pragma once

#include "base/errc.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace net {

struct base_url {
    bool tls = false;
    std::string host; // a name or an address, without brackets
    std::uint16_t port = 80;
    std::string path; // "" or "/prefix", without a slash at its end

    // "http://directus.example:8055/cms". Only http and https; no user, query or fragment.
    static base::result<base_url> parse(std::string_view text);

    std::string authority() const; // for Host: without the scheme's default port
    std::string str() const;
};

} // namespace net
