#include "directus/access_token.hpp"

#include "base/base64.hpp"
#include "directus/json.hpp"

#include <algorithm>
#include <string>

namespace directus {

namespace {

constexpr std::int64_t latest = 253'402'300'799; // the end of the year 9999, in seconds

// Base64 in the alphabet for URLs and without padding (RFC 4648 section 5).
std::optional<std::string> from_base64url(std::string_view text)
{
    std::string plain(text);
    std::replace(plain.begin(), plain.end(), '-', '+');
    std::replace(plain.begin(), plain.end(), '_', '/');
    plain.append((4 - plain.size() % 4) % 4, '=');
    return base::from_base64(plain);
}

} // namespace

std::optional<base::wall_time> end_of_token(std::string_view token)
{
    const auto first = token.find('.');
    const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
        return std::nullopt;
    const auto payload = from_base64url(token.substr(first + 1, second - first - 1));
    if (!payload)
        return std::nullopt;
    const auto claims = json::document::parse(*payload);
    if (!claims)
        return std::nullopt;
    const auto end = claims->root()["exp"].integer();
    if (!end || *end < 0 || *end > latest)
        return std::nullopt;
    return base::wall_time(std::chrono::seconds(*end));
}

} // namespace directus
