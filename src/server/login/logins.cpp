#include "server/login/logins.hpp"

#include "base/log.hpp"
#include "directus/access_token.hpp"
#include "irc/casemap.hpp"
#include "irc/nicknames.hpp"
#include "net/ip.hpp"

#include <boost/asio.hpp>

#include <algorithm>

namespace server {

namespace asio = boost::asio;
using directus::login_guard;

namespace {

// Directus lower-cases an address as JavaScript does, to which U+212A KELVIN SIGN is a k, and its database
// may ignore accents besides.
std::string account_of(const irc::credentials& with)
{
    return irc::skeleton(with.email);
}

// With the address, as two of them may be two accounts though account_of() gives the same: they share what is
// refused, and no login. A password holds no NUL.
base::secret guarded(const irc::credentials& with)
{
    std::string text = irc::lowered(with.email);
    const base::wiped_at_end wiped(text);
    for (const auto part : {with.secret.reveal(), std::string_view(with.otp)}) {
        base::append_secret(text, std::string_view("\0", 1));
        base::append_secret(text, part);
    }
    return base::secret(text);
}

constexpr std::string_view licence_check = "licence";
constexpr std::string_view logins_check = "logins";
constexpr int sure_after = 3; // failed logins in a row: before, it may be one account's own trouble

// A household or an office, mostly.
std::string place_of(const directus::caller& who)
{
    const auto address = net::ip::parse(who.address);
    return address ? address->customer().str() : std::string();
}

} // namespace

logins::logins(asio::any_io_executor executor, rest_client& rest, schema_watch& schemas,
               login_guard::settings with, admit on_success, observers watched_by)
    : executor_(executor)
    , rest_(rest)
    , schemas_(schemas)
    , guard_(with)
    , admit_(std::move(on_success))
    , watched_by_(watched_by)
    , alarm_(executor, [this] { rang(); })
    , tasks_(executor)
{
}

asio::awaitable<base::result<directus::user_id>> logins::log_in(irc::credentials with, directus::caller from)
{
    co_await wait(with, from);
    if (with.is_token()) { // costs Directus a look, and no account any points
        directus::tokens tokens{with.secret, {}, std::nullopt};
        auto result = co_await enter(std::move(tokens), from);
        count(from, result ? base::error_code() : result.error());
        co_return result;
    }
    if (auto apart = irc::with_second_factor(with)) {
        auto result = co_await ask(std::move(*apart), from);
        // Where the code is what Directus refuses, the password before it is right, and the whole is not.
        if (result || base::is_temporary(result.error()) || result.error() == base::errc::otp_required)
            co_return result;
    }
    co_return co_await ask(std::move(with), std::move(from));
}

// Throws where its client goes meanwhile. Who gives a secret that was right does not guess.
asio::awaitable<void> logins::wait(const irc::credentials& with, const directus::caller& from)
{
    const auto time = throttle_.wait(net::ip::parse(from.address), base::steady_now());
    if (time == base::duration::zero() || guard_.knows(account_of(with), guarded(with)))
        co_return;
    base::log::info(
        "login_delayed",
        {{"addr", from.address},
         {"seconds", std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time).count())}});
    asio::steady_timer pause(executor_, time);
    co_await pause.async_wait(asio::use_awaitable);
}

void logins::count(const directus::caller& from, const base::error_code& end)
{
    const bool reached = end != base::errc::unreachable && end != base::errc::overloaded;
    watched_by_.measured.logged_in(end, reached);
    if (end == base::errc::invalid_credentials || end == base::errc::otp_required)
        throttle_.refused(net::ip::parse(from.address), base::steady_now());
}

// For the guard, the same text read in two ways is two secrets: each may be refused, and costs its point.
asio::awaitable<logins::outcome> logins::ask(irc::credentials with, directus::caller from)
{
    auto self =
        std::make_shared<waiter>(waiter{std::move(with), std::move(from), asio::steady_timer(executor_)});
    self->done.expires_at(asio::steady_timer::time_point::max());
    login_guard::actions actions;
    const auto ticket = guard_.asked(account_of(self->with), guarded(self->with), place_of(self->from),
                                     base::steady_now(), actions);
    waiting_[ticket] = self;
    perform(actions);
    try {
        while (!self->result)
            co_await self->done.async_wait(asio::as_tuple(asio::use_awaitable));
    } catch (...) { // its client is gone
        left(ticket, *self);
        throw;
    }
    co_return *self->result;
}

// An attempt under way goes on, and those who share it look for its result among the waiting.
void logins::left(login_guard::ticket who, const waiter& asker)
{
    guard_.left(who);
    if (!asker.attempting)
        waiting_.erase(who);
}

void logins::perform(login_guard::actions& actions)
{
    for (const auto& action : actions) {
        if (const auto* start = std::get_if<login_guard::attempt>(&action)) {
            const auto& asker = waiting_.at(start->who);
            asker->attempting = true;
            tasks_.spawn(run(start->who, asker));
        } else if (const auto* refused = std::get_if<login_guard::refuse>(&action)) {
            watched_by_.measured.logged_in(refused->why, false);
            finish(refused->who, refused->why);
        } else if (const auto* shared = std::get_if<login_guard::share>(&action)) {
            auto result = *waiting_.at(shared->leader)->result;
            watched_by_.measured.logged_in(result ? base::error_code() : result.error(), false);
            finish(shared->who, std::move(result));
        } else if (const auto* began = std::get_if<login_guard::outage_began>(&action)) {
            fails(*began);
        } else {
            works(std::get<login_guard::outage_ended>(action).proven);
        }
    }
    alarm_.set(guard_.deadline());
}

void logins::rang()
{
    login_guard::actions actions;
    guard_.fired(base::steady_now(), actions);
    perform(actions);
}

void logins::fails(const login_guard::outage_began& what)
{
    const bool is_locked = what.why == base::errc::licence_locked;
    const bool is_news = std::exchange(failing_, what.why) != what.why;
    watched_by_.checks.clear(is_locked ? logins_check : licence_check);
    if (is_locked)
        watched_by_.checks.raise(
            {std::string(licence_check), finding::grade::fail,
             "Directus is locked by its licence: only its administrators can log in",
             "renew the licence, or reduce seats, collections and flows to what it allows"});
    else
        watched_by_.checks.raise({std::string(logins_check),
                                  what.failures < sure_after ? finding::grade::warn : finding::grade::fail,
                                  "Directus fails at logins with a status of 5xx",
                                  "see Directus's own log; one login a minute is sent as a probe"});
    if (is_news && is_locked)
        base::log::warning("licence_locked", {{"change", "renew Directus's licence: no login succeeds"}});
    else if (is_news)
        base::log::warning("logins_fail", {{"reason", what.why.message()},
                                           {"change", "see Directus's own log for the cause"}});
}

void logins::works(bool proven)
{
    failing_.clear();
    watched_by_.checks.clear(licence_check);
    watched_by_.checks.clear(logins_check);
    if (proven)
        base::log::info("logins_work");
}

void logins::finish(login_guard::ticket who, outcome result)
{
    const auto found = waiting_.find(who);
    if (found == waiting_.end())
        return;
    found->second->result = std::move(result);
    found->second->done.cancel();
    waiting_.erase(found);
}

asio::awaitable<void> logins::run(login_guard::ticket who, std::shared_ptr<waiter> asker)
{
    bool password_accepted = false;
    auto result = co_await attempt(asker->with, asker->from, password_accepted);
    asker->result = result; // those who share look here
    login_guard::actions actions;
    const auto end = password_accepted ? base::error_code() : result.error();
    guard_.ended(who, end, base::steady_now(), actions);
    count(asker->from, end);
    perform(actions);
    finish(who, std::move(result));
}

asio::awaitable<logins::outcome> logins::attempt(irc::credentials with, directus::caller from,
                                                 bool& password_accepted)
{
    auto tokens = co_await rest_.accounts().login(with.email, with.secret, with.otp, from);
    if (!tokens)
        co_return tokens.error();
    password_accepted = true;
    co_return co_await enter(std::move(*tokens), std::move(from), std::move(with.email));
}

asio::awaitable<logins::outcome> logins::enter(directus::tokens tokens, directus::caller from,
                                               std::string address)
{
    auto person = co_await rest_.accounts().me(tokens.access_token);
    if (!person)
        co_return person.error();
    const auto asked = base::steady_now();
    auto rights = co_await schemas_.rights_of(person->id, tokens.access_token, schema_watch::occasion::login);
    if (!rights)
        co_return rights.error();
    if (tokens.refresh_token.empty()) // somebody brought it with him
        if (const auto end = directus::end_of_token(tokens.access_token.reveal()))
            tokens.lifetime = std::max(*end - rest_.directus_now(), base::duration::zero());
    const auto id = person->id;
    admission who{std::move(*person), std::move(*rights), asked,
                  std::move(tokens),  std::move(from),    std::move(address)};
    co_await admit_(std::move(who));
    co_return id;
}

asio::awaitable<void> logins::stop()
{
    co_await tasks_.join();
    alarm_.set(std::nullopt);
}

} // namespace server
