#include "server/feed.hpp"

#include "base/log.hpp"
#include "base/timestamp.hpp"
#include "server/feed_times.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace server {

namespace asio = boost::asio;

namespace {

using namespace std::chrono_literals;

constexpr auto away_after = 3s;             // without a word from Directus, before the channel is told
constexpr auto takeover_time = 1s;          // that another member's link has at least
constexpr auto preferred_pause = 1min;      // after a feed broke, any member may carry it
constexpr auto event_limit = 5s;            // for an own row to come back as an event
constexpr std::size_t most_events = 10'000; // that wait for their authors' names
constexpr auto catch_up_limit = 5s;         // that members' lines wait for what was missed

} // namespace

feed::feed(context& shared, directory& names, std::string scope, origin find_origin)
    : shared_(shared)
    , directory_(names)
    , scope_(std::move(scope))
    , find_origin_(std::move(find_origin))
    , timeline_({.overlap = shared.settings.overlap, .catch_up = shared.settings.catch_up},
                shared.rest.directus_now() - clock_error)
    , reactions_(shared, names, readers())
    , away_since_(shared.rest.directus_now())
    , sweep_interval_(slow_sweep)
    , timeline_alarm_(shared.executor,
                      [this] { step([](auto& line, auto now, auto, auto& out) { line.fired(now, out); }); })
    , change_alarm_(shared.executor,
                    [this] {
                        if (const auto text = change_limit_.fired(base::steady_now()); !text.empty())
                            announce(text);
                    })
    , away_alarm_(shared.executor,
                  [this] {
                      announced_away_ = true;
                      announce("Directus is unreachable; what you write is queued");
                  })
    , catch_up_alarm_(shared.executor, [this] { let_members_proceed(); })
    , retry_alarm_(shared.executor, [this] { choose_carrier(); })
    , sweep_alarm_(shared.executor,
                   [this] {
                       if (live_ && !std::exchange(sweeping_, true))
                           tasks_.spawn(sweep(round_));
                   })
    , tasks_(shared.executor)
{
}

template <class Input>
void feed::step(Input input)
{
    bridge::timeline::actions out;
    input(timeline_, base::steady_now(), shared_.rest.directus_now(), out);
    timeline_alarm_.set(timeline_.deadline());
    for (const auto& what : out)
        show(what);
}

bridge::room::audience feed::readers() const
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
    if (live_)
        return "live";
    return fmt::format("{} since {}", announced_away_ ? "Directus is unreachable" : "connecting to Directus",
                       base::to_iso8601(away_since_));
}

void feed::add(upstream& member)
{
    members_.push_back(&member);
    readers_.insert(member.user());
    if (auto* who = shared_.room.people().find(member.user()))
        who->feed = this;
    choose_carrier();
}

void feed::remove(upstream& member)
{
    if (std::erase(members_, &member) == 0)
        return;
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
    if (carrier_ || stopping_)
        return;
    const auto* preferred = base::steady_now() < prefer_again_at_ ? nullptr : preferred_;
    auto chosen =
        std::ranges::find_if(members_, [&](upstream* one) { return one == preferred && one->is_live(); });
    if (chosen == members_.end())
        chosen = std::ranges::find_if(members_, [](upstream* one) { return one->is_live(); });
    if (chosen == members_.end())
        return;
    carrier_ = *chosen;
    ++round_;
    if (!catch_up_by_)
        catch_up_alarm_.set(catch_up_by_ = base::steady_now() + catch_up_limit);
    base::log::debug("feed_carrier", {{"scope", scope_}, {"user", carrier_->user().str()}});
    reactions_.carried_by(carrier_);
    carrier_->link().subscribe();
}

// Until the next carrier has read back, what arrives is held; what was proved until now need not be read
// again.
void feed::lose_carrier()
{
    const auto heard_at = carrier_->link().heard_at();
    const auto heard_wall = shared_.rest.directus_now() - (base::steady_now() - heard_at);
    if (live_)
        timeline_.proved(heard_wall - clock_error);
    reactions_.carried_by(nullptr);
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
    if (!empty())
        away_alarm_.set(
            std::max<base::time_point>(heard_at + away_after, base::steady_now() + takeover_time));
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

void feed::link_down(upstream& of)
{
    if (carrier_ != &of)
        return;
    lose_carrier();
    catch_up_by_.reset();
    choose_carrier();
}

void feed::broken(upstream& of)
{
    if (carrier_ != &of)
        return;
    lose_carrier();
    // Another member may fare better; where none does, only after a pause.
    std::erase(members_, &of);
    members_.push_back(&of);
    const auto now = base::steady_now();
    prefer_again_at_ = now + preferred_pause;
    const bool again = now < std::exchange(broken_at_, now) + retry_after;
    if (!again && members_.front() != &of && members_.front()->is_live())
        choose_carrier();
    else
        retry_alarm_.set(now + retry_after);
}

void feed::subscribed(upstream& of)
{
    if (carrier_ == &of)
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
            else if (const auto* edit = std::get_if<changed>(&one))
                rows.push_back({edit->row.id, {}, edit->row.editor, {}});
        }
        if (carrier_)
            co_await directory_.learn_authors(carrier_->access_token(), std::move(rows));
        for (auto& one : events)
            show(std::move(one));
        if (timeline_.overflowed() && carrier_)
            resubscribe();
        if (live_)
            timeline_.proved(shared_.rest.directus_now() - clock_error);
    }
    showing_ = false;
}

void feed::show(event what)
{
    if (const auto* one = std::get_if<changed>(&what))
        return step([&](auto& line, auto now, auto, auto& out) { line.updated(one->row, now, out); });
    if (const auto* one = std::get_if<gone>(&what))
        return step([&](auto& line, auto now, auto, auto& out) { line.deleted(one->id, now, out); });
    auto& row = std::get<created>(what).row;
    std::erase_if(expected_, [&](const expected& one) { return one.id == row.id; });
    if (row.date) {
        event_date_ = row.date;
        event_at_ = base::steady_now();
    }
    auto news = find_origin_(std::move(row));
    news.heard_at = std::get<created>(what).heard_at;
    if (news.from && readers_.contains(news.row.author))
        return show_own(std::move(news));
    step([&](auto& line, auto now, auto wall, auto& out) { line.received(std::move(news), now, wall, out); });
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

void feed::stored(bridge::said what)
{
    const auto early = early_.find(what.row.author);
    const bool has_come =
        (early != early_.end() &&
         std::erase_if(early->second, [&](const auto& one) { return one.row.id == what.row.id; }) > 0) ||
        timeline_.lacking({&what.row, 1}) == 0;
    if (live_ && !has_come) {
        expected_.push_back({what.row.id, base::steady_now() + event_limit});
        schedule_sweep();
    }
    step([&](auto& line, auto now, auto wall, auto& out) { line.received(std::move(what), now, wall, out); });
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
    for (auto* one :
         {&timeline_alarm_, &change_alarm_, &away_alarm_, &catch_up_alarm_, &retry_alarm_, &sweep_alarm_})
        one->set(std::nullopt);
    tasks_.cancel();
    co_await reactions_.stop();
    co_await tasks_.join();
}

} // namespace server
