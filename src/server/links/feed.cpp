#include "server/links/feed.hpp"

#include "base/log.hpp"
#include "base/timestamp.hpp"
#include "directus/row.hpp"
#include "server/rest/feed_times.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace server {

namespace asio = boost::asio;

namespace {

using namespace std::chrono_literals;

constexpr auto away_after = 3s; // without a word from Directus, before the channel is told
constexpr auto away_limit = 8s; // the same, while REST answers
constexpr int most_doublings = 10;
constexpr auto takeover_time = 1s;     // that another member's link has at least
constexpr auto preferred_pause = 1min; // after a feed broke, any member may carry it
constexpr auto undecided_limit = 2s;   // that a row waits for the answer that tells whose line it is
constexpr std::size_t most_undecided = 100;
constexpr auto event_limit = 5s;            // for an own row to come back as an event
constexpr std::size_t most_events = 10'000; // that wait for their authors' names
constexpr auto catch_up_limit = 5s;         // that members' lines wait for what was missed

base::duration pause_when_given_up(int breaks)
{
    constexpr base::duration longest = 5min;
    return std::min<base::duration>(retry_after * (1 << std::min(breaks, most_doublings)), longest);
}

} // namespace

feed::feed(context& shared, directory& names, std::string scope, origins& senders)
    : shared_(shared)
    , directory_(names)
    , scope_(std::move(scope))
    , origins_(senders)
    , asked_for_(shared.rest.shape())
    , timeline_({.overlap = shared.settings.overlap, .catch_up = shared.settings.catch_up},
                shared.rest.directus_now() - clock_error)
    , reactions_(shared, names, readers())
    , poller_(shared, names, *this)
    , gap_(shared.rest)
    , away_since_(shared.rest.directus_now())
    , sweep_interval_(slow_sweep)
    , timeline_alarm_(shared.executor,
                      [this] { step([](auto& line, auto now, auto, auto& out) { line.fired(now, out); }); })
    , change_alarm_(shared.executor,
                    [this] {
                        if (const auto text = change_limit_.fired(base::steady_now()); !text.empty())
                            announce(text);
                    })
    , undecided_alarm_(shared.executor, [this] { show_decided(undecided_.take_due(base::steady_now())); })
    , away_alarm_(shared.executor, [this] { look_whether_away(); })
    , catch_up_alarm_(shared.executor, [this] { let_members_proceed(); })
    , retry_alarm_(shared.executor, [this] { choose_carrier(); })
    , sweep_alarm_(shared.executor,
                   [this] {
                       if (live_ && !std::exchange(sweeping_, true))
                           tasks_.spawn(sweep(round_));
                   })
    , tasks_(shared.executor)
{
    clock_moved();
}

template <class Input>
void feed::step(Input input)
{
    assert(!stepping_);
    stepping_ = true;
    bridge::timeline::actions out;
    input(timeline_, base::steady_now(), shared_.rest.directus_now(), out);
    timeline_alarm_.set(timeline_.deadline());
    for (const auto& what : out)
        show(what);
    stepping_ = false;
}

bridge::member_filter feed::readers() const
{
    return [this](const bridge::member& who) { return who.feed == this; };
}

void feed::announce(const std::string& text)
{
    base::log::info("announced", {{"scope", scope_}, {"text", text}});
    shared_.room.announce(text, readers());
    shared_.touched();
}

std::string feed::state() const
{
    if (is_polled())
        return fmt::format("live, but polled every {} s: its WebSocket cannot be reached",
                           std::chrono::duration_cast<std::chrono::seconds>(shared_.settings.poll).count());
    if (live_)
        return "live";
    const auto* how = announced_away_.empty()            ? "connecting to Directus"
                      : announced_away_ == outage_notice ? "Directus is unreachable"
                                                         : "nothing is received from Directus";
    return fmt::format("{} since {}", how, base::to_iso8601(away_since_));
}

void feed::add(upstream& member)
{
    members_.push_back(&member);
    member.reads(this);
    readers_.insert(member.user());
    if (auto* who = shared_.room.people().find(member.user()))
        who->feed = this;
    if (!live_ && members_.size() == 1) {
        lost_at_ = base::steady_now();
        away_alarm_.set(lost_at_ + away_limit);
    }
    choose_carrier();
}

void feed::remove(upstream& member)
{
    if (std::erase(members_, &member) == 0)
        return;
    member.reads(nullptr);
    readers_.erase(member.user());
    if (auto* who = shared_.room.people().find(member.user()); who && who->feed == this)
        who->feed = nullptr;
    if (preferred_ == &member)
        preferred_ = nullptr;
    if (carrier_ == &member) {
        member.link().unsubscribe();
        lose_carrier();
        choose_carrier();
    }
}

void feed::choose_carrier()
{
    if (stopping_ || (carrier_ && !polled_))
        return;
    if (!may_subscribe())
        return choose_polled();
    const auto* preferred = base::steady_now() < prefer_again_at_ ? nullptr : preferred_;
    auto chosen =
        std::ranges::find_if(members_, [&](upstream* one) { return one == preferred && one->is_live(); });
    if (chosen == members_.end())
        chosen = std::ranges::find_if(members_, [](upstream* one) { return one->is_live(); });
    if (chosen == members_.end())
        return choose_polled();
    if (carrier_)
        lose_carrier();
    carry(**chosen);
    asked_for_ = shared_.rest.shape();
    carrier_->link().subscribe();
}

void feed::schema_changed()
{
    const auto& shape = shared_.rest.shape();
    const bool is_other = directus::row::fields(asked_for_) != directus::row::fields(shape) ||
                          asked_for_.attachment != shape.attachment || asked_for_.filter != shape.filter;
    if (is_other && carrier_ && !polled_)
        resubscribe();
}

void feed::carry(upstream& member)
{
    carrier_ = &member;
    ++round_;
    if (!catch_up_by_)
        catch_up_alarm_.set(catch_up_by_ = base::steady_now() + catch_up_limit);
    base::log::debug("feed_carrier", {{"scope", scope_}, {"user", member.user().str()}});
    reactions_.carried_by(carrier_);
}

// Until the next carrier has read back, what arrives is held; what was proved until now need not be read
// again.
void feed::lose_carrier()
{
    const auto heard_at = polled_ ? poller_.proved_at() : carrier_->link().heard_at();
    const auto heard_wall = shared_.rest.directus_at(heard_at);
    if (!clock_moved() && live_)
        timeline_.proved(heard_wall - clock_error);
    reactions_.carried_by(nullptr);
    poller_.stop();
    polled_ = false;
    carrier_ = nullptr;
    ++round_;
    timeline_.hold();
    if (!std::exchange(live_, false))
        return;
    away_since_ = heard_wall;
    catch_up_by_.reset();
    sweep_alarm_.set(std::nullopt);
    expected_.clear();
    early_.clear(); // to be read back
    undecided_.clear();
    lost_at_ = base::steady_now();
    if (!empty())
        away_alarm_.set(
            std::max<base::time_point>(heard_at + away_after, base::steady_now() + takeover_time));
}

void feed::look_whether_away()
{
    const auto now = base::steady_now();
    if (live_ && !failure_ && now < shared_.rest.answered_at() + poll_limit) // a poll of many pieces
        return away_alarm_.set(shared_.rest.answered_at() + poll_limit);
    if (live_) // polls are not answered any more
        return resubscribe();
    // While REST answers, a link is about to open, or to be found out as one that does not.
    if (now < lost_at_ + away_limit && shared_.rest.answered_at() + away_after > now)
        return away_alarm_.set(now + takeover_time);
    if (is_given_up() && carrier_ && !polled_)
        return give_up();
    announced_away_ = away_notice();
    announce(announced_away_);
}

bool feed::is_catching_up() const
{
    return carrier_ && !live_ && base::steady_now() < catch_up_by_;
}

void feed::let_members_proceed()
{
    for (auto* one : members_)
        one->proceed();
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
    if (carrier_ != &of || polled_)
        return;
    lose_carrier();
    catch_up_by_.reset();
    choose_carrier();
}

void feed::broken(upstream& of, const base::error_code& why)
{
    if (carrier_ != &of || polled_)
        return;
    lose_carrier();
    failure_ = why;
    ++breaks_;
    // Another member may fare better; where none does, only after a pause.
    std::erase(members_, &of);
    members_.push_back(&of);
    const auto now = base::steady_now();
    prefer_again_at_ = now + preferred_pause;
    const bool again = now < std::exchange(broken_at_, now) + retry_after;
    if (is_given_up()) {
        subscribe_again_at_ = now + pause_when_given_up(breaks_);
        retry_alarm_.set(subscribe_again_at_);
        return choose_polled();
    }
    if (!again && members_.front() != &of && members_.front()->is_live())
        choose_carrier();
    else
        retry_alarm_.set(now + pause_after(why));
}

// What Directus refuses once may be a token's end; what it refuses again and again is asked for with the
// rights in the end, not every two seconds.
base::duration feed::pause_after(const base::error_code& why)
{
    if (base::is_temporary(why))
        return retry_after;
    const auto pause = retry_after * (1 << std::min(refusals_++, most_doublings));
    return std::min<base::duration>(pause, std::max<base::duration>(retry_after, shared_.settings.recheck));
}

void feed::subscribed(upstream& of)
{
    if (carrier_ == &of && !polled_)
        tasks_.spawn(read_back(round_));
}

void feed::arrived(upstream& of, std::vector<directus::item> rows)
{
    // More at once than is shown after a gap: as after one.
    if (carrier_ == &of && (rows.size() > shared_.settings.catch_up || events_.size() > most_events)) {
        events_.clear();
        return resubscribe();
    }
    const auto now = base::steady_now();
    std::vector<event> events;
    events.reserve(rows.size());
    for (auto& row : rows)
        events.emplace_back(created{std::move(row), now});
    happened(of, std::move(events));
}

void feed::updated(upstream& of, std::vector<directus::item> rows)
{
    std::vector<event> events;
    events.reserve(rows.size());
    for (auto& row : rows)
        events.emplace_back(changed{std::move(row)});
    happened(of, std::move(events));
}

void feed::deleted(upstream& of, std::vector<directus::item_id> ids)
{
    std::vector<event> events;
    events.reserve(ids.size());
    for (auto& id : ids)
        events.emplace_back(gone{std::move(id)});
    happened(of, std::move(events));
}

void feed::happened(upstream& of, std::vector<event> events)
{
    if (carrier_ != &of)
        return;
    std::ranges::move(events, std::back_inserter(events_));
    if (!std::exchange(showing_, true))
        tasks_.spawn(show_events());
}

// In the order of arrival; an author or editor of whom nothing is known yet is looked up before that is
// shown.
asio::awaitable<void> feed::show_events()
{
    while (!events_.empty() && !stopping_) {
        auto events = std::exchange(events_, {});
        std::vector<directus::item> rows;
        for (const auto& one : events) {
            if (const auto* row = std::get_if<created>(&one))
                rows.push_back(row->row);
            else if (const auto* edit = std::get_if<changed>(&one)) {
                rows.push_back({edit->row.id, {}, edit->row.editor, {}});
                if (!shared_.rest.shape().filter.empty()) // it may be shown for the first time
                    rows.push_back({edit->row.id, {}, edit->row.author, {}});
            }
        }
        if (carrier_)
            co_await directory_.learn_authors(carrier_->access_token(), std::move(rows));
        for (auto& one : events)
            show(std::move(one));
        if (timeline_.overflowed() && carrier_)
            resubscribe();
        if (clock_moved() && carrier_)
            resubscribe();
        if (live_)
            timeline_.proved(shared_.rest.directus_now() - clock_error);
    }
    showing_ = false;
}

void feed::show(event what)
{
    if (const auto* one = std::get_if<changed>(&what)) {
        undecided_.updated(one->row);
        return step([&](auto& line, auto now, auto, auto& out) { line.updated(one->row, now, out); });
    }
    if (const auto* one = std::get_if<gone>(&what)) {
        undecided_.removed(one->id);
        return step([&](auto& line, auto now, auto, auto& out) { line.deleted(one->id, now, out); });
    }
    show_created(std::move(std::get<created>(what)), false);
}

void feed::show_created(created what, bool is_decided)
{
    std::erase_if(expected_, [&](const expected& one) { return one.id == what.row.id; });
    if (what.row.date) {
        event_date_ = what.row.date;
        event_at_ = base::steady_now();
    }
    auto news = origins_.of(std::move(what.row));
    if (std::exchange(news.undecided, false) && !is_decided && !undecided_.is_full()) {
        undecided_.hold({std::move(news.row), what.heard_at}, base::steady_now());
        return undecided_alarm_.set(undecided_.deadline());
    }
    news.heard_at = what.heard_at;
    if (news.from && readers_.contains(news.row.author))
        show_own(std::move(news));
    else
        step([&](auto& line, auto now, auto wall, auto& out) {
            line.received(std::move(news), now, wall, out);
        });
    origins_.settle();
}

void feed::show_decided(std::vector<created> rows)
{
    for (auto& one : rows)
        show_created(std::move(one), true);
    undecided_alarm_.set(undecided_.deadline());
}

void feed::create_ended(const directus::user_id& author)
{
    if (undecided_.deadline())
        show_decided(undecided_.take(author));
}

// The rows of one create are shown together, so that they keep their order: with the last of their events, or
// by stored(), whatever comes first. (What neither brings, a sweep does.)
void feed::show_own(bridge::said what)
{
    auto& rows = early_[what.row.author];
    const bool is_early = std::exchange(what.early, false);
    rows.push_back(std::move(what));
    if (is_early)
        return;
    auto together = std::move(early_.extract(rows.front().row.author).mapped());
    std::ranges::sort(
        together, {}, [](const auto& one) -> const auto& { return one.row.id; });
    for (auto& one : together)
        step([&](auto& line, auto now, auto wall, auto& out) {
            line.received(std::move(one), now, wall, out);
        });
}

bool feed::stored(bridge::said what)
{
    if (timeline_.is_gone_unseen(what.row, base::steady_now()))
        return false;
    const bool is_met = timeline_.lacking({&what.row, 1}, shared_.rest.directus_now()) == 0;
    // A hook changed it so much that it was taken for another's: the label still wants its answer.
    if (!what.shown && what.from && is_met && timeline_.has_shown(what.row.id))
        shared_.room.sent().acknowledge(*what.from, what.label);
    const auto early = early_.find(what.row.author);
    const bool has_come =
        (early != early_.end() &&
         std::erase_if(early->second, [&](const auto& one) { return one.row.id == what.row.id; }) > 0) ||
        is_met;
    if (live_ && !polled_ && !has_come && !what.row.hidden) {
        expected_.push_back({what.row.id, base::steady_now() + event_limit});
        schedule_sweep();
    }
    step([&](auto& line, auto now, auto wall, auto& out) { line.received(std::move(what), now, wall, out); });
    return true;
}

void feed::removed(const directus::item_id& id)
{
    step([&](auto& line, auto now, auto, auto& out) { line.deleted(id, now, out); });
}

void feed::shown_as_history(const std::vector<directus::item>& rows)
{
    timeline_.shown_as_history(rows);
}

void feed::show(const bridge::change& what)
{
    const bool passes = change_limit_.passes(what, base::steady_now());
    change_alarm_.set(change_limit_.deadline());
    if (!passes)
        return;
    shared_.room.show(what, readers(), base::wall_now());
    if (const auto* row = std::get_if<bridge::said>(&what); row && row->heard_at)
        shared_.heard.push_back(*row->heard_at);
    shared_.touched();
}

asio::awaitable<void> feed::stop()
{
    stopping_ = true;
    for (auto* one : {&timeline_alarm_, &change_alarm_, &undecided_alarm_, &away_alarm_, &catch_up_alarm_,
                      &retry_alarm_, &sweep_alarm_})
        one->set(std::nullopt);
    tasks_.cancel();
    co_await poller_.join();
    co_await reactions_.stop();
    co_await tasks_.join();
}

} // namespace server
