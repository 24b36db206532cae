// Rows on their way to the clients, live and as history.
#include "bridge/room.hpp"

#include "base/utf8.hpp"
#include "bridge/attachment.hpp"
#include "bridge/msgid.hpp"
#include "bridge/translate.hpp"
#include "irc/multiline.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bridge {


namespace {

std::size_t key_hash(const directus::item& row)
{
    return std::hash<base::item_id>()(row.id);
}

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

// https://ircv3.net/specs/client-tags/reply
std::vector<std::pair<std::string, std::string>> reply_tags(const base::item_id& to)
{
    return {{"+reply", to.str()}, {"+draft/reply", to.str()}};
}

} // namespace

std::vector<line> room::lines_of(const said& what, base::wall_time time)
{
    const auto& row = what.row;
    std::string source = directus_mask();
    std::string account;
    if (!row.author.empty()) {
        const auto& author = roster_.ensure(row.author);
        source = author.mask();
        account = author.account;
    }
    const std::string command = what.notice ? "NOTICE" : "PRIVMSG";
    // ":source COMMAND #channel :" and the end, and room for the "[HH:MM] " of clients without server-time.
    const std::size_t fixed =
        source.size() + command.size() + settings_.channel.size() + 7 + (what.past ? 8 : 0);
    const shown_limits limits{.line = 512 - fixed, .formatting = settings_.formatting};
    const auto link = settings_.item_link + row.id.str();
    line head{.source = std::move(source),
              .command = command,
              .params = {settings_.channel},
              .time = time,
              .msgid = row.id.str(),
              .account = std::move(account),
              .past = what.past};
    if (!row.reply_to.empty())
        head.tags = reply_tags(row.reply_to);

    auto texts = irc_lines(row.content, limits, link);
    if (row.attachment)
        texts.push_back(attachment_line(*row.attachment, settings_.file_link, limits.line));
    std::vector<line> out;
    for (auto& text : texts) {
        auto& one = out.emplace_back(head);
        one.text = std::move(text);
        if (out.size() > 1) {
            one.msgid.clear();
            one.tags.clear();
        }
    }
    if (out.size() < 2)
        return out;
    for (auto& one : out)
        one.as = line::form::apart;
    const shown_limits whole{.line = limits.line,
                             .lines = irc::multiline::max_lines,
                             .bytes = irc::multiline::max_bytes,
                             .formatting = settings_.formatting};
    auto pieces = irc_pieces(row.content, whole, link);
    if (row.attachment)
        pieces.push_back({attachment_line(*row.attachment, settings_.file_link, limits.line)});
    append_batch(out, head, std::move(pieces), fmt::format("m{}", next_batch_++));
    return out;
}

namespace {

constexpr std::size_t quotation = 60; // bytes of a deleted text

const directus::item& row_of(const change& what)
{
    return std::visit([](const auto& one) -> const directus::item& { return one.row; }, what);
}

// Without codes: it may be cut anywhere.
std::string quoted(const directus::item& row, formatting mode)
{
    if (is_blank(row.content) && row.attachment)
        return "a file";
    const auto plain =
        formatted_for_irc(row.content, mode == formatting::raw ? formatting::raw : formatting::strip);
    const auto lines = irc_lines(plain, {.formatting = formatting::raw}, {});
    if (lines.empty())
        return "…";
    auto text = plain.starts_with("/me ") ? plain.substr(0, plain.find_first_of("\r\n")) : lines.front();
    const auto end = base::utf8::prefix(text, quotation);
    if (end == text.size() && lines.size() == 1)
        return fmt::format("“{}”", text);
    return fmt::format("“{}…”", text.substr(0, end));
}

// What the client's history had no room for, and what was said before he came, is no news, though its event
// comes late or the feed was away. (A live row that is dated long ago was created now.)
bool is_older(const said& what, const client& to)
{
    constexpr base::duration latest_event = std::chrono::minutes(10);
    const auto& date = what.row.date;
    if (!date || !to.history_from || *date >= *to.history_from || *date >= to.joined_wall)
        return false;
    return what.missed || *to.history_from - *date < latest_event;
}

} // namespace

std::vector<line> room::lines_of(const change& what, base::wall_time wall)
{
    if (const auto* one = std::get_if<said>(&what))
        return lines_of(*one, one->row.date.value_or(wall));
    if (const auto* one = std::get_if<edited>(&what))
        return lines_of(*one, wall);
    return lines_of(std::get<removed>(what), wall);
}

// A change by somebody else is not shown as the author's words.
std::vector<line> room::lines_of(const edited& what, base::wall_time wall)
{
    said now{.row = what.row};
    now.row.reply_to = what.row.id;
    if (const auto& editor = what.row.editor; editor.empty() || editor == what.row.author) {
        now.row.content = "(edited) " + what.row.content;
    } else {
        now.notice = true;
        now.row.author = {};
        now.row.content = fmt::format("A message of {} was edited by {}: {}", nick_of(what.row.author),
                                      nick_of(editor), what.row.content);
    }
    auto lines = lines_of(now, wall);
    for (auto& shown : lines)
        if (!shown.msgid.empty())
            shown.msgid = msgid::of_edit(what.row.id, what.number);
    return lines;
}

// https://ircv3.net/specs/extensions/message-redaction
std::vector<line> room::lines_of(const removed& what, base::wall_time wall)
{
    line command{.source = directus_mask(),
                 .command = "REDACT",
                 .params = {settings_.channel, what.row.id.str()},
                 .time = wall,
                 .only_with = irc::cap::message_redaction};
    auto text = fmt::format("A message of {} was deleted", nick_of(what.row.author));
    if (const auto& how = what.over_irc) {
        const auto& by = roster_.ensure(how->by);
        command.source = by.mask();
        command.account = by.account;
        text += " by " + by.nick;
        if (!how->reason.empty()) {
            command.text = how->reason;
            text += " (" + how->reason + ")";
        }
    }
    auto notice = from_server("NOTICE", {settings_.channel},
                              fmt::format("{}: {}", text, quoted(what.row, settings_.formatting)));
    notice.time = wall;
    notice.only_without = irc::cap::message_redaction;
    return {std::move(command), std::move(notice)};
}

std::string room::nick_of(const user_id& who)
{
    return who.empty() ? "Directus" : roster_.ensure(who).nick;
}

void room::show(const change& what, const audience& sees, base::wall_time wall)
{
    if (held_back(what, sees))
        return;
    auto lines = lines_of(what, wall);
    if (lines.empty())
        return;
    remember(what);
    if (std::holds_alternative<said>(what) && !row_of(what).author.empty())
        list(roster_.ensure(row_of(what).author), wall);
    wire_cache cache(std::move(lines));
    const auto shared = std::make_shared<const change>(what); // however many clients hold it
    for (auto& [id, who] : clients_)
        if (who->joined && (!sees || sees(*who->user)))
            deliver(*who, shared, cache, wall);
    if (std::holds_alternative<edited>(what))
        end_answered(row_of(what).author);
}

void room::deliver(client& to, const shared_change& shared, wire_cache& cache, base::wall_time wall)
{
    const auto& what = *shared;
    if (to.waiting_for_history) {
        to.held.push_back(shared);
        to.held_bytes += row_of(what).content.size();
        if (to.held.size() > settings_.hold_limit || to.held_bytes > settings_.hold_bytes) {
            send(to, from_server("NOTICE", {settings_.channel}, "The history took too long and is left out"));
            if (to.receipt)
                to.receipt->suspend();
            release_held(to, wall);
        }
        return;
    }
    const bool in_history = !to.shown.empty() && std::ranges::binary_search(to.shown, key_hash(row_of(what)));
    const auto shown_live = [&](const std::optional<base::time_point>& at) {
        return at && *at >= to.joined_at;
    };
    if (const auto* one = std::get_if<said>(&what)) {
        const bool own = one->from == to.id;
        if (own || !(in_history || is_older(*one, to)))
            sent(to, one->row, wall);
        if (own && !to.caps.has(irc::cap::echo_message))
            return;
        if (own && !one->label.empty())
            return answer(to, one->label, in_history ? std::vector<line>() : cache.lines());
        if (in_history)
            return;
        if (is_older(*one, to))
            return;
    } else if (const auto* again = std::get_if<edited>(&what)) {
        if (!in_history && !shown_live(again->shown_at))
            return;
        if (auto* asked = answered_by(to, *again)) {
            asked->answered = true;
            if (!asked->label.empty())
                return answer(to, asked->label, cache.lines());
        }
    } else if (!in_history && !shown_live(std::get<removed>(what).shown_at)) {
        return;
    }
    push(to, cache.for_caps(to.caps));
}

void room::release_held(client& who, base::wall_time wall)
{
    who.waiting_for_history = false;
    who.held_bytes = 0;
    release(who, std::exchange(who.held, {}), wall);
    release_reactions(who);
}

void room::release(client& to, const std::vector<shared_change>& held, base::wall_time wall)
{
    for (const auto& one : held) {
        wire_cache cache(lines_of(*one, wall));
        deliver(to, one, cache, wall);
    }
}

// What came since the client's JOIN and is older than his history, as much was said meanwhile.
void room::release_held_before(client& who, base::wall_time history_from, base::wall_time wall)
{
    const auto is_before = [&](const shared_change& one) {
        const auto* row = std::get_if<said>(one.get());
        return row && row->row.date && *row->row.date < history_from;
    };
    std::vector<shared_change> before;
    std::ranges::copy_if(who.held, std::back_inserter(before), is_before);
    std::erase_if(who.held, is_before);
    who.waiting_for_history = false;
    release(who, before, wall);
}

} // namespace bridge
