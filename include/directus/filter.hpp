// Which rows of the collection are messages: conditions on their fields, as configured, as Directus's queries
// have them, and applied to a row. https://directus.io/docs/guides/connect/filter-rules
#pragma once

#include "directus/json.hpp"
#include "directus/types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace directus::filter {

// "status=published", "status=published|draft", "status!=archived". Empty for anything else.
std::optional<condition> parse(std::string_view text);
std::string text_of(const condition& what);
// "status=published", one value. Empty for anything else.
std::optional<field_value> parse_default(std::string_view text);

// Whether the row meets all of them. Values are compared as text: published, 1, true, null.
bool meets(json::value row, const std::vector<condition>& all);

// The members of a filter object: rows that meet all of these, or, `unmet`, that fail one. Nothing where
// there are none.
void write(json::writer& out, const std::vector<condition>& all, bool unmet = false);
// true, false and null as such, everything else as a string: databases read numbers from it, too.
void write_value(json::writer& out, std::string_view value);

} // namespace directus::filter
