#include "bridge/channel/row_delivery.hpp"

#include "bridge/channel/reply.hpp"

#include <algorithm>
#include <utility>

namespace bridge {

namespace {

constexpr std::size_t most_known = 10'000; // rows that can be answered

// Rows that the client's history had no room for, and rows from before its JOIN, are no news, though their
// events come late or the feed was away. (A live row that is dated long ago was created now.)
bool is_older(const said& what, const client& to)
{
    constexpr base::duration latest_event = std::chrono::minutes(10);
    const auto& date = what.row.date;
    if (what.entered || !date || !to.past.from || *date >= *to.past.from || *date >= to.joined_wall)
        return false;
    return what.missed || *to.past.from - *date < latest_event;
}

} // namespace

row_delivery::row_delivery(parts of, past_writer& writer, outside& world)
    : with_(of)
    , known_(most_known)
    , pushed_(of.settings, of.clients, writer, world, *this)
{
}

void row_delivery::rows_found(const std::vector<past_row>& rows, base::wall_time wall)
{
    std::vector<formatting_guess::row> texts;
    texts.reserve(rows.size());
    for (const auto& one : rows) {
        texts.push_back({one.row.id, one.row.content});
        if (!one.row.author.empty())
            with_.present.list(with_.present.people().ensure(one.row.author), wall);
    }
    with_.formatting.read(texts);
}

void row_delivery::show(change what, const member_filter& sees, base::time_point now, base::wall_time wall)
{
    if (with_.deletions.hold(what, sees))
        return;
    if (auto* edit = std::get_if<edited>(&what))
        edit->by_author = with_.corrected.is_by_author(*edit);
    if (const auto* one = std::get_if<said>(&what); one && !one->from)
        with_.formatting.came({one->row.id, one->row.content});
    const auto author = row_of(what).author;
    const bool is_edit = std::holds_alternative<edited>(what);
    const auto shared = std::make_shared<const change>(std::move(what)); // however many clients hold it
    wire_views views([&](naming how) { return with_.lines.of(*shared, wall, how); });
    if (views.of(naming::names).lines().empty())
        return;
    remember(*shared);
    if (const auto* row = std::get_if<said>(shared.get()); row && !author.empty()) {
        auto& writer = with_.present.people().ensure(author);
        if (!row->from)
            with_.present.wrote(writer, row->row.date, now, wall);
        with_.present.list(writer, wall);
    }
    for (const auto& [id, who] : with_.clients.all())
        if (who->joined && (!sees || sees(*who->user)))
            deliver(*who, shared, views, wall);
    if (is_edit)
        with_.corrected.end_answered(author);
}

void row_delivery::redacted(const ask::redact& asked, const directus::item& row, const ask::outcome& how,
                            base::wall_time wall)
{
    const auto end = with_.deletions.ended(asked, how);
    if (!end)
        return;
    for (const auto& [gone, whom] : end->held) {
        const auto what = std::make_shared<const change>(gone);
        remember(*what);
        wire_views views([&, &what = what](naming sees) { return with_.lines.of(*what, wall, sees); });
        for (const auto id : whom)
            if (auto* who = with_.clients.find(id);
                who && who->joined && !(end->is_theirs && id == asked.who))
                deliver(*who, what, views, wall);
    }
    std::optional<removed> gone;
    if (end->is_theirs)
        remember(change(gone.emplace(removed{row, {}, redaction{asked.by, asked.reason}})));
    with_.deletions.tell(asked, gone, how, wall);
}

void row_delivery::deliver(client& to, const shared_change& shared, wire_views& views, base::wall_time wall)
{
    if (to.past.waiting && pushed_.hold(to, shared, wall))
        return;
    const auto& what = *shared;
    const bool in_history = to.past.shown.contains(what);
    const auto shown_live = [&](const std::optional<base::time_point>& at) {
        return at && *at >= to.joined_at;
    };
    if (const auto* one = std::get_if<said>(&what)) {
        const bool own = one->from == to.id;
        const bool is_known = in_history || is_older(*one, to);
        if (to.receipt && (own || !is_known))
            with_.receipts.sent(to, one->row, wall);
        if (own && !to.caps.has(irc::cap::echo_message))
            return;
        if (own && !one->label.empty())
            return bridge::reply(with_.clients, with_.settings.server_name, to, one->label)
                .finish_with(in_history ? std::vector<line>() : views.of(to.user->sees).lines());
        if (is_known)
            return;
    } else if (const auto* again = std::get_if<edited>(&what)) {
        if (!in_history && !shown_live(again->shown_at))
            return;
        if (auto* asked = with_.corrected.answered_by(to, *again)) {
            asked->answered = true;
            if (!asked->label.empty())
                return bridge::reply(with_.clients, with_.settings.server_name, to, asked->label)
                    .finish_with(views.of(to.user->sees).lines());
        }
    } else if (!in_history && !shown_live(std::get<removed>(what).shown_at)) {
        return;
    }
    if (in_history && std::holds_alternative<removed>(what))
        to.past.shown.remove(row_of(what).id); // should it become a message again
    const auto* row = std::get_if<said>(&what);
    with_.clients.push_row(to, views.for_client(to), row && row->missed);
}

void row_delivery::deliver_held(client& to, const shared_change& what, base::wall_time wall)
{
    wire_views views([&](naming how) { return with_.lines.of(*what, wall, how); });
    deliver(to, what, views, wall);
}

// For replies and corrections.
void row_delivery::row_shown(const directus::item& row)
{
    known_.add(row.id);
    with_.corrected.shown(row);
}

void row_delivery::remember(const change& what)
{
    if (const auto* one = std::get_if<said>(&what))
        known_.add(one->row.id);
    else if (const auto* gone = std::get_if<removed>(&what))
        known_.remove(gone->row.id);
    with_.corrected.shown(what);
}

void row_delivery::clock_set_back(base::duration by, const member_filter& of)
{
    for (const auto& [id, who] : with_.clients.all()) {
        if (of && !of(*who->user))
            continue;
        who->joined_wall -= by;
        if (who->past.from)
            *who->past.from -= by;
    }
    with_.receipts.clock_set_back(by, of);
}

} // namespace bridge
