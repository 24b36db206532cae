#include "bridge/rows/msgid.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bridge::msgid {

namespace {

constexpr std::size_t longest = 128; // bytes; a UUID has 36

bool is_number(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace

std::string of_edit(const base::item_id& row, unsigned number)
{
    return fmt::format("{}.{}", row.str(), number);
}

std::string of_reaction(const base::item_id& row, const base::item_id& reaction, bool undone)
{
    return fmt::format("{}.{}{}", row.str(), undone ? 'u' : 'r', reaction.str());
}

bool is_reaction(std::string_view id)
{
    const auto dot = id.rfind('.');
    const auto tail = dot == std::string_view::npos ? std::string_view() : id.substr(dot + 1);
    return tail.size() > 1 && (tail.front() == 'r' || tail.front() == 'u');
}

base::item_id row_of(std::string_view id)
{
    const auto dot = id.rfind('.');
    if (dot != std::string_view::npos && (is_number(id.substr(dot + 1)) || is_reaction(id)))
        id = id.substr(0, dot);
    const bool is_key = !id.empty() && id.size() <= longest &&
                        std::ranges::all_of(id, [](char c) { return c > ' ' && c < '\x7f'; });
    return is_key ? base::item_id(std::string(id)) : base::item_id();
}

} // namespace bridge::msgid
