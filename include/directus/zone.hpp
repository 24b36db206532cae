// The offset of Directus's own time zone from UTC, in which dates without a zone (`dateTime`) are told and
// filtered. Nothing in the API says it; an export's file name does, as it carries the local time of now.
#pragma once

#include "base/clock.hpp"
#include "directus/types.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace directus::zone {

// The offsets (multiples of 15 min) with which an answer's Content-Disposition, `attachment;
// filename="messages 20261129-9575.json"`, was made at about `now`. Its numbers are not padded with zeros, so
// that there may be several: one more answer, a second later, tells. Empty where it holds no such time.
std::vector<base::duration> offsets_in(std::string_view disposition, base::wall_time now);

// The offset of a local time that was taken for UTC at `now`. Empty where it is no time of about now.
std::optional<base::duration> offset_of(base::wall_time local, base::wall_time now);

// Dates without a zone become UTC.
void place(std::span<item> rows, const schema& shape);

// A time as it stands in a filter on the date. Dates without a zone are told in whole seconds, and compared
// as told: of a bound within a second the next one is taken.
std::string filter_text(base::wall_time time, const schema& shape);

// "+05:30"
std::string to_string(base::duration offset);

} // namespace directus::zone
