#include "server/people/marker_store.hpp"

#include "base/log.hpp"

#include <boost/asio.hpp>

#include <utility>

namespace server {

namespace asio = boost::asio;

marker_store::marker_store(context& shared, token_of tokens)
    : shared_(shared)
    , tokens_(std::move(tokens))
    , alarm_(shared.executor, [this] { fired(); })
    , tasks_(shared.executor)
{
}

directus::read_marker::place marker_store::place_of(const base::user_id& user) const
{
    return {shared_.settings.read_markers, user, shared_.settings.room.channel};
}

asio::awaitable<void> marker_store::learn(base::user_id user, base::secret token)
{
    if (shared_.settings.read_markers.empty())
        co_return;
    auto of = place_of(user);
    const auto found = co_await shared_.rest.markers().find(std::move(token), std::move(of));
    if (!found) {
        const base::result<void> failed = found.error();
        co_return ended(user, failed);
    }
    if (*found)
        shared_.room.markers().known(user, (*found)->until);
    // It moved on here while it could not be written.
    const auto& known = shared_.room.people().ensure(user).read_until;
    if (known && (!*found || (*found)->until < *known))
        moved(user);
}

void marker_store::moved(const base::user_id& user)
{
    if (shared_.settings.read_markers.empty() || stopping_)
        return;
    writes_.moved(user);
    alarm_.set(writes_.deadline());
}

void marker_store::fired()
{
    for (auto& user : writes_.start(base::steady_now()))
        tasks_.spawn(write(user, tokens_(user)));
    alarm_.set(writes_.deadline());
}

asio::awaitable<void> marker_store::write(base::user_id user, base::secret token)
{
    base::result<void> how = base::make_error_code(base::errc::token_expired);
    if (!token.empty())
        how = co_await bring_up_to_date(user, std::move(token));
    writes_.done(user, base::steady_now());
    ended(user, how);
    if (!stopping_)
        alarm_.set(writes_.deadline());
    shared_.touched();
}

// What another device or gateway has written meanwhile may be ahead, and is never moved back.
async_result<void> marker_store::bring_up_to_date(base::user_id user, base::secret token)
{
    const auto of = place_of(user);
    const auto found = co_await shared_.rest.markers().find(token, of);
    if (!found)
        co_return found.error();
    if (*found)
        shared_.room.markers().known(user, (*found)->until);
    const auto until = shared_.room.people().ensure(user).read_until;
    if (!until || (*found && (*found)->until >= *until))
        co_return base::result<void>();
    std::optional<directus::item_id> row;
    if (*found)
        row = (*found)->row;
    co_return co_await shared_.rest.markers().keep(std::move(token), of, std::move(row), *until);
}

void marker_store::ended(const base::user_id& user, const base::result<void>& how)
{
    const bool failed = !how;
    if (std::exchange(failing_, failed) == failed)
        return;
    if (failed)
        base::log::warning("read_marker_failed", {{"collection", shared_.settings.read_markers},
                                                  {"user", user.str()},
                                                  {"reason", how.error().message()}});
    else
        base::log::info("read_marker_stored", {{"collection", shared_.settings.read_markers}});
}

asio::awaitable<void> marker_store::stop()
{
    stopping_ = true;
    alarm_.set(std::nullopt);
    for (auto& user : writes_.start_all())
        tasks_.spawn(write(user, tokens_(user)));
    co_await tasks_.join();
}

} // namespace server
