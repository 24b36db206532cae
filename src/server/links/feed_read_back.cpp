#include "server/links/feed_read_back.hpp"

#include "base/log.hpp"
#include "net/pause.hpp"
#include "server/links/poller.hpp"
#include "server/links/upstream.hpp"
#include "server/rest/feed_times.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <span>
#include <unordered_set>
#include <utility>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr auto wait_limit = std::chrono::seconds(5);
constexpr std::size_t most_hidden = 1000; // as the timeline remembers

} // namespace

feed_read_back::feed_read_back(context& shared, directory& names, origins& senders, live_timeline& timeline,
                               const readership& members, const carrier& current, net::task_group& tasks,
                               sink& into)
    : shared_(shared)
    , directory_(names)
    , origins_(senders)
    , timeline_(timeline)
    , members_(members)
    , carrier_(current)
    , tasks_(tasks)
    , into_(into)
    , gap_(shared.rest)
    , wait_alarm_(shared.executor, [this] { members_.proceed(); })
{
}

void feed_read_back::start_wait()
{
    if (!wait_until_)
        wait_alarm_.set(wait_until_ = base::steady_now() + wait_limit);
}

asio::awaitable<void> feed_read_back::read(unsigned round)
{
    const auto done =
        co_await gap_.read(carrier_->access_token(), timeline_.machine().cursor(), carrier_->read_files());
    if (carrier_.is_over(round))
        co_return;
    if (timeline_.check_clock()) // by the new clock it begins elsewhere
        co_return tasks_.spawn(read(round));
    if (!done) {
        const auto pause = into_.read_back_failed(done.error());
        co_return tasks_.spawn(pause_then_read(round, pause));
    }
    auto gap = gap_.take();
    co_await directory_.learn_authors(carrier_->access_token(), gap.rows);
    if (carrier_.is_over(round))
        co_return;
    if (timeline_.machine().overflowed()) { // what was let go has become visible meanwhile
        timeline_.machine().hold();
        co_return tasks_.spawn(read(round));
    }

    std::unordered_set<directus::item_id> there;
    for (const auto& row : std::span(gap.rows).subspan(gap.read_before))
        there.insert(row.id);
    show(std::move(gap));
    auto to_look_up = timeline_.machine().remembered();
    std::erase_if(to_look_up, [&](const auto& id) { return there.contains(id); });
    if (std::exchange(has_caught_up_, true) && !to_look_up.empty())
        tasks_.spawn(look_for_changes(round, std::move(to_look_up)));
    if (!shared_.rest.shape().filter.empty())
        tasks_.spawn(learn_hidden(round));
}

void feed_read_back::show(gap_reader::gap gap)
{
    auto rows = origins_.of(std::move(gap.rows), shared_.rest.directus_now());
    bridge::timeline::actions out;
    const auto counts = timeline_.machine().replayed(std::move(rows), gap.asked, base::steady_now(),
                                                     shared_.rest.directus_now(), out);
    into_.caught_up(counts, gap.started);
    timeline_.machine().proved(gap.started);
    timeline_.show_missed(std::move(out));
    origins_.settle();
    members_.proceed();
}

asio::awaitable<void> feed_read_back::pause_then_read(unsigned round, base::duration time)
{
    do {
        co_await net::pause(shared_.executor, time);
    } while (shared_.away && !carrier_.is_over(round));
    if (!carrier_.is_over(round))
        tasks_.spawn(read(round));
}

// Compares the rows that were shown with those in Directus: edits and deletions in the gap had no events.
asio::awaitable<void> feed_read_back::look_for_changes(unsigned round, std::vector<directus::item_id> ids)
{
    while (!ids.empty()) {
        const auto some = poller::take_some(ids, shared_.rest.page_limit());
        const auto asked = base::steady_now();
        const auto found =
            co_await shared_.rest.rows().find(carrier_->access_token(), some, carrier_->read_files());
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

// Tells a row that begins to meet the filter from one that was edited.
asio::awaitable<void> feed_read_back::learn_hidden(unsigned round)
{
    while (!carrier_.is_over(round)) {
        const auto asked = base::steady_now();
        const auto found = co_await shared_.rest.rows().hidden(carrier_->access_token(), most_hidden);
        if (carrier_.is_over(round))
            co_return;
        if (found)
            co_return timeline_.machine().found_hidden(*found, asked);
        base::log::debug("hidden_rows_unknown",
                         {{"scope", timeline_.scope()}, {"reason", found.error().message()}});
        if (carrier_.is_polled())
            co_return; // a later poll asks again
        co_await net::pause(shared_.executor, retry_after);
    }
}

} // namespace server
