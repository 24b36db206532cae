#include "server/links/feed.hpp"

#include "base/log.hpp"
#include "directus/row.hpp"
#include "server/rest/feed_times.hpp"

#include <boost/asio.hpp>

#include <utility>

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
    , origins_(senders)
    , asked_for_(shared.rest.shape())
    , timeline_(shared, std::move(scope), readers_of(*this))
    , reactions_(shared, names, readers_of(*this))
    , poller_(shared, names, *this)
    , liveness_(shared.rest.directus_now())
    , away_alarm_(shared.executor, [this] { look_whether_away(); })
    , retry_alarm_(shared.executor, [this] { choose_carrier(); })
    , tasks_(shared.executor)
    , events_(parts(names), *this)
    , read_back_(parts(names), *this)
    , sweeper_(parts(names), events_.waiting(), *this)
{
}

feed_parts feed::parts(directory& names)
{
    return {shared_, names, origins_, timeline_, members_, carrier_, tasks_};
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
    events_.waiting().lost();
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

void feed::event_due(const directus::item_id& row)
{
    if (is_live() && !carrier_.is_polled())
        sweeper_.expect(row);
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

row_events* feed::events_from(const upstream& of)
{
    return carrier_.is(of) ? &events_ : nullptr;
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
    events_.stop();
    away_alarm_.set(std::nullopt);
    retry_alarm_.set(std::nullopt);
    tasks_.cancel();
    co_await poller_.join();
    co_await reactions_.stop();
    co_await tasks_.join();
}

} // namespace server
