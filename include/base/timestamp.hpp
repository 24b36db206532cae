// Calendar times as text: ISO 8601 as Directus and IRCv3 write it, and RFC 9110 dates of HTTP. (GCC 12 has no
// std::chrono::parse.)
#pragma once

#include "base/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace base {

// "2026-11-23T18:49:42.618Z"
std::string to_iso8601(wall_time time);

// Reads "YYYY-MM-DD[T ]hh:mm[:ss[.fraction]][Z|±hh[:]mm]"; a missing zone is UTC, digits past milliseconds
// are cut off. Empty for anything else.
std::optional<wall_time> from_iso8601(std::string_view text);

// Whether it says its zone. Pre: from_iso8601() reads it.
bool has_zone(std::string_view text);

// Reads "Mon, 23 Nov 2026 18:49:42 GMT" (IMF-fixdate, RFC 9110 section 5.6.7). Empty for anything else.
std::optional<wall_time> from_http_date(std::string_view text);

} // namespace base
