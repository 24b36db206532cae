// Clients correct what they said last.
#include "bridge/room.hpp"

#include "bridge/translate.hpp"

#include <algorithm>

namespace bridge {

void room::remember(const directus::item& row)
{
    known_.add(row.id);
    if (!row.author.empty())
        corrections_[row.author].lines.shown(row);
}

void room::remember(const change& what)
{
    if (const auto* one = std::get_if<said>(&what))
        return remember(one->row);
    if (const auto* gone = std::get_if<removed>(&what)) {
        known_.remove(gone->row.id);
        if (!gone->row.author.empty())
            corrections_[gone->row.author].lines.removed(gone->row.id);
        return;
    }
    const auto& row = std::get<edited>(what).row;
    if (row.author.empty())
        return;
    auto& of_author = corrections_[row.author];
    of_author.lines.edited(row);
    if (of_author.waiting.empty())
        return;
    auto& first = of_author.waiting.front();
    first.seen = first.seen || (first.under_way && first.id == row.id);
}

bool room::correct_last(client& who, const std::string& text, base::wall_time wall)
{
    auto what = substitution::parse(text);
    if (!what || !who.user->may_update())
        return false;
    auto& his = corrections_[who.user->id];
    const auto* last = his.lines.last(wall);
    if (!last)
        return false;
    const auto before = his.expected(*last);
    const auto after = what->applied_to(before);
    if (!after || *after == before || is_blank(*after))
        return false;
    ++who.outstanding;
    correction asked{who.id, text, answer_later(who), std::move(*what), last->number, last->id};
    if (his.waiting.size() >= corrections::most) {
        give_back({{who.id, text, false, std::move(asked.label)}, send_queue::fate::full, {}}, who.user->id);
        return true;
    }
    his.waiting.push_back(std::move(asked));
    proceed(who.user->id);
    return true;
}

void room::proceed(const user_id& author)
{
    auto& his = corrections_[author];
    while (!his.waiting.empty() && !his.waiting.front().under_way) {
        auto& next = his.waiting.front();
        const auto* line = next.id.empty() ? his.lines.find(next.line) : nullptr;
        if (line && line->id.empty())
            return; // on its way
        if (line)
            next.id = line->id;
        if (!next.id.empty()) {
            next.under_way = true;
            correcting_.push_back(author);
            return act(correct{author, next.id, next.what});
        }
        // What it was to correct came back itself.
        const auto back = std::move(next);
        his.waiting.pop_front();
        give_back(
            {{back.from, back.text, false, back.label}, send_queue::fate::rejected, base::errc::not_found},
            author);
    }
}

correction* room::answered_by(const client& to, const edited& what)
{
    const auto his = corrections_.find(what.row.author);
    if (his == corrections_.end() || his->second.waiting.empty())
        return nullptr;
    auto& first = his->second.waiting.front();
    if (!what.row.editor.empty() && what.row.editor != what.row.author)
        return nullptr;
    const bool is_it = first.under_way && first.id == what.row.id && first.from == to.id && !first.answered;
    return is_it ? &first : nullptr;
}

// It ends with the edit that the client is shown; where that does not come in time, without.
void room::corrected(const user_id& author, const outcome& how, base::time_point now)
{
    auto& his = corrections_[author];
    if (his.waiting.empty() || !his.waiting.front().under_way)
        return;
    auto& done = his.waiting.front();
    if (!how.error || (how.perhaps && done.seen)) {
        done.shown_by = now + settings_.edit_wait;
        return end_answered(author);
    }
    const auto back = std::move(done);
    his.waiting.pop_front();
    std::erase(correcting_, author);
    const auto why = how.perhaps ? send_queue::fate::unknown : send_queue::fate::rejected;
    give_back({{back.from, back.text, false, back.label}, why, how.error}, author);
    proceed(author);
}

std::vector<user_id> room::overdue_corrections(base::time_point now) const
{
    std::vector<user_id> out;
    std::ranges::copy_if(correcting_, std::back_inserter(out), [&](const user_id& author) {
        const auto& by = corrections_.at(author).waiting.front().shown_by;
        return by && *by <= now;
    });
    return out;
}

void room::end_answered(const user_id& author)
{
    const auto his = corrections_.find(author);
    if (his == corrections_.end() || his->second.waiting.empty())
        return;
    const auto& first = his->second.waiting.front();
    if (first.answered && first.shown_by)
        end_correction(author);
}

void room::end_correction(const user_id& author)
{
    auto& his = corrections_[author];
    const auto done = std::move(his.waiting.front());
    his.waiting.pop_front();
    std::erase(correcting_, author);
    if (auto* who = find(done.from)) {
        if (!done.answered && done.label.empty())
            send(*who, from_server("NOTICE", {who->user->nick}, "Your message was edited"));
        else if (!done.answered)
            answer(*who, done.label, {});
        settled(*who);
    }
    proceed(author);
}

} // namespace bridge
