#include "irc/search_query.hpp"

#include "base/timestamp.hpp"
#include "base/utf8.hpp"
#include "irc/tags.hpp"

#include <algorithm>
#include <charconv>

namespace irc {

namespace {

std::size_t limit_from(const std::string& text, std::size_t most)
{
    std::size_t number = 0;
    const auto* const last = text.data() + text.size();
    const auto [end, failed] = std::from_chars(text.data(), last, number);
    if (failed == std::errc::result_out_of_range)
        return most;
    return failed == std::errc() && end == last ? std::min(number, most) : 0;
}

} // namespace

std::variant<search_query, search_refusal> parse_search_query(std::string_view attributes, std::size_t usual,
                                                              std::size_t most)
{
    search_query found;
    bool any = false;
    const auto given = [&](std::string_view name) {
        auto value = find_tag(attributes, name);
        any |= value.has_value();
        return value;
    };
    for (auto& [name, into] : {std::pair("in", &found.in), std::pair("from", &found.from)}) {
        const auto value = given(name);
        if (value && value->empty())
            return search_refusal{name, "Names nobody"};
        *into = value.value_or("");
    }
    for (auto& [name, into] : {std::pair("after", &found.after), std::pair("before", &found.before)}) {
        const auto value = given(name);
        if (!value)
            continue;
        *into = base::from_iso8601(*value);
        if (!*into)
            return search_refusal{name, "Not a time as 2026-01-04T14:33:26.123Z"};
    }
    found.text = given("text").value_or("");
    if (!base::utf8::valid(found.text))
        return search_refusal{"text", "Not valid UTF-8"};
    const auto limit = given("limit");
    found.limit = limit ? limit_from(*limit, most) : std::min(usual, most);
    if (found.limit == 0)
        return search_refusal{"limit", "Not a number of messages"};
    if (!any)
        return search_refusal{"*", "Looks for nothing: in, from, after, before, text and limit are known"};
    return found;
}

} // namespace irc
