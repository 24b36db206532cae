#include "bridge/channel/corrections.hpp"

#include "bridge/channel/server_lines.hpp"
#include "bridge/text/message_text.hpp"

#include <algorithm>

namespace bridge {

namespace {

constexpr std::size_t most_made = 1'000; // rows whose edits by this gateway are known

} // namespace

corrections::corrections(const room_settings& settings, const formatting_guess& formatting, typed_rows& typed,
                         audience& clients, sent_lines& sent, outside& world)
    : settings_(settings)
    , formatting_(formatting)
    , typed_(typed)
    , clients_(clients)
    , sent_(sent)
    , world_(world)
    , made_(most_made)
{
}

void corrections::sent(const user_id& author, const send_queue::line& what)
{
    queues_[author].lines.sent(what);
}

void corrections::stored(const user_id& author, const send_queue::line& what, const directus::item& row)
{
    queues_[author].lines.stored(what, row);
    proceed(author);
}

void corrections::returned(const user_id& author, const send_queue::line& what)
{
    queues_[author].lines.returned(what);
    proceed(author);
}

void corrections::shown(const directus::item& row)
{
    if (!row.author.empty())
        queues_[row.author].lines.shown(row);
}

void corrections::shown(const change& what)
{
    if (const auto* one = std::get_if<said>(&what))
        return shown(one->row);
    if (const auto* gone = std::get_if<removed>(&what)) {
        if (!gone->row.author.empty())
            queues_[gone->row.author].lines.removed(gone->row.id);
        return;
    }
    const auto& edit = std::get<edited>(what);
    const auto& row = edit.row;
    if (row.author.empty())
        return;
    auto& of_author = queues_[row.author];
    of_author.lines.edited(row);
    if (of_author.waiting.empty())
        return;
    auto& first = of_author.waiting.front();
    first.seen = first.seen || (first.under_way && first.id == row.id && edit.by_author);
}

// The field of the last editor decides where it is filled in; it may be the gateway's edit that changed only
// the text.
bool corrections::is_by_author(const edited& what)
{
    const auto& row = what.row;
    if (row.author.empty())
        return false;
    const bool is_made = made_.match(row.id, row.content) && !what.other_file;
    return row.editor.empty() ? is_made : row.editor == row.author;
}

std::optional<correction> corrections::find(const client& from, const std::string& typed,
                                            base::wall_time wall) const
{
    auto what = substitution::parse(typed);
    const auto own = queues_.find(from.user->id);
    if (!what || !from.user->may_update() || own == queues_.end())
        return std::nullopt;
    const auto* last = own->second.lines.last(wall + world_.clock_lead());
    if (!last)
        return std::nullopt;
    const auto before = own->second.expected(*last);
    what->html = formatting_.of(before) == formatting::html;
    const auto after = what->applied_to(before);
    if (!after || *after == before || is_blank(*after))
        return std::nullopt;
    return correction{from.id, typed, {}, std::move(*what), last->number, last->id};
}

void corrections::ask(reply& to, correction what)
{
    auto& who = to.to();
    sent_.sent(who);
    what.label = to.later();
    auto& waiting = queues_[who.user->id].waiting;
    if (waiting.size() >= correction_queue::most)
        return sent_.returned(
            {{who.id, std::move(what.text), false, std::move(what.label)}, send_queue::fate::full, {}},
            who.user->id);
    waiting.push_back(std::move(what));
    proceed(who.user->id);
}

// A plain text is one still where what was typed into it is plain, too.
void corrections::writes(const ask::correct& correction, std::string_view before, std::string_view after)
{
    made_.add(correction.id, after);
    if (correction.what.typed && typed_.contains(correction.id, before))
        typed_.add(correction.id, after);
}

void corrections::proceed(const user_id& author)
{
    auto& his = queues_[author];
    while (!his.waiting.empty() && !his.waiting.front().under_way) {
        auto& next = his.waiting.front();
        const auto* line = next.id.empty() ? his.lines.find(next.line) : nullptr;
        if (line && line->id.empty())
            return; // on its way
        if (line)
            next.id = line->id;
        if (!next.id.empty()) {
            next.under_way = true;
            under_way_.push_back(author);
            return world_.ask(ask::correct{author, next.id, next.what});
        }
        // What it was to correct came back itself.
        const auto back = std::move(next);
        his.waiting.pop_front();
        sent_.returned(
            {{back.from, back.text, false, back.label}, send_queue::fate::rejected, base::errc::not_found},
            author);
    }
}

correction* corrections::answered_by(const client& to, const edited& what)
{
    const auto his = queues_.find(what.row.author);
    if (his == queues_.end() || his->second.waiting.empty())
        return nullptr;
    auto& first = his->second.waiting.front();
    if (!what.by_author && !what.row.editor.empty()) // a hook of Directus's may have changed the text
        return nullptr;
    const bool is_it = first.under_way && first.id == what.row.id && first.from == to.id && !first.answered;
    return is_it ? &first : nullptr;
}

// It ends with the edit that the client is shown; where that does not come in time, without.
void corrections::answered(const user_id& author, const ask::outcome& how, base::time_point now)
{
    auto& his = queues_[author];
    if (his.waiting.empty() || !his.waiting.front().under_way)
        return;
    auto& done = his.waiting.front();
    if (!how.error || (how.perhaps && done.seen)) {
        done.shown_by = now + settings_.edit_wait;
        return end_answered(author);
    }
    const auto back = std::move(done);
    his.waiting.pop_front();
    std::erase(under_way_, author);
    if (!how.perhaps)
        made_.withdraw(back.id);
    const auto why = how.perhaps ? send_queue::fate::unknown : send_queue::fate::rejected;
    sent_.returned({{back.from, back.text, false, back.label}, why, how.error}, author);
    proceed(author);
}

void corrections::end_answered(const user_id& author)
{
    const auto his = queues_.find(author);
    if (his == queues_.end() || his->second.waiting.empty())
        return;
    const auto& first = his->second.waiting.front();
    if (first.answered && first.shown_by)
        end(author);
}

void corrections::end(const user_id& author)
{
    auto& his = queues_[author];
    const auto done = std::move(his.waiting.front());
    his.waiting.pop_front();
    std::erase(under_way_, author);
    if (auto* who = clients_.find(done.from)) {
        if (!done.answered && done.label.empty())
            clients_.send(
                *who, server_line(settings_.server_name, "NOTICE", {who->nick()}, "Your message was edited"));
        else if (!done.answered)
            reply(clients_, settings_.server_name, *who, done.label).finish();
        sent_.settled(*who);
    }
    proceed(author);
}

void corrections::fired(base::time_point now)
{
    std::vector<user_id> overdue;
    std::ranges::copy_if(under_way_, std::back_inserter(overdue), [&](const user_id& author) {
        const auto& by = queues_.at(author).waiting.front().shown_by;
        return by && *by <= now;
    });
    for (const auto& author : overdue)
        end(author);
}

std::optional<base::time_point> corrections::deadline() const
{
    std::optional<base::time_point> next;
    for (const auto& author : under_way_)
        if (const auto& by = queues_.at(author).waiting.front().shown_by)
            next = std::min(next.value_or(*by), *by);
    return next;
}

} // namespace bridge
