#include "bridge/wire/line.hpp"

#include "base/local_time.hpp"
#include "base/timestamp.hpp"
#include "irc/writer.hpp"

#include <fmt/format.h>

namespace bridge {

namespace {

// The text of a past line for a client that is not told its time otherwise. Inside an ACTION the mark stands
// behind the word, or the client would not recognise it.
std::string with_clock(const std::string& text, base::wall_time time, bool with_day)
{
    const auto at = base::to_local(time);
    const auto month_and_day =
        with_day ? fmt::format("{:02}-{:02} ", at.month, at.day_of_month) : std::string();
    const std::string mark = fmt::format("[{}{:02}:{:02}] ", month_and_day, at.hour, at.minute);
    constexpr std::string_view action = "\x01"
                                        "ACTION ";
    if (text.starts_with(action))
        return std::string(action) + mark + text.substr(action.size());
    return mark + text;
}

// Pieces have tags of their own.
bool takes_whole(const irc::cap_set& caps)
{
    return caps.has(irc::cap::multiline) && caps.has(irc::cap::batch) && caps.has(irc::cap::message_tags);
}

} // namespace

bool is_for(const line& what, const irc::cap_set& caps)
{
    if ((what.only_with && !caps.has(*what.only_with)) || (what.only_without && caps.has(*what.only_without)))
        return false;
    return what.as == line::form::any || takes_whole(caps) == (what.as != line::form::apart);
}

void encode(const line& what, const irc::cap_set& caps, std::string& out)
{
    using irc::cap;
    if (!is_for(what, caps))
        return;
    irc::writer writer(out);
    if (!what.label.empty())
        writer.tag("label", what.label);
    if (what.time && what.as != line::form::piece && caps.has(cap::server_time))
        writer.tag("time", base::to_iso8601(*what.time));
    if (!what.msgid.empty() && caps.has(cap::message_tags))
        writer.tag("msgid", what.msgid);
    if (caps.has(cap::message_tags))
        for (const auto& [key, value] : what.tags)
            writer.tag(key, value);
    if (!what.account.empty() && caps.has(cap::account_tag))
        writer.tag("account", what.account);
    if (!what.batch.empty() && caps.has(cap::batch))
        writer.tag("batch", what.batch);

    writer.begin(what.source, what.command);
    for (const auto& param : what.params)
        writer.echo(param);
    if (what.command == "JOIN" && caps.has(cap::extended_join))
        writer.param(what.account).text(what.real_name);
    else if (what.text && what.past && what.time && !caps.has(cap::server_time))
        writer.text(with_clock(*what.text, *what.time, what.other_day));
    else if (what.text)
        writer.text(*what.text);
    writer.end();
}

bytes wire_cache::encode_for(const irc::cap_set& caps)
{
    std::string text;
    for (const auto& one : lines_)
        encode(one, caps, text);
    auto shared = text.empty() ? nullptr : std::make_shared<const std::string>(std::move(text));
    encoded_.emplace_back(caps.mask(), shared);
    return shared;
}

} // namespace bridge
