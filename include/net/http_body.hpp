// The body of an HTTP message that is never in memory as a whole: it is passed on as it comes.
#pragma once

#include "base/errc.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace net {

class http_body {
public:
    // In bytes, of all that comes; empty where that is not known beforehand.
    virtual std::optional<std::uint64_t> length() const = 0;
    // The next piece, valid until the next call; an empty one at the end.
    virtual boost::asio::awaitable<base::result<std::string_view>> next() = 0;
    // Why it did not come whole, where that is so.
    virtual base::error_code failure() const = 0;

    virtual ~http_body() = default;
};

} // namespace net
