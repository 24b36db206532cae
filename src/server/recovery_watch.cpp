#include "server/recovery_watch.hpp"

#include "base/log.hpp"

#include <boost/asio.hpp>

#include <utility>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr auto interval = std::chrono::seconds(2);

} // namespace

recovery_watch::recovery_watch(context& shared, std::function<bool()> waits, std::function<void()> changed)
    : shared_(shared)
    , waits_(std::move(waits))
    , changed_(std::move(changed))
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
    do {
        const auto answer = co_await shared_.rest.ping();
        if (stopping_)
            break;
        const bool away = !answer;
        if (std::exchange(shared_.away, away) != away) {
            base::log::info(away ? "directus_away" : "directus_answers_again");
            changed_();
        }
        pause.expires_after(interval);
        co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
    } while (!stopping_ && (shared_.away || waits_()));
    watching_ = false;
}

asio::awaitable<void> recovery_watch::stop()
{
    stopping_ = true;
    tasks_.cancel();
    co_await tasks_.join();
}

} // namespace server
