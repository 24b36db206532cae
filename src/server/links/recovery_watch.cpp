#include "server/links/recovery_watch.hpp"

#include "base/log.hpp"
#include "net/pause.hpp"

#include <boost/asio.hpp>

#include <utility>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr auto interval = std::chrono::seconds(2);

} // namespace

void recovery_watch::start()
{
    asked_again_ = true;
    if (!stopping_ && !std::exchange(watching_, true))
        tasks_.spawn(watch());
}

asio::awaitable<void> recovery_watch::watch()
{
    do {
        asked_again_ = false;
        const auto answer = co_await shared_.rest.ping();
        if (stopping_)
            break;
        const bool away = !answer;
        if (std::exchange(shared_.away, away) != away) {
            base::log::info(away ? "directus_away" : "directus_answers_again");
            observer_.away_changed();
        }
        co_await net::pause(shared_.executor, interval);
    } while (!stopping_ && (asked_again_ || shared_.away || observer_.waits()));
    watching_ = false;
}

asio::awaitable<void> recovery_watch::stop()
{
    stopping_ = true;
    tasks_.cancel();
    co_await tasks_.join();
}

} // namespace server
