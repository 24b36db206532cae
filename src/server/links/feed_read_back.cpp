// What a feed reads over REST: the gap behind it, changes of what was shown, and rows that no event told of.
#include "server/links/feed.hpp"

#include "base/log.hpp"
#include "net/pause.hpp"
#include "server/rest/feed_times.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <span>
#include <unordered_set>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr auto late_after = std::chrono::minutes(1); // clients without server-time are told the time then
// That the first event of an import may take, and more where there are many rows of it.
constexpr auto event_pause = std::chrono::seconds(2);
constexpr auto event_pause_for_each = std::chrono::milliseconds(5);
constexpr std::size_t most_swept = 1'000;
constexpr std::size_t most_hidden = 1000; // as the timeline remembers

} // namespace

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

asio::awaitable<void> feed::read_back(unsigned round)
{
    const auto read =
        co_await gap_.read(carrier_->access_token(), timeline_.machine().cursor(), carrier_->read_files());
    if (carrier_.is_over(round))
        co_return;
    if (timeline_.check_clock()) // by the new clock it begins elsewhere
        co_return tasks_.spawn(read_back(round));
    if (!read) {
        if (liveness_.note_failure(read.error())) // it may fail until an outage ends
            base::log::warning("read_back_failed", {{"scope", scope()}, {"reason", read.error().message()}});
        if (!base::is_temporary(read.error()))
            carrier_->check_rights(is_refused());
        const auto pause = attempts_.back_off(read.error(), shared_.settings.recheck);
        co_return tasks_.spawn(pause_then_read_back(round, pause));
    }
    auto [rows, read_before, asked, started] = gap_.take();
    co_await directory_.learn_authors(carrier_->access_token(), rows);
    if (carrier_.is_over(round))
        co_return;
    if (timeline_.machine().overflowed()) { // what was let go has become visible meanwhile
        timeline_.machine().hold();
        co_return tasks_.spawn(read_back(round));
    }

    std::unordered_set<directus::item_id> there;
    for (const auto& row : std::span(rows).subspan(read_before))
        there.insert(row.id);
    auto news = with_origins(std::move(rows));
    bridge::timeline::actions out;
    const bool was_live = liveness_.was_live();
    caught_up(timeline_.machine().replayed(std::move(news), asked, base::steady_now(),
                                           shared_.rest.directus_now(), out));
    timeline_.machine().proved(started);
    if (carrier_.is_polled())
        poller_.start(*carrier_, started);
    timeline_.show_missed(std::move(out));
    origins_.settle();
    let_members_proceed();
    auto to_look_up = timeline_.machine().remembered();
    std::erase_if(to_look_up, [&](const auto& id) { return there.contains(id); });
    if (was_live && !to_look_up.empty())
        tasks_.spawn(look_for_changes(round, std::move(to_look_up)));
    if (!shared_.rest.shape().filter.empty())
        tasks_.spawn(learn_hidden(round));
}

// So that a row that begins to meet the filter is told from one that was edited.
asio::awaitable<void> feed::learn_hidden(unsigned round)
{
    while (!carrier_.is_over(round)) {
        const auto asked = base::steady_now();
        const auto found = co_await shared_.rest.hidden(carrier_->access_token(), most_hidden);
        if (carrier_.is_over(round))
            co_return;
        if (found)
            co_return timeline_.machine().found_hidden(*found, asked);
        base::log::debug("hidden_rows_unknown", {{"scope", scope()}, {"reason", found.error().message()}});
        if (is_polled())
            co_return; // a later poll asks again
        co_await net::pause(shared_.executor, retry_after);
    }
}

asio::awaitable<void> feed::pause_then_read_back(unsigned round, base::duration time)
{
    do {
        co_await net::pause(shared_.executor, time);
    } while (shared_.away && !carrier_.is_over(round));
    if (!carrier_.is_over(round))
        tasks_.spawn(read_back(round));
}

void feed::caught_up(bridge::timeline::caught_up counts)
{
    const auto notices = liveness_.went_live(way(), counts.missed, counts.left_out);
    attempts_.went_live(carrier_.is_polled());
    shared_.measured.read_back(counts.missed);
    if (carrier_.is_polled())
        await_poll();
    else
        away_alarm_.set(std::nullopt);
    sweeps_.restart(base::steady_now());
    schedule_sweep();
    base::log::info("feed_live", {{"scope", scope()},
                                  {"missed", std::to_string(counts.missed)},
                                  {"over", carrier_.is_polled() ? "rest" : "websocket"}});
    for (const auto& notice : notices)
        timeline_.announce(notice);
}

// Edits and deletions that nobody told of: what was shown is compared with what is there.
asio::awaitable<void> feed::look_for_changes(unsigned round, std::vector<directus::item_id> ids)
{
    while (!ids.empty()) {
        const auto some = poller::take_some(ids, shared_.rest.page_limit());
        const auto asked = base::steady_now();
        const auto found =
            co_await shared_.rest.items(carrier_->access_token(), some, carrier_->read_files());
        if (carrier_.is_over(round))
            co_return;
        if (found) {
            bridge::timeline::actions out;
            timeline_.machine().looked_up(some, *found, asked, base::steady_now(), out);
            timeline_.show(out);
            continue;
        }
        ids.insert(ids.end(), some.begin(), some.end());
        co_await net::pause(shared_.executor, retry_after);
        if (carrier_.is_over(round))
            co_return;
    }
}

void feed::schedule_sweep()
{
    if (!is_live() || carrier_.is_polled() || sweeps_.is_under_way())
        return;
    sweep_alarm_.set(sweeps_.deadline(arrivals_.own().deadline()));
}

// Silence proves nothing: what is there is compared with what came, over another member's session.
asio::awaitable<void> feed::sweep(unsigned round)
{
    arrivals_.own().expire(base::steady_now());
    const auto token = members_.token_of_another(*carrier_);
    const auto which = carrier_->read_files(); // as all who share
    const auto asked = base::steady_now();
    // Rows of the future would leave no room for others: those that a clock that was fast has dated.
    const rest_client::dates recent{timeline_.machine().cursor(), shared_.rest.directus_now() + clock_error};
    auto rows = co_await shared_.rest.since(token, recent, most_swept, which);
    if (rows && !carrier_.is_over(round))
        co_await directory_.learn_authors(token, *rows);
    // Directus tells of an import row by row, long after its rows can be read.
    const auto lacking = rows ? timeline_.machine().lacking(*rows, shared_.rest.directus_now()) : 0;
    if (lacking > 0 && !carrier_.is_over(round)) {
        co_await net::pause(shared_.executor, event_pause + lacking * event_pause_for_each);
    }
    sweeps_.ended();
    if (carrier_.is_over(round))
        co_return schedule_sweep();
    if (timeline_.check_clock())
        co_return resubscribe();

    std::size_t missed = 0;
    if (rows) {
        // As long as events come, those behind the newest are on their way.
        if (const auto newest = arrivals_.newest_date(asked))
            std::erase_if(*rows, [&](const auto& row) { return row.date >= newest; });
        auto all = with_origins(std::move(*rows));
        bridge::timeline::actions out;
        missed = timeline_.machine().swept(std::move(all), asked, base::steady_now(),
                                           shared_.rest.directus_now(), out);
        timeline_.show_missed(std::move(out));
        origins_.settle();
    }
    const auto now = base::steady_now();
    sweeps_.found(missed, now);
    schedule_sweep();
    if (missed == 0)
        co_return;
    shared_.measured.read_back(missed);
    base::log::warning("events_missing", {{"scope", scope()}, {"rows", std::to_string(missed)}});
    if (attempts_.may_resubscribe(now))
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

} // namespace server
