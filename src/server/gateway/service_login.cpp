#include "server/gateway/service_login.hpp"

#include "base/log.hpp"

#include <boost/asio.hpp>

#include <utility>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr auto interval = std::chrono::seconds(30);

} // namespace

service_login::service_login(context& shared, logins& who, links& users)
    : shared_(shared)
    , logins_(who)
    , links_(users)
    , alarm_(shared.executor, [this] { look(); })
    , tasks_(shared.executor)
{
}

void service_login::start()
{
    user_ = {};
    ++round_;
    if (!shared_.settings.service_token.empty())
        return tasks_.spawn(log_in(round_));
    links_.prefer({});
    alarm_.set(std::nullopt);
}

void service_login::close()
{
    ++round_;
    alarm_.set(std::nullopt);
}

asio::awaitable<void> service_login::stop()
{
    co_await tasks_.join();
}

void service_login::look()
{
    if (user_.empty() || !links_.find(user_))
        tasks_.spawn(log_in(round_));
    else
        alarm_.set(base::steady_now() + interval);
}

asio::awaitable<void> service_login::log_in(unsigned round)
{
    irc::credentials with;
    with.secret = shared_.settings.service_token;
    directus::caller ourselves; // named: see g++ 12
    const auto who = co_await logins_.log_in(std::move(with), std::move(ourselves));
    if (round != round_)
        co_return;
    alarm_.set(base::steady_now() + interval);
    if (!who || !links_.find(*who)) {
        base::log::warning("service_token_refused", {{"reason", who ? "lost again" : who.error().message()}});
        co_return;
    }
    user_ = *who;
    const auto* its = links_.feed_of(user_);
    base::log::info("service_token", {{"user", user_.str()}, {"scope", its ? its->scope() : std::string()}});
    links_.prefer(user_);
}

} // namespace server
