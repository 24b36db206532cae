// What a feed reads over REST: the gap behind it, changes of what was shown, and rows that no event told of.
#include "server/links/feed.hpp"

#include "base/log.hpp"
#include "server/rest/feed_times.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <unordered_set>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr auto late_after = std::chrono::minutes(1); // clients without server-time are told the time then
constexpr auto resubscribe_pause = std::chrono::minutes(1);
constexpr auto clock_pause = std::chrono::minutes(1); // between two read-backs for a clock that was set
// That the first event of an import may take, and more where there are many rows of it.
constexpr auto event_pause = std::chrono::seconds(2);
constexpr auto event_pause_for_each = std::chrono::milliseconds(5);
constexpr std::size_t most_swept = 1'000;
constexpr std::size_t most_hidden = 1000; // as the timeline remembers

std::string messages(std::size_t count)
{
    return count == 1 ? "1 message was" : fmt::format("{} messages were", count);
}

} // namespace

// Of nodes of Directus whose clocks are that far apart, one and then the other answers.
bool feed::clock_moved()
{
    const auto now = base::steady_now();
    const auto by = timeline_.clock_moved(now, shared_.rest.directus_now());
    if (by == base::duration::zero() || now < clock_again_at_)
        return false;
    clock_again_at_ = now + clock_pause;
    base::log::warning("directus_clock_set",
                       {{"scope", scope_}, {"by_s", std::to_string(by / std::chrono::seconds(1))}});
    if (by < base::duration::zero())
        shared_.room.clock_set_back(-by, readers());
    timeline_.hold();
    return true;
}

std::vector<bridge::said> feed::with_origins(std::vector<directus::item> rows)
{
    const auto now = shared_.rest.directus_now();
    std::vector<bridge::said> out;
    out.reserve(rows.size());
    for (auto& row : rows) {
        auto& what = out.emplace_back(origins_.of(std::move(row)));
        what.past = !what.from && what.row.date && now - *what.row.date >= late_after;
    }
    return out;
}

void feed::show_missed(bridge::timeline::actions what)
{
    for (auto& one : what) {
        if (auto* row = std::get_if<bridge::said>(&one))
            row->missed = true;
        show(one);
    }
}

asio::awaitable<void> feed::read_back(unsigned round)
{
    const auto read =
        co_await gap_.read(carrier_->access_token(), timeline_.cursor(), carrier_->read_files());
    if (round != round_ || stopping_)
        co_return;
    if (clock_moved()) // by the new clock it begins elsewhere
        co_return tasks_.spawn(read_back(round));
    if (!read) {
        if (std::exchange(failure_, read.error()) != read.error()) // it may fail until an outage ends
            base::log::warning("read_back_failed", {{"scope", scope_}, {"reason", failure_.message()}});
        if (!base::is_temporary(failure_))
            carrier_->check_rights(is_refused());
        co_return tasks_.spawn(pause_then_read_back(round, pause_after(read.error())));
    }
    auto [rows, read_before, asked, started] = gap_.take();
    co_await directory_.learn_authors(carrier_->access_token(), rows);
    if (round != round_ || stopping_)
        co_return;
    if (timeline_.overflowed()) { // what was let go has become visible meanwhile
        timeline_.hold();
        co_return tasks_.spawn(read_back(round));
    }

    std::unordered_set<directus::item_id> there;
    for (const auto& row : std::span(rows).subspan(read_before))
        there.insert(row.id);
    auto news = with_origins(std::move(rows));
    bridge::timeline::actions out;
    caught_up(
        timeline_.replayed(std::move(news), asked, base::steady_now(), shared_.rest.directus_now(), out));
    timeline_.proved(started);
    if (polled_)
        poller_.start(*carrier_, started);
    timeline_alarm_.set(timeline_.deadline());
    show_missed(std::move(out));
    origins_.settle();
    let_members_proceed();
    auto to_look_up = timeline_.remembered();
    std::erase_if(to_look_up, [&](const auto& id) { return there.contains(id); });
    if (std::exchange(was_live_, true) && !to_look_up.empty())
        tasks_.spawn(look_for_changes(round, std::move(to_look_up)));
    if (!shared_.rest.shape().filter.empty())
        tasks_.spawn(learn_hidden(round));
}

// So that a row that begins to meet the filter is told from one that was edited.
asio::awaitable<void> feed::learn_hidden(unsigned round)
{
    while (round == round_ && !stopping_) {
        const auto asked = base::steady_now();
        const auto found = co_await shared_.rest.hidden(carrier_->access_token(), most_hidden);
        if (round != round_ || stopping_)
            co_return;
        if (found)
            co_return timeline_.found_hidden(*found, asked);
        base::log::debug("hidden_rows_unknown", {{"scope", scope_}, {"reason", found.error().message()}});
        if (polled_ && live_)
            co_return; // a later poll asks again
        asio::steady_timer pause(shared_.executor, retry_after);
        co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

asio::awaitable<void> feed::pause_then_read_back(unsigned round, base::duration time)
{
    asio::steady_timer pause(shared_.executor);
    do {
        pause.expires_after(time);
        co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
    } while (shared_.away && round == round_ && !stopping_);
    if (round == round_ && !stopping_)
        tasks_.spawn(read_back(round));
}

void feed::caught_up(bridge::timeline::caught_up counts)
{
    live_ = true;
    refusals_ = 0;
    failure_.clear();
    const bool was_given_up = is_given_up();
    if (!polled_)
        breaks_ = 0;
    shared_.measured.read_back(counts.missed);
    if (polled_)
        await_poll();
    else
        away_alarm_.set(std::nullopt);
    sweep_at_ = base::steady_now() + sweep_interval_;
    schedule_sweep();
    base::log::info("feed_live", {{"scope", scope_},
                                  {"missed", std::to_string(counts.missed)},
                                  {"over", polled_ ? "rest" : "websocket"}});
    if (const auto away = std::exchange(announced_away_, {}); !away.empty()) {
        const std::string back =
            away == outage_notice ? "Directus is back" : "Messages of others arrive again";
        announce(counts.missed == 0 ? back : fmt::format("{}; {} missed", back, messages(counts.missed)));
    }
    if (counts.left_out > 0)
        announce(fmt::format("{} older messages are left out", counts.left_out));
    if (polled_ && !std::exchange(announced_polled_, true))
        announce(late_notice());
    if (!polled_ && std::exchange(announced_polled_, false))
        announce(was_given_up ? "Directus accepts the subscription: messages arrive at once again"
                              : "Directus's WebSocket can be reached: messages arrive at once again");
}

// Edits and deletions that nobody told of: what was shown is compared with what is there.
asio::awaitable<void> feed::look_for_changes(unsigned round, std::vector<directus::item_id> ids)
{
    while (!ids.empty()) {
        const auto some = poller::take_some(ids, shared_.rest.page_limit());
        const auto asked = base::steady_now();
        const auto found =
            co_await shared_.rest.items(carrier_->access_token(), some, carrier_->read_files());
        if (round != round_ || stopping_)
            co_return;
        if (found) {
            bridge::timeline::actions out;
            timeline_.looked_up(some, *found, asked, base::steady_now(), out);
            for (const auto& what : out)
                show(what);
            continue;
        }
        ids.insert(ids.end(), some.begin(), some.end());
        asio::steady_timer pause(shared_.executor, retry_after);
        co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
        if (round != round_ || stopping_)
            co_return;
    }
}

void feed::schedule_sweep()
{
    if (!live_ || polled_ || sweeping_)
        return;
    sweep_alarm_.set(expected_.empty() ? sweep_at_ : std::min(sweep_at_, expected_.front().by));
}

base::secret feed::another_token() const
{
    const auto other = std::ranges::find_if(members_, [this](const auto* one) { return one != carrier_; });
    return other == members_.end() ? carrier_->access_token() : (*other)->access_token();
}

// Silence proves nothing: what is there is compared with what came, over another member's session.
asio::awaitable<void> feed::sweep(unsigned round)
{
    std::erase_if(expected_, [](const expected& one) { return one.by <= base::steady_now(); });
    const auto token = another_token();
    const auto which = carrier_->read_files(); // as all who share
    const auto asked = base::steady_now();
    // Rows of the future would leave no room for others: those that a clock that was fast has dated.
    const rest_client::dates recent{timeline_.cursor(), shared_.rest.directus_now() + clock_error};
    auto rows = co_await shared_.rest.since(token, recent, most_swept, which);
    if (rows && round == round_ && !stopping_)
        co_await directory_.learn_authors(token, *rows);
    // Directus tells of an import row by row, long after its rows can be read.
    const auto lacking = rows ? timeline_.lacking(*rows, shared_.rest.directus_now()) : 0;
    if (lacking > 0 && round == round_ && !stopping_) {
        asio::steady_timer pause(shared_.executor, event_pause + lacking * event_pause_for_each);
        co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    sweeping_ = false;
    if (round != round_ || stopping_)
        co_return schedule_sweep();
    if (clock_moved())
        co_return resubscribe();

    std::size_t missed = 0;
    if (rows) {
        // As long as events come, those behind the newest are on their way.
        if (event_date_ && event_at_ >= asked)
            std::erase_if(*rows, [&](const auto& row) { return row.date >= event_date_; });
        auto all = with_origins(std::move(*rows));
        bridge::timeline::actions out;
        missed = timeline_.swept(std::move(all), asked, base::steady_now(), shared_.rest.directus_now(), out);
        show_missed(std::move(out));
        origins_.settle();
    }
    const auto now = base::steady_now();
    sweep_interval_ =
        missed > 0 ? base::duration(quick_sweep) : std::min<base::duration>(sweep_interval_ * 2, slow_sweep);
    sweep_at_ = now + sweep_interval_;
    schedule_sweep();
    if (missed == 0)
        co_return;
    shared_.measured.read_back(missed);
    base::log::warning("events_missing", {{"scope", scope_}, {"rows", std::to_string(missed)}});
    if (now - resubscribed_at_ >= resubscribe_pause)
        resubscribe();
}

// The subscription may be dead without a word.
void feed::resubscribe()
{
    resubscribed_at_ = base::steady_now();
    carrier_->link().unsubscribe();
    lose_carrier();
    choose_carrier();
}

} // namespace server
