#include "server/links/user_feed.hpp"

#include "base/log.hpp"
#include "server/links/upstream.hpp"

#include <boost/asio.hpp>

#include <utility>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr auto users_retry_pause = std::chrono::seconds(30);

} // namespace

user_feed::user_feed(context& shared, directory& names)
    : shared_(shared)
    , directory_(names)
    , retry_alarm_(shared.executor, [this] { choose_carrier(); })
    , read_alarm_(shared.executor, [this] { tasks_.spawn(read()); })
    , tasks_(shared.executor)
{
}

void user_feed::place(upstream& member)
{
    const auto* who = shared_.room.people().find(member.user());
    if (!who || !who->may_read_people()) {
        refused_.erase(member.user()); // the permission may be given back
        return remove(member);
    }
    if (members_.has(member.user()) || refused_.contains(member.user()))
        return;
    members_.add(member);
    choose_carrier();
    await_read();
}

void user_feed::remove(upstream& member)
{
    if (!members_.remove(member))
        return;
    if (carrier_.is(member)) {
        member.link().unsubscribe_users();
        carrier_.reset();
        choose_carrier();
    }
    await_read();
}

void user_feed::link_live(upstream& of)
{
    if (refused_.erase(of.user()) > 0)
        place(of);
    choose_carrier();
}

void user_feed::link_down(upstream& of)
{
    if (!carrier_.is(of))
        return;
    carrier_.reset();
    choose_carrier();
}

void user_feed::choose_carrier()
{
    if (carrier_ || carrier_.is_closed())
        return;
    auto* chosen = members_.live_one(true);
    if (!chosen)
        return;
    carrier_.set(*chosen, false);
    chosen->link().subscribe_users();
}

void user_feed::subscribed(upstream& of)
{
    if (!carrier_.is(of))
        return;
    base::log::debug("users_live", {{"user", of.user().str()}});
    directory_.missed_some();
    await_read();
}

// Directus confirms the subscription of a user who may not read users, and refuses each event: with the same
// permissions it would go on doing so.
void user_feed::broken(upstream& of, const base::error_code& why)
{
    base::log::info("users_broken", {{"user", of.user().str()}, {"reason", why.message()}});
    of.check_rights(false);
    if (!carrier_.is(of))
        return;
    carrier_.reset();
    directory_.missed_some();
    if (base::is_temporary(why)) {
        members_.put_last(of);
        return retry_alarm_.set(base::steady_now() + users_retry_pause);
    }
    refused_.insert(of.user());
    members_.remove(of);
    choose_carrier();
    await_read();
}

void user_feed::arrived(upstream& of, const std::vector<directus::person>& users)
{
    if (!carrier_.is(of))
        return;
    directory_.heard(users);
    shared_.touched();
}

void user_feed::await_read()
{
    if (members_.is_empty() || carrier_.is_closed())
        return read_alarm_.set(std::nullopt);
    read_alarm_.set(directory_.people_due());
}

asio::awaitable<void> user_feed::read()
{
    if (!members_.is_empty())
        co_await directory_.refresh_people(members_.all().front()->access_token());
    shared_.touched();
    await_read();
}

asio::awaitable<void> user_feed::stop()
{
    carrier_.close();
    retry_alarm_.set(std::nullopt);
    read_alarm_.set(std::nullopt);
    tasks_.cancel();
    co_await tasks_.join();
}

} // namespace server
