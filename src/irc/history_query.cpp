#include "irc/history_query.hpp"

#include "base/timestamp.hpp"
#include "irc/casemap.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace irc {

namespace {

struct subcommand {
    std::string_view name;
    history_query::kind what;
    std::size_t params; // with the subcommand
};

constexpr std::array subcommands{
    subcommand{"AFTER", history_query::kind::after, 4},
    subcommand{"AROUND", history_query::kind::around, 4},
    subcommand{"BEFORE", history_query::kind::before, 4},
    subcommand{"BETWEEN", history_query::kind::between, 5},
    subcommand{"LATEST", history_query::kind::latest, 4},
    subcommand{"TARGETS", history_query::kind::targets, 4},
};

// A selector or why it is none.
std::variant<history_query::selector, history_refusal> selector_from(std::string_view text,
                                                                     const history_query& of)
{
    const auto equals = text.find('=');
    const auto kind = text.substr(0, equals);
    const auto value = equals == std::string_view::npos ? std::string_view() : text.substr(equals + 1);
    if (kind == "msgid" && !value.empty() && of.what != history_query::kind::targets)
        return history_query::selector{std::string(value), std::nullopt};
    if (kind == "timestamp")
        if (const auto time = base::from_iso8601(value))
            return history_query::selector{{}, time};
    if (equals != std::string_view::npos && kind != "msgid" && kind != "timestamp")
        return history_refusal{"INVALID_MSGREFTYPE",
                               {of.command, of.target.empty() ? "*" : of.target},
                               "Messages are told by msgid or timestamp"};
    return history_refusal{
        "INVALID_PARAMS", {of.command, std::string(text)}, "Neither a msgid nor a timestamp"};
}

std::size_t limit_from(std::string_view text, std::size_t most)
{
    std::size_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed == std::errc::result_out_of_range)
        return most;
    return failed == std::errc() && end == text.data() + text.size() ? std::min(number, most) : 0;
}

} // namespace

std::variant<history_query, history_refusal> parse_history_query(const message& line, std::size_t most)
{
    history_query found;
    found.command = line[0];
    const auto* const known =
        std::ranges::find_if(subcommands, [&](const subcommand& one) { return same(one.name, line[0]); });
    if (known == subcommands.end())
        return history_refusal{
            "INVALID_PARAMS", {found.command.empty() ? "*" : found.command}, "Unknown subcommand"};
    if (line.size() < known->params)
        return history_refusal{"INVALID_PARAMS", {found.command}, "Not enough parameters"};
    found.what = known->what;

    std::size_t next = 1;
    if (found.what != history_query::kind::targets)
        found.target = line[next++];
    const bool has_two = known->params - next == 3;
    // BEFORE * is how Kiwi asks for the latest.
    const bool is_latest =
        found.what == history_query::kind::latest || found.what == history_query::kind::before;
    if (is_latest && line[next] == "*") {
        found.what = history_query::kind::latest;
        ++next;
    } else {
        for (auto* each : {&found.first, has_two ? &found.second : nullptr}) {
            if (!each)
                continue;
            auto one = selector_from(line[next++], found);
            if (auto* refused = std::get_if<history_refusal>(&one))
                return std::move(*refused);
            *each = std::get<history_query::selector>(std::move(one));
        }
    }
    found.limit = limit_from(line[next], most);
    if (found.limit == 0)
        return history_refusal{
            "INVALID_PARAMS", {found.command, std::string(line[next])}, "Not a number of messages"};
    return found;
}

} // namespace irc
