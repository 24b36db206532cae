// X-Forwarded-For, the list of addresses that HTTP proxies add to: each the one it was connected from.
// https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/X-Forwarded-For
#pragma once

#include "net/ip.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace net {

// Whom the proxy that sent us this list speaks for: the last address that is not one of `proxies`, for what
// stands before it, he may have written himself; the first where all of them are. Empty where that is no
// address.
std::optional<ip> forwarded_for(std::string_view list, std::span<const network> proxies);

} // namespace net
