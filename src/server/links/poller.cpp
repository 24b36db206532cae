#include "server/links/poller.hpp"

#include "base/log.hpp"
#include "net/pause.hpp"
#include "server/rest/feed_times.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr std::size_t most_rows = 20'000;
constexpr std::size_t newest = 100; // one request

} // namespace

poller::reach poller::reach_of(std::size_t poll, base::duration interval)
{
    const auto between = std::max<base::duration::rep>(base::duration(slow_sweep) / interval, 1);
    const auto is_turn = [&](base::duration::rep every) {
        return static_cast<base::duration::rep>(poll) % every == 0;
    };
    return {.newest_shown = is_turn(2) || is_turn(between), .everything = is_turn(between)};
}

std::vector<directus::item_id> poller::take_some(std::vector<directus::item_id>& from, std::size_t page)
{
    const auto count = std::min({from.size(), std::max<std::size_t>(page, 1), newest});
    const auto end = from.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<directus::item_id> some(from.begin(), end);
    from.erase(from.begin(), end);
    return some;
}

poller::poller(context& shared, directory& names, sink& into)
    : shared_(shared)
    , directory_(names)
    , into_(into)
    , tasks_(shared.executor)
{
}

void poller::start(upstream& reader, base::wall_time from)
{
    reader_ = &reader;
    cursor_ = from;
    proved_at_ = base::steady_now();
    tasks_.spawn(run(++round_));
}

void poller::stop()
{
    ++round_;
    reader_ = nullptr;
}

asio::awaitable<void> poller::run(unsigned round)
{
    for (std::size_t n = 1; !is_over(round); ++n) {
        co_await net::pause(shared_.executor, shared_.settings.poll);
        if (is_over(round))
            co_return;
        const auto how = reach_of(n, shared_.settings.poll);
        const auto why = co_await poll(round, how);
        if (is_over(round))
            co_return;
        if (why && why != failure_)
            base::log::warning("poll_failed", {{"user", reader_->user().str()}, {"reason", why.message()}});
        failure_ = why;
        if (why)
            into_.poll_failed(why);
        else
            into_.poll_ended(how);
    }
}

asio::awaitable<base::error_code> poller::poll(unsigned round, reach how)
{
    const auto started = shared_.rest.directus_now() - clock_error;
    const auto asked = base::steady_now();
    const auto back = how.everything ? std::max<base::duration>(shared_.settings.overlap, usual_delay)
                                     : base::duration(usual_delay);
    const auto token = reader_->access_token();
    const rest_rows::dates recent{.from = cursor_ - back};
    auto rows = co_await shared_.rest.rows().since(token, recent, most_rows, reader_->read_files());
    if (is_over(round))
        co_return base::error_code();
    if (!rows)
        co_return rows.error();
    co_await directory_.learn_authors(token, *rows);
    if (is_over(round))
        co_return base::error_code();
    into_.polled(std::move(*rows), asked);
    if (is_over(round))
        co_return base::error_code();
    cursor_ = started;
    proved_at_ = asked;
    if (!how.newest_shown)
        co_return base::error_code();
    co_return co_await look_up(round, how);
}

// A row that was shown and is not there any more was deleted.
asio::awaitable<base::error_code> poller::look_up(unsigned round, reach how)
{
    auto wanted = into_.shown();
    if (!how.everything && wanted.size() > newest)
        wanted.erase(wanted.begin(), wanted.end() - newest);
    while (!wanted.empty()) {
        const auto some = take_some(wanted, shared_.rest.page_limit());
        const auto asked = base::steady_now();
        const auto found =
            co_await shared_.rest.rows().find(reader_->access_token(), some, reader_->read_files());
        if (is_over(round))
            co_return base::error_code();
        if (!found)
            co_return found.error();
        into_.looked_up(some, *found, asked);
        if (is_over(round))
            co_return base::error_code();
    }
    co_return base::error_code();
}

asio::awaitable<void> poller::join()
{
    stop();
    tasks_.cancel();
    co_await tasks_.join();
}

} // namespace server
