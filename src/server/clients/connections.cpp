#include "server/clients/connections.hpp"

#include "base/log.hpp"
#include "bridge/commands/commands.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <utility>

namespace server {

namespace asio = boost::asio;

namespace {

connection_limits::pace pace_of(const config& from)
{
    return {from.connect_burst, from.connect_interval};
}

} // namespace

connections::connections(context& shared, logins& who, links& users, recovery_watch& recovery)
    : shared_(shared)
    , logins_(who)
    , links_(users)
    , recovery_(recovery)
    , limits_(shared.settings.connections, shared.settings.connections_per_address, pace_of(shared.settings))
    , queues_(shared.settings.queue_memory,
              [this] { asio::post(shared_.executor, [this] { queues_.shed(); }); })
    , services_{.gateway = *this, .limits = limits_, .queues = queues_}
    , end_(shared.executor)
    , tasks_(shared.executor)
{
}

void connections::accept(net::stream::socket socket, const net::stream::settings& of)
{
    if (limits_.is_flooded())
        return base::log::debug("connection_dropped", {{"reason", "too many connections"}});
    const bridge::client_id id{next_client_++};
    auto session = std::make_shared<irc_session>(shared_, services_, id, std::move(socket), of);
    sessions_.emplace(id, session);
    tasks_.spawn(serve(std::move(session)));
}

asio::awaitable<void> connections::serve(std::shared_ptr<irc_session> session)
{
    co_await session->run();
    shared_.room.detach(session->id(), base::wall_now());
    sessions_.erase(session->id());
    if (sessions_.empty())
        end_.cancel();
    shared_.touched();
}

asio::awaitable<base::result<irc::identity>> connections::log_in(irc::credentials with, directus::caller from,
                                                                 base::user_id& user)
{
    const auto who = co_await logins_.log_in(std::move(with), std::move(from));
    if (!who && base::is_temporary(who.error()))
        recovery_.start();
    if (!who)
        co_return who.error();
    if (!links_.find(*who)) // lost again meanwhile
        co_return base::errc::unreachable;
    user = *who;
    const auto& member = shared_.room.people().ensure(*who);
    const auto sees = member.sees;
    co_return irc::identity{member.nick_as(sees), member.mask_as(sees), member.account_as(sees), who->str()};
}

void connections::registered(irc_session& one)
{
    if (!links_.find(one.user()))
        return one.close("Directus ended your session");
    auto& client =
        shared_.room.attach(one.id(), one.user(), one.registration().caps(), base::steady_now(),
                            base::wall_now(), one.registration().away(), one.registration().user_name());
    client.secure = one.is_secure();
    one.attached(client);
    client.user->feed = links_.feed_of(one.user());
    if (shared_.settings.autojoin && !client.user->bot) {
        const auto join = "JOIN " + shared_.settings.room.channel;
        bridge::received(shared_.room, one.id(), *irc::message::parse(join), base::steady_now(),
                         base::wall_now());
    }
    shared_.touched();
}

bool connections::has(const directus::user_id& user) const
{
    return std::ranges::any_of(sessions_, [&](const auto& one) { return one.second->user() == user; });
}

void connections::count(metrics::standing& into) const
{
    into.connections = sessions_.size();
    into.clients = static_cast<std::size_t>(std::ranges::count_if(
        sessions_, [&](const auto& one) { return shared_.room.find(one.first) != nullptr; }));
    into.queue_bytes = queues_.bytes();
}

void connections::login_available(bool now)
{
    for (const auto& [id, one] : sessions_)
        one->login_available(now);
}

void connections::reconfigure()
{
    const auto& with = shared_.settings;
    limits_.set(with.connections, with.connections_per_address, pace_of(with));
}

void connections::close_unregistered(std::string_view reason)
{
    for (const auto& [id, one] : sessions(sessions_))
        if (!shared_.room.find(id))
            one->close(reason);
}

void connections::hold()
{
    for (const auto& [id, one] : sessions_)
        one->hold();
}

void connections::dismiss(std::string_view reason)
{
    for (const auto& [id, one] : sessions(sessions_))
        one->dismiss(reason);
}

void connections::close(std::string_view reason)
{
    for (const auto& [id, one] : sessions(sessions_))
        one->close(reason);
}

void connections::cut()
{
    for (const auto& [id, one] : sessions_)
        one->cut();
}

asio::awaitable<void> connections::await_end(base::time_point until)
{
    end_.expires_at(until);
    while (!given_up_ && !sessions_.empty()) {
        const auto [woken] = co_await end_.async_wait(asio::as_tuple(asio::use_awaitable));
        if (!woken)
            break;
    }
}

void connections::give_up()
{
    given_up_ = true;
    end_.cancel();
}

asio::awaitable<void> connections::stop()
{
    co_await tasks_.join();
}

} // namespace server
