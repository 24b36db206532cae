// What a SEARCH command looks for.
// https://codeberg.org/emersion/soju/src/branch/master/doc/ext/search.md
#pragma once

#include "base/clock.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace irc {

struct search_query {
    std::string in;                       // a channel or nick; empty: anywhere
    std::string from;                     // a nick; empty: anybody's
    std::optional<base::wall_time> after; // both bounds belong to what is looked for
    std::optional<base::wall_time> before;
    std::string text;      // empty: any
    std::size_t limit = 0; // at least 1, at most the server's
    friend bool operator==(const search_query&, const search_query&) = default;
};

// FAIL SEARCH INVALID_PARAMS <attribute> :<text>
struct search_refusal {
    std::string attribute;
    std::string text;
    friend bool operator==(const search_refusal&, const search_refusal&) = default;
};

// Attributes are written as message tags are; unknown ones are passed over. Without a limit, `usual` messages
// are looked for; one above `most` is lowered to it.
std::variant<search_query, search_refusal> parse_search_query(std::string_view attributes, std::size_t usual,
                                                              std::size_t most);

} // namespace irc
