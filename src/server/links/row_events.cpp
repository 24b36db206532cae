#include "server/links/row_events.hpp"

#include "server/links/upstream.hpp"
#include "server/rest/feed_times.hpp"

#include <boost/asio.hpp>

#include <utility>
#include <variant>

namespace server {

namespace asio = boost::asio;

row_events::row_events(feed_parts parts, sink& into)
    : with_(parts)
    , into_(into)
    , undecided_alarm_(parts.shared.executor,
                       [this] { show_decided(arrivals_.undecided().take_due(base::steady_now())); })
{
}

void row_events::arrived(std::vector<directus::item> rows)
{
    if (rows.size() > with_.shared.settings.room.catch_up || arrivals_.is_overfull()) {
        arrivals_.drop_events();
        return into_.gap_found();
    }
    arrivals_.push_created(std::move(rows), base::steady_now());
    start_showing();
}

void row_events::updated(std::vector<directus::item> rows)
{
    arrivals_.push_updated(std::move(rows));
    start_showing();
}

void row_events::deleted(std::vector<directus::item_id> ids)
{
    arrivals_.push_deleted(std::move(ids));
    start_showing();
}

void row_events::start_showing()
{
    if (arrivals_.try_start_reader())
        with_.tasks.spawn(show_events());
}

// In the order of arrival; an author or editor of whom nothing is known yet is looked up before that is
// shown.
asio::awaitable<void> row_events::show_events()
{
    auto& timeline = with_.timeline;
    while (!arrivals_.is_empty() && !with_.current.is_closed()) {
        auto events = arrivals_.take();
        auto rows = arrivals::authors_of(events, !with_.shared.rest.shape().filter.empty());
        if (with_.current)
            co_await with_.names.learn_authors(with_.current->access_token(), std::move(rows));
        for (auto& event : events)
            show(std::move(event));
        if (timeline.machine().overflowed() && with_.current)
            into_.gap_found();
        if (timeline.check_clock() && with_.current)
            into_.gap_found();
        if (into_.is_live())
            timeline.machine().proved(with_.shared.rest.directus_now() - clock_error);
    }
    arrivals_.reader_ended();
}

void row_events::show(arrivals::event event)
{
    if (const auto* edit = std::get_if<arrivals::updated>(&event)) {
        arrivals_.undecided().updated(edit->row);
        return with_.timeline.step(
            [&](auto& line, auto now, auto, auto& out) { line.updated(edit->row, now, out); });
    }
    if (const auto* deletion = std::get_if<arrivals::deleted>(&event)) {
        arrivals_.undecided().removed(deletion->id);
        return removed(deletion->id);
    }
    show_created(std::move(std::get<arrivals::created>(event)), false);
}

void row_events::show_created(arrivals::created event, bool is_decided)
{
    arrivals_.reached(event.row, base::steady_now());
    auto news = with_.senders.of(std::move(event.row));
    auto& undecided = arrivals_.undecided();
    if (std::exchange(news.undecided, false) && !is_decided && !undecided.is_full()) {
        undecided.hold({std::move(news.row), event.heard_at}, base::steady_now());
        return undecided_alarm_.set(undecided.deadline());
    }
    news.heard_at = event.heard_at;
    if (news.from && with_.members.has(news.row.author))
        show_own(std::move(news));
    else
        receive(std::move(news));
    with_.senders.settle();
}

void row_events::show_decided(std::vector<arrivals::created> rows)
{
    for (auto& row : rows)
        show_created(std::move(row), true);
    undecided_alarm_.set(arrivals_.undecided().deadline());
}

void row_events::create_ended(const directus::user_id& author)
{
    if (arrivals_.undecided().deadline())
        show_decided(arrivals_.undecided().take(author));
}

void row_events::show_own(bridge::said event)
{
    auto rows = arrivals_.own().gather(std::move(event));
    for (auto& row : rows)
        receive(std::move(row));
}

void row_events::receive(bridge::said what)
{
    with_.timeline.step(
        [&](auto& line, auto now, auto wall, auto& out) { line.received(std::move(what), now, wall, out); });
}

bool row_events::stored(bridge::said what)
{
    auto& timeline = with_.timeline.machine();
    if (timeline.is_gone_unseen(what.row, base::steady_now()))
        return false;
    const bool is_met = timeline.lacking({&what.row, 1}, with_.shared.rest.directus_now()) == 0;
    // A hook changed it so much that it was taken for another's: the label still wants its answer.
    if (!what.shown && what.from && is_met && timeline.has_shown(what.row.id))
        with_.shared.room.sent().acknowledge(*what.from, what.label);
    const bool has_come = arrivals_.own().drop_gathered(what.row) || is_met;
    if (!has_come && !what.row.hidden)
        into_.event_due(what.row.id);
    receive(std::move(what));
    return true;
}

void row_events::removed(const directus::item_id& id)
{
    with_.timeline.step([&](auto& line, auto now, auto, auto& out) { line.deleted(id, now, out); });
}

} // namespace server
