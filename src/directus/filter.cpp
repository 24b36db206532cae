#include "directus/filter.hpp"

#include <algorithm>

namespace directus::filter {

namespace {

constexpr std::size_t longest_value = 255; // bytes

bool is_field(std::string_view name)
{
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
               c == '-';
    });
}

// Directus would put something else in the place of a variable, such as $CURRENT_USER.
bool is_value(std::string_view text)
{
    return !text.empty() && text.size() <= longest_value && text.front() != '$' &&
           std::ranges::all_of(text, [](char c) {
               const auto byte = static_cast<unsigned char>(c);
               return byte >= ' ' && byte != 0x7f && c != '|' && c != '=';
           });
}

std::string text_of(json::value from)
{
    if (const auto flag = from.boolean())
        return *flag ? "true" : "false";
    return from.key().value_or("null");
}

void write_one(json::writer& out, const condition& what)
{
    auto values = what.values;
    const bool has_null = std::erase(values, "null") > 0;
    const auto null_is = [&](bool wanted) {
        out.object().key(what.field).object().key("_null").boolean(wanted).end().end();
    };
    const auto value_is = [&] {
        out.object().key(what.field).object().key(what.negated ? "_nin" : "_in").array();
        for (const auto& one : values)
            write_value(out, one);
        out.end().end().end();
    };
    if (values.empty())
        return null_is(!what.negated);
    // SQL's "not in" leaves out rows that have nothing there.
    if (what.negated == has_null)
        return value_is();
    out.object().key("_or").array();
    value_is();
    null_is(true);
    out.end().end();
}

} // namespace

std::optional<condition> parse(std::string_view text)
{
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0)
        return std::nullopt;
    condition found;
    found.negated = text[equals - 1] == '!';
    found.field = text.substr(0, equals - (found.negated ? 1 : 0));
    if (!is_field(found.field))
        return std::nullopt;
    for (auto rest = text.substr(equals + 1);;) {
        const auto bar = rest.find('|');
        const auto value = rest.substr(0, bar);
        if (!is_value(value))
            return std::nullopt;
        found.values.emplace_back(value);
        if (bar == std::string_view::npos)
            return found;
        rest.remove_prefix(bar + 1);
    }
}

std::string text_of(const condition& what)
{
    std::string text = what.field + (what.negated ? "!=" : "=");
    const char* bar = "";
    for (const auto& one : what.values) {
        text += bar + one;
        bar = "|";
    }
    return text;
}

std::optional<field_value> parse_default(std::string_view text)
{
    auto found = parse(text);
    if (!found || found->negated || found->values.size() != 1)
        return std::nullopt;
    return field_value{std::move(found->field), std::move(found->values.front())};
}

bool meets(json::value row, const std::vector<condition>& all)
{
    return std::ranges::all_of(all, [&](const condition& one) {
        const auto is_one = std::ranges::find(one.values, text_of(row[one.field])) != one.values.end();
        return is_one != one.negated;
    });
}

void write(json::writer& out, const std::vector<condition>& all, bool unmet)
{
    if (all.empty())
        return;
    out.key(unmet ? "_or" : "_and").array();
    for (auto one : all) {
        one.negated = one.negated != unmet;
        write_one(out, one);
    }
    out.end();
}

void write_value(json::writer& out, std::string_view value)
{
    if (value == "true" || value == "false")
        out.boolean(value == "true");
    else if (value == "null")
        out.null();
    else
        out.string(value);
}

} // namespace directus::filter
