#include "server/sessions/user_session.hpp"

#include "base/log.hpp"

#include <boost/asio.hpp>

#include <utility>
#include <variant>
#include <vector>

namespace server {

namespace asio = boost::asio;
using directus::session;

user_session::user_session(context& shared, base::user_id user, directus::tokens tokens,
                           net::task_group& tasks, sink& into)
    : shared_(shared)
    , user_(std::move(user))
    , machine_(std::move(tokens), base::steady_now(), shared.random(), shared.settings.recheck)
    , alarm_(shared.executor,
             [this] { step([](auto& machine, auto now, auto& out) { machine.fired(now, out); }); })
    , tasks_(tasks)
    , into_(into)
{
    alarm_.set(machine_.deadline());
}

template <class Input>
void user_session::step(Input input)
{
    session::actions out;
    input(machine_, base::steady_now(), out);
    alarm_.set(machine_.deadline());
    for (auto& action : out) {
        if (auto* renew = std::get_if<session::refresh>(&action)) {
            tasks_.spawn(refresh(std::move(renew->refresh_token)));
        } else if (std::holds_alternative<session::check>(action)) {
            tasks_.spawn(check());
        } else if (std::holds_alternative<session::renewed>(action)) {
            into_.token_renewed();
        } else {
            into_.session_lost(std::get<session::lost>(action).why);
        }
    }
}

bool user_session::offer(directus::tokens others)
{
    bool taken = false;
    step([&](auto& machine, auto now, auto& out) { taken = machine.offered(std::move(others), now, out); });
    return taken;
}

void user_session::doubt()
{
    step([](auto& machine, auto now, auto& out) { machine.refused(now, out); });
}

asio::awaitable<void> user_session::refresh(base::secret refresh_token)
{
    auto answer = co_await shared_.rest.accounts().refresh(std::move(refresh_token));
    if (!answer)
        base::log::warning("refresh_failed", {{"user", user_.str()}, {"reason", answer.error().message()}});
    if (!is_stopping_)
        step([&](auto& machine, auto now, auto& out) { machine.refreshed(std::move(answer), now, out); });
}

// Directus refuses an auth for failures of its own, too; only REST tells whether the token is no longer good.
asio::awaitable<void> user_session::check()
{
    const auto known = co_await shared_.rest.accounts().me(machine_.access_token());
    auto why = known ? base::error_code() : known.error();
    if (known) {
        const bool deleted = co_await is_deleted(*known);
        if (deleted)
            why = base::errc::invalid_credentials;
    }
    if (is_stopping_)
        co_return;
    if (!why)
        shared_.room.present().learned(*known, base::wall_now());
    step([&](auto& machine, auto now, auto& out) { machine.checked(why, now, out); });
    shared_.touched();
}

// With an access token that was given before the deletion Directus still answers: with the id alone.
asio::awaitable<bool> user_session::is_deleted(directus::person told)
{
    if (!reads_people_ || !told.first_name.empty() || !told.last_name.empty())
        co_return false;
    std::vector ids{told.id};
    const auto found = co_await shared_.rest.people().find(machine_.access_token(), std::move(ids));
    co_return found && found->empty();
}

void user_session::stop()
{
    is_stopping_ = true;
    alarm_.set(std::nullopt);
}

} // namespace server
