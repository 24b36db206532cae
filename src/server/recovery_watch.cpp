#include "server/recovery_watch.hpp"

#include "base/log.hpp"

#include <boost/asio.hpp>

#include <utility>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr auto interval = std::chrono::seconds(2);

} // namespace

recovery_watch::recovery_watch(context& shared, std::function<bool()> waits, std::function<void()> recovered)
    : shared_(shared)
    , waits_(std::move(waits))
    , recovered_(std::move(recovered))
    , tasks_(shared.executor)
{
}

void recovery_watch::start()
{
    if (!stopping_ && !std::exchange(watching_, true))
        tasks_.spawn(watch());
}

asio::awaitable<void> recovery_watch::watch()
{
    asio::steady_timer pause(shared_.executor);
    bool failed = false;
    while (!stopping_ && waits_()) {
        const auto answer = co_await shared_.rest.ping();
        if (stopping_)
            break;
        if (!answer) {
            failed = true;
        } else if (std::exchange(failed, false)) {
            base::log::debug("directus_answers_again");
            recovered_();
        }
        pause.expires_after(interval);
        co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    watching_ = false;
}

asio::awaitable<void> recovery_watch::stop()
{
    stopping_ = true;
    tasks_.cancel();
    co_await tasks_.join();
}

} // namespace server
