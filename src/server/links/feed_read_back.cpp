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

feed_read_back::feed_read_back(feed_parts parts, sink& into)
    : with_(parts)
    , into_(into)
    , gap_(parts.shared.rest)
    , wait_alarm_(parts.shared.executor, [this] { with_.members.proceed(); })
{
}

void feed_read_back::start_wait()
{
    if (!wait_until_)
        wait_alarm_.set(wait_until_ = base::steady_now() + wait_limit);
}

asio::awaitable<void> feed_read_back::read(unsigned round)
{
    const auto done = co_await gap_.read(with_.current->access_token(), with_.timeline.machine().cursor(),
                                         with_.current->read_files());
    if (with_.current.is_over(round))
        co_return;
    if (with_.timeline.check_clock()) // by the new clock it begins elsewhere
        co_return with_.tasks.spawn(read(round));
    if (!done) {
        const auto pause = into_.read_back_failed(done.error());
        co_return with_.tasks.spawn(pause_then_read(round, pause));
    }
    auto gap = gap_.take();
    co_await with_.names.learn_authors(with_.current->access_token(), gap.rows);
    if (with_.current.is_over(round))
        co_return;
    if (with_.timeline.machine().overflowed()) { // what was let go has become visible meanwhile
        with_.timeline.machine().hold();
        co_return with_.tasks.spawn(read(round));
    }

    std::unordered_set<directus::item_id> there;
    for (const auto& row : std::span(gap.rows).subspan(gap.read_before))
        there.insert(row.id);
    show(std::move(gap));
    auto to_look_up = with_.timeline.machine().remembered();
    std::erase_if(to_look_up, [&](const auto& id) { return there.contains(id); });
    if (std::exchange(has_caught_up_, true) && !to_look_up.empty())
        with_.tasks.spawn(look_for_changes(round, std::move(to_look_up)));
    if (!with_.shared.rest.shape().filter.empty())
        with_.tasks.spawn(learn_hidden(round));
}

void feed_read_back::show(gap_reader::gap gap)
{
    auto rows = with_.senders.of(std::move(gap.rows), with_.shared.rest.directus_now());
    bridge::timeline::actions out;
    const auto counts = with_.timeline.machine().replayed(std::move(rows), gap.asked, base::steady_now(),
                                                          with_.shared.rest.directus_now(), out);
    into_.caught_up(counts, gap.started);
    with_.timeline.machine().proved(gap.started);
    with_.timeline.show_missed(std::move(out));
    with_.senders.settle();
    with_.members.proceed();
}

asio::awaitable<void> feed_read_back::pause_then_read(unsigned round, base::duration time)
{
    do {
        co_await net::pause(with_.shared.executor, time);
    } while (with_.shared.away && !with_.current.is_over(round));
    if (!with_.current.is_over(round))
        with_.tasks.spawn(read(round));
}

// Compares the rows that were shown with those in Directus: edits and deletions in the gap had no events.
asio::awaitable<void> feed_read_back::look_for_changes(unsigned round, std::vector<directus::item_id> ids)
{
    while (!ids.empty()) {
        const auto some = poller::take_some(ids, with_.shared.rest.page_limit());
        const auto asked = base::steady_now();
        const auto found = co_await with_.shared.rest.rows().find(with_.current->access_token(), some,
                                                                  with_.current->read_files());
        if (with_.current.is_over(round))
            co_return;
        if (found) {
            bridge::timeline::actions out;
            with_.timeline.machine().looked_up(some, *found, asked, base::steady_now(), out);
            with_.timeline.show(out);
            continue;
        }
        ids.insert(ids.end(), some.begin(), some.end());
        co_await net::pause(with_.shared.executor, retry_after);
        if (with_.current.is_over(round))
            co_return;
    }
}

// Tells a row that begins to meet the filter from one that was edited.
asio::awaitable<void> feed_read_back::learn_hidden(unsigned round)
{
    while (!with_.current.is_over(round)) {
        const auto asked = base::steady_now();
        const auto found =
            co_await with_.shared.rest.rows().hidden(with_.current->access_token(), most_hidden);
        if (with_.current.is_over(round))
            co_return;
        if (found)
            co_return with_.timeline.machine().found_hidden(*found, asked);
        base::log::debug("hidden_rows_unknown",
                         {{"scope", with_.timeline.scope()}, {"reason", found.error().message()}});
        if (with_.current.is_polled())
            co_return; // a later poll asks again
        co_await net::pause(with_.shared.executor, retry_after);
    }
}

} // namespace server
