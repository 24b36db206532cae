#include "server/links/feed.hpp"

#include "base/log.hpp"
#include "directus/row.hpp"
#include "server/rest/feed_times.hpp"

#include <boost/asio.hpp>

#include <algorithm>

namespace server {

namespace asio = boost::asio;

namespace {

bridge::member_filter readers_of(const feed& rows)
{
    return [&rows](const bridge::member& who) { return who.feed == &rows; };
}

} // namespace

feed::feed(context& shared, directory& names, std::string scope, origins& senders)
    : shared_(shared)
    , directory_(names)
    , origins_(senders)
    , asked_for_(shared.rest.shape())
    , timeline_(shared, std::move(scope), readers_of(*this))
    , reactions_(shared, names, readers_of(*this))
    , poller_(shared, names, *this)
    , liveness_(shared.rest.directus_now())
    , undecided_alarm_(shared.executor,
                       [this] { show_decided(arrivals_.undecided().take_due(base::steady_now())); })
    , away_alarm_(shared.executor, [this] { look_whether_away(); })
    , retry_alarm_(shared.executor, [this] { choose_carrier(); })
    , tasks_(shared.executor)
    , read_back_(shared, names, senders, timeline_, members_, carrier_, tasks_, *this)
    , sweeper_(shared, names, senders, timeline_, members_, carrier_, arrivals_, tasks_, *this)
{
}

void feed::add(upstream& member)
{
    members_.add(member);
    member.reads(this);
    if (auto* who = shared_.room.people().find(member.user()))
        who->feed = this;
    if (!is_live() && members_.size() == 1)
        away_alarm_.set(liveness_.awaited(base::steady_now()));
    choose_carrier();
}

void feed::remove(upstream& member)
{
    if (!members_.remove(member))
        return;
    member.reads(nullptr);
    if (auto* who = shared_.room.people().find(member.user()); who && who->feed == this)
        who->feed = nullptr;
    if (carrier_.is(member)) {
        member.link().unsubscribe();
        lose_carrier();
        choose_carrier();
    }
}

void feed::choose_carrier()
{
    if (carrier_.is_closed() || carrier_.is_subscribed())
        return;
    const auto now = base::steady_now();
    if (!attempts_.may_subscribe(now))
        return choose_polled();
    auto* chosen = members_.live_one(attempts_.may_prefer(now));
    if (!chosen)
        return choose_polled();
    if (carrier_)
        lose_carrier();
    carry(*chosen, false);
    asked_for_ = shared_.rest.shape();
    carrier_->link().subscribe();
}

void feed::schema_changed()
{
    const auto& shape = shared_.rest.shape();
    const bool is_other = directus::row::fields(asked_for_) != directus::row::fields(shape) ||
                          asked_for_.attachment != shape.attachment || asked_for_.filter != shape.filter;
    if (is_other && carrier_.is_subscribed())
        resubscribe();
}

void feed::carry(upstream& member, bool is_polled)
{
    carrier_.set(member, is_polled);
    read_back_.start_wait();
    base::log::debug("feed_carrier", {{"scope", scope()}, {"user", member.user().str()}});
    reactions_.carried_by(member, is_polled);
}

// Until the next carrier has read back, what arrives is held; what was proved until now need not be read
// again.
void feed::lose_carrier()
{
    const auto heard_at = carrier_.is_polled() ? poller_.proved_at() : carrier_->link().heard_at();
    const auto heard_wall = shared_.rest.directus_at(heard_at);
    if (!timeline_.check_clock() && is_live())
        timeline_.machine().proved(heard_wall - clock_error);
    reactions_.carrier_lost();
    poller_.stop();
    carrier_.reset();
    timeline_.machine().hold();
    if (!is_live())
        return;
    read_back_.reset_wait();
    sweeper_.stop();
    arrivals_.lost();
    const auto look_at = liveness_.lost(base::steady_now(), heard_at, heard_wall);
    if (!empty())
        away_alarm_.set(look_at);
}

base::duration feed::read_back_failed(const base::error_code& why)
{
    if (liveness_.note_failure(why)) // it may fail until an outage ends
        base::log::warning("read_back_failed", {{"scope", scope()}, {"reason", why.message()}});
    if (!base::is_temporary(why))
        carrier_->check_rights(is_refused());
    return attempts_.back_off(why, shared_.settings.recheck);
}

void feed::caught_up(bridge::timeline::caught_up counts, base::wall_time started)
{
    const bool is_polled = carrier_.is_polled();
    const auto notices = liveness_.went_live(way(), counts.missed, counts.left_out);
    attempts_.went_live(is_polled);
    shared_.measured.read_back(counts.missed);
    if (is_polled) {
        await_poll();
    } else {
        away_alarm_.set(std::nullopt);
        sweeper_.start();
    }
    base::log::info("feed_live", {{"scope", scope()},
                                  {"missed", std::to_string(counts.missed)},
                                  {"over", is_polled ? "rest" : "websocket"}});
    for (const auto& notice : notices)
        timeline_.announce(notice);
    if (is_polled)
        poller_.start(*carrier_, started);
}

void feed::events_missing()
{
    if (attempts_.may_resubscribe(base::steady_now()))
        resubscribe();
}

// The subscription may be dead without a word.
void feed::resubscribe()
{
    attempts_.resubscribed(base::steady_now());
    carrier_->link().unsubscribe();
    lose_carrier();
    choose_carrier();
}

void feed::look_whether_away()
{
    if (const auto again = liveness_.look_again_at(base::steady_now(), shared_.rest.answered_at()))
        return away_alarm_.set(again);
    if (is_live()) // polls are not answered any more
        return resubscribe();
    if (attempts_.is_given_up() && carrier_.is_subscribed())
        return give_up();
    // What is written is queued only where it cannot be sent.
    timeline_.announce(liveness_.announce_away(shared_.away || !members_.any_can_store()));
}

bool feed::is_catching_up() const
{
    return carrier_ && !is_live() && read_back_.is_waiting();
}

void feed::link_live(upstream&)
{
    choose_carrier();
}

void feed::link_refused(upstream&)
{
    choose_carrier();
}

void feed::link_down(upstream& of)
{
    if (!carrier_.is_subscribed(of))
        return;
    lose_carrier();
    read_back_.reset_wait();
    choose_carrier();
}

void feed::broken(upstream& of, const base::error_code& why)
{
    if (!carrier_.is_subscribed(of))
        return;
    lose_carrier();
    liveness_.note_failure(why);
    // Another member may fare better; where none does, only after a pause.
    members_.put_last(of);
    const auto now = base::steady_now();
    const bool again = attempts_.count_break(now);
    if (attempts_.is_given_up()) {
        retry_alarm_.set(attempts_.retry_at());
        return choose_polled();
    }
    const auto* next = members_.all().front();
    if (!again && next != &of && next->is_live())
        choose_carrier();
    else
        retry_alarm_.set(now + attempts_.back_off(why, shared_.settings.recheck));
}

void feed::subscribed(upstream& of)
{
    if (carrier_.is_subscribed(of))
        read_back_.start();
}

void feed::arrived(upstream& of, std::vector<directus::item> rows)
{
    if (!carrier_.is(of))
        return;
    // More at once than is shown after a gap: as after one.
    if (rows.size() > shared_.settings.room.catch_up || arrivals_.is_overfull()) {
        arrivals_.drop_events();
        return resubscribe();
    }
    arrivals_.push_created(std::move(rows), base::steady_now());
    start_showing();
}

void feed::updated(upstream& of, std::vector<directus::item> rows)
{
    if (!carrier_.is(of))
        return;
    arrivals_.push_updated(std::move(rows));
    start_showing();
}

void feed::deleted(upstream& of, std::vector<directus::item_id> ids)
{
    if (!carrier_.is(of))
        return;
    arrivals_.push_deleted(std::move(ids));
    start_showing();
}

void feed::start_showing()
{
    if (arrivals_.try_start_reader())
        tasks_.spawn(show_events());
}

// In the order of arrival; an author or editor of whom nothing is known yet is looked up before that is
// shown.
asio::awaitable<void> feed::show_events()
{
    while (!arrivals_.is_empty() && !carrier_.is_closed()) {
        auto events = arrivals_.take();
        auto rows = arrivals::authors_of(events, !shared_.rest.shape().filter.empty());
        if (carrier_)
            co_await directory_.learn_authors(carrier_->access_token(), std::move(rows));
        for (auto& event : events)
            show(std::move(event));
        if (timeline_.machine().overflowed() && carrier_)
            resubscribe();
        if (timeline_.check_clock() && carrier_)
            resubscribe();
        if (is_live())
            timeline_.machine().proved(shared_.rest.directus_now() - clock_error);
    }
    arrivals_.reader_ended();
}

void feed::show(arrivals::event event)
{
    if (const auto* edit = std::get_if<arrivals::updated>(&event)) {
        arrivals_.undecided().updated(edit->row);
        return timeline_.step(
            [&](auto& line, auto now, auto, auto& out) { line.updated(edit->row, now, out); });
    }
    if (const auto* deletion = std::get_if<arrivals::deleted>(&event)) {
        arrivals_.undecided().removed(deletion->id);
        return timeline_.step(
            [&](auto& line, auto now, auto, auto& out) { line.deleted(deletion->id, now, out); });
    }
    show_created(std::move(std::get<arrivals::created>(event)), false);
}

void feed::show_created(arrivals::created event, bool is_decided)
{
    arrivals_.reached(event.row, base::steady_now());
    auto news = origins_.of(std::move(event.row));
    auto& undecided = arrivals_.undecided();
    if (std::exchange(news.undecided, false) && !is_decided && !undecided.is_full()) {
        undecided.hold({std::move(news.row), event.heard_at}, base::steady_now());
        return undecided_alarm_.set(undecided.deadline());
    }
    news.heard_at = event.heard_at;
    if (news.from && members_.has(news.row.author))
        show_own(std::move(news));
    else
        timeline_.step([&](auto& line, auto now, auto wall, auto& out) {
            line.received(std::move(news), now, wall, out);
        });
    origins_.settle();
}

void feed::show_decided(std::vector<arrivals::created> rows)
{
    for (auto& row : rows)
        show_created(std::move(row), true);
    undecided_alarm_.set(arrivals_.undecided().deadline());
}

void feed::create_ended(const directus::user_id& author)
{
    if (arrivals_.undecided().deadline())
        show_decided(arrivals_.undecided().take(author));
}

void feed::show_own(bridge::said event)
{
    auto rows = arrivals_.own().gather(std::move(event));
    for (auto& row : rows)
        timeline_.step([&](auto& line, auto now, auto wall, auto& out) {
            line.received(std::move(row), now, wall, out);
        });
}

bool feed::stored(bridge::said what)
{
    if (timeline_.machine().is_gone_unseen(what.row, base::steady_now()))
        return false;
    const bool is_met = timeline_.machine().lacking({&what.row, 1}, shared_.rest.directus_now()) == 0;
    // A hook changed it so much that it was taken for another's: the label still wants its answer.
    if (!what.shown && what.from && is_met && timeline_.machine().has_shown(what.row.id))
        shared_.room.sent().acknowledge(*what.from, what.label);
    const bool has_come = arrivals_.own().drop_gathered(what.row) || is_met;
    if (is_live() && !carrier_.is_polled() && !has_come && !what.row.hidden)
        sweeper_.expect(what.row.id);
    timeline_.step(
        [&](auto& line, auto now, auto wall, auto& out) { line.received(std::move(what), now, wall, out); });
    return true;
}

void feed::removed(const directus::item_id& id)
{
    timeline_.step([&](auto& line, auto now, auto, auto& out) { line.deleted(id, now, out); });
}

void feed::shown_as_history(const std::vector<directus::item>& rows)
{
    timeline_.machine().shown_as_history(rows);
}

asio::awaitable<void> feed::stop()
{
    carrier_.close();
    timeline_.stop();
    read_back_.stop();
    sweeper_.stop();
    for (auto* alarm : {&undecided_alarm_, &away_alarm_, &retry_alarm_})
        alarm->set(std::nullopt);
    tasks_.cancel();
    co_await poller_.join();
    co_await reactions_.stop();
    co_await tasks_.join();
}

} // namespace server
