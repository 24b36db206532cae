#include "bridge/channel/row_lines.hpp"

#include "base/local_time.hpp"
#include "base/utf8.hpp"
#include "bridge/changes/reactions.hpp"
#include "bridge/channel/server_lines.hpp"
#include "bridge/history/acknowledged.hpp"
#include "bridge/rows/attachment.hpp"
#include "bridge/rows/msgid.hpp"
#include "bridge/text/message_text.hpp"
#include "irc/formatting.hpp"
#include "irc/multiline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace bridge {

namespace {

// The pieces of a row as one batch, for those who take it whole. `head` has its tags.
void append_batch(std::vector<line>& out, line head, std::vector<piece> pieces, const std::string& reference)
{
    head.as = line::form::whole;
    auto opening = head;
    opening.command = "BATCH";
    opening.params.insert(opening.params.begin(), {"+" + reference, std::string(irc::multiline::batch_type)});
    out.push_back(std::move(opening));
    for (auto& one : pieces) {
        line shown{.source = head.source,
                   .command = head.command,
                   .params = head.params,
                   .text = std::move(one.text),
                   .time = head.time,
                   .batch = reference,
                   .past = head.past && out.back().command == "BATCH", // one clock for all
                   .other_day = head.other_day,
                   .as = line::form::piece};
        if (one.concat)
            shown.tags.emplace_back(irc::multiline::concat_tag, std::string());
        out.push_back(std::move(shown));
    }
    out.push_back({.source = std::move(head.source),
                   .command = "BATCH",
                   .params = {"-" + reference},
                   .as = line::form::whole});
}

// So that lines of about 128 bytes and their texts take that share; at least a line and how many follow.
shown_limits within(shown_limits most, std::optional<std::size_t> share)
{
    if (!share)
        return most;
    most.lines = std::min(most.lines, std::max<std::size_t>(2, *share / 4 / line_overhead));
    most.bytes = std::min(most.bytes, std::max(most.line, *share / 4 * 3));
    return most;
}

constexpr auto bot_tag = "bot"; // https://ircv3.net/specs/extensions/bot-mode

// https://ircv3.net/specs/client-tags/reply
std::vector<std::pair<std::string, std::string>> reply_tags(const base::item_id& to)
{
    return {{"+reply", to.str()}, {"+draft/reply", to.str()}};
}

} // namespace

std::vector<line> row_lines::of(const said& what, formatting read_as, base::wall_time time,
                                base::wall_time wall, naming how, std::optional<std::size_t> share)
{
    const auto& row = what.row;
    std::string source = anonymous_mask();
    std::string account;
    bool is_bot = false;
    if (!row.author.empty()) {
        const auto& author = people_.ensure(row.author);
        source = author.mask_as(how);
        account = author.account_as(how);
        is_bot = author.is_bot();
    } else if (!row.author_name.empty()) {
        source = people_.unverified_mask(row.author_name);
    }
    const std::string command = what.notice ? "NOTICE" : "PRIVMSG";
    const bool other_day = what.past && base::to_local(time).day != base::to_local(wall).day;
    // ":source COMMAND #channel :" and the end, and room for the "[MM-DD HH:MM] " of clients without
    // server-time.
    const std::size_t fixed =
        source.size() + command.size() + settings_.channel.size() + 7 + (what.past ? 14 : 0);
    const shown_limits limits =
        within({.line = 512 - fixed, .formatting = read_as, .nick_of = mentioned(how)}, share);
    const auto link = settings_.item_link + row.id.str();
    line head{.source = std::move(source),
              .command = command,
              .params = {settings_.channel},
              .time = time,
              .msgid = row.id.str(),
              .account = std::move(account),
              .past = what.past,
              .other_day = other_day};
    if (!row.reply_to.empty())
        head.tags = reply_tags(row.reply_to);
    if (is_bot)
        head.tags.emplace_back(bot_tag, "");

    auto texts = irc_lines(row.content, limits, link);
    if (row.attachment)
        texts.push_back(attachment_line(*row.attachment, settings_.file_link, limits.line));
    std::vector<line> out;
    if (texts.size() < 2) { // as most
        if (texts.empty())
            return out;
        head.text = std::move(texts.front());
        out.push_back(std::move(head));
        return out;
    }
    for (auto& text : texts) {
        auto& one = out.emplace_back(head);
        one.text = std::move(text);
        if (out.size() > 1) {
            one.msgid.clear();
            std::erase_if(one.tags, [](const auto& tag) { return tag.first != bot_tag; });
        }
    }
    for (auto& one : out)
        one.as = line::form::apart;
    const shown_limits whole = within({.line = limits.line,
                                       .lines = irc::multiline::max_lines,
                                       .bytes = irc::multiline::max_bytes,
                                       .formatting = read_as,
                                       .nick_of = limits.nick_of},
                                      share);
    auto pieces = irc_pieces(row.content, whole, link);
    if (row.attachment)
        pieces.push_back({attachment_line(*row.attachment, settings_.file_link, limits.line)});
    append_batch(out, head, std::move(pieces), fmt::format("m{}", next_batch_++));
    return out;
}

namespace {

constexpr std::size_t quotation = 60; // bytes of a deleted text

// Without codes: it may be cut anywhere.
std::string quoted(const directus::item& row, formatting mode)
{
    if (is_blank(row.content) && row.attachment)
        return "a file";
    auto plain = formatted_for_irc(row.content, mode == formatting::markdown ? formatting::strip : mode);
    if (mode == formatting::html)
        plain = irc::without_codes(plain);
    const auto lines = irc_lines(plain, {.formatting = formatting::raw}, {});
    if (lines.empty())
        return "…";
    auto text = plain.starts_with("/me ") ? plain.substr(0, plain.find_first_of("\r\n")) : lines.front();
    const auto end = base::utf8::prefix(text, quotation);
    if (end == text.size() && lines.size() == 1)
        return fmt::format("“{}”", text);
    return fmt::format("“{}…”", text.substr(0, end));
}

} // namespace

std::vector<line> row_lines::past(const directus::item& row, base::wall_time time, base::wall_time wall,
                                  naming how, std::optional<std::size_t> share)
{
    return of(said{.row = row, .past = true}, formatting_of(row), time, wall, how, share);
}

std::vector<line> row_lines::of(const change& what, base::wall_time wall, naming how)
{
    if (const auto* one = std::get_if<said>(&what)) {
        const auto date = one->row.date.value_or(wall); // in the future it counts as now, as in history
        const auto time = date > wall + acknowledged::window ? wall : date + one->shift;
        return of(*one, formatting_of(one->row), time, wall, how);
    }
    if (const auto* one = std::get_if<edited>(&what))
        return of(*one, wall, how);
    return of(std::get<removed>(what), wall, how);
}

// Only the author's own edits are shown as their words.
std::vector<line> row_lines::of(const edited& what, base::wall_time wall, naming how)
{
    const auto read_as = formatting_of(what.row);
    std::string lead = "(edited) ";
    said now{.row = what.row};
    now.row.reply_to = what.row.id;
    if (!what.by_author) {
        const auto& editor = what.row.editor;
        const auto by = editor.empty() ? std::string() : " by " + nick_of(editor, how);
        now.notice = true;
        now.row.author = {};
        now.row.author_name.clear();
        lead = fmt::format("A message of {} was edited{}: ", author_nick(what.row, how), by);
    }
    now.row.content =
        read_as == formatting::html ? html_with_lead(lead, what.row.content) : lead + what.row.content;
    auto lines = of(now, read_as, wall, wall, how);
    for (auto& shown : lines) {
        if (!shown.msgid.empty())
            shown.msgid = msgid::of_edit(what.row.id, what.number);
        if (!what.by_author && !shown.source.empty())
            shown.source = directus_mask();
    }
    return lines;
}

// https://ircv3.net/specs/extensions/message-redaction
std::vector<line> row_lines::of(const removed& what, base::wall_time wall, naming how)
{
    line command{.source = directus_mask(),
                 .command = "REDACT",
                 .params = {settings_.channel, what.row.id.str()},
                 .time = wall,
                 .only_with = irc::cap::message_redaction};
    auto text = fmt::format("A message of {} was deleted", author_nick(what.row, how));
    if (const auto& made = what.over_irc) {
        const auto& by = people_.ensure(made->by);
        command.source = by.mask_as(how);
        command.account = by.account_as(how);
        text += " by " + by.nick_as(how);
        if (!made->reason.empty()) {
            command.text = made->reason;
            text += " (" + made->reason + ")";
        }
    }
    auto notice = server_line(settings_.server_name, "NOTICE", {settings_.channel},
                              fmt::format("{}: {}", text, quoted(what.row, formatting_of(what.row))));
    notice.time = wall;
    notice.only_without = irc::cap::message_redaction;
    return {std::move(command), std::move(notice)};
}

formatting row_lines::formatting_of(const directus::item& row) const
{
    return typed_.contains(row.id, row.content) ? formatting::raw : guess_.of(row.content);
}

nick_lookup row_lines::mentioned(naming how) const
{
    return [this, how](std::string_view id) {
        const auto* who = id.empty() ? nullptr : people_.find(user_id(std::string(id)));
        return who ? who->nick_as(how) : std::string();
    };
}

line row_lines::of(const directus::reaction& what, bool undone, base::wall_time wall, naming how)
{
    line out{.source = anonymous_mask(),
             .command = "TAGMSG",
             .params = {settings_.channel},
             .time = undone ? wall : what.date.value_or(wall),
             .only_with = irc::cap::message_tags,
             .tags = {{"+reply", what.message.str()},
                      {"+draft/reply", what.message.str()},
                      {std::string(undone ? unreact_tag : react_tag), what.emoji}}};
    if (!what.id.empty())
        out.msgid = msgid::of_reaction(what.message, what.id, undone);
    if (!what.author.empty()) {
        const auto& author = people_.ensure(what.author);
        out.source = author.mask_as(how);
        out.account = author.account_as(how);
    }
    return out;
}

std::string row_lines::nick_of(const user_id& who, naming how)
{
    return who.empty() ? "anonymous" : people_.ensure(who).nick_as(how);
}

std::string row_lines::author_nick(const directus::item& row, naming how)
{
    if (!row.author.empty() || row.author_name.empty())
        return nick_of(row.author, how);
    const auto mask = people_.unverified_mask(row.author_name);
    return mask.substr(0, mask.find('!'));
}

} // namespace bridge
