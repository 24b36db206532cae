// A connection until it is registered: its handshake, CAP, SASL, PASS and their like.
#include "server/clients/irc_session.hpp"

#include "base/log.hpp"
#include "bridge/channel/greeting.hpp"

#include <boost/asio.hpp>
#include <boost/asio/ssl/error.hpp>

#include <fmt/format.h>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr std::string_view came_too_fast =
    "Too many connections from your address in a short time, try again later";

} // namespace

// https://ircv3.net/specs/extensions/sts: on a secure connection how long to insist on that, on others where
// to go. Nobody listens in on those of this machine, and no certificate is made out for it.
std::string irc_session::sts() const
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(shared_.settings.sts).count();
    if (seconds == 0)
        return {};
    if (is_secure())
        return fmt::format("duration={}", seconds);
    if (stream_.client().is_local() || services_.tls_port == 0)
        return {};
    return fmt::format("port={}", services_.tls_port);
}

// The handshake, in the time that there is to register; then it is clear who this is.
asio::awaitable<void> irc_session::enter()
{
    const auto& settings = shared_.settings;
    bool too_fast = false;
    std::function<bool()> admits = [this, &too_fast] { // what costs nothing yet can still be told why not
        place_.belongs_to(stream_.client().address);
        too_fast = place_.comes_too_fast(base::steady_now());
        return !too_fast || stream_.is_plain();
    };
    const auto error = co_await stream_.handshake(settings.registration_timeout, std::move(admits));
    const auto& client = stream_.client();
    address_ = client.str();
    is_probe_ = too_fast; // nothing to fill the log with
    if (error && too_fast)
        close_reason_ = came_too_fast;
    if (error || !close_reason_.empty()) {
        if (close_reason_.empty()) {
            close_reason_ = "handshake: " + error.message();
            is_probe_ = error == asio::error::eof || error == asio::ssl::error::stream_truncated ||
                        error == asio::error::connection_reset;
        }
        co_return;
    }
    base::log::debug("connected", {{"addr", address_}, {"secure", client.secure ? "yes" : "no"}});
    irc::registration::settings with{
        .server_name = settings.room.server_name,
        .login_domain = settings.login_domain,
        .login_allowed = settings.allow_plaintext_login || client.secure || client.is_local(),
        .host = address_,
        .isupport = [this] { return bridge::isupport(shared_.room.config(), is_secure()); },
        .event_playback = shared_.room.config().reactions,
        .sts = sts()};
    registration_.emplace(std::move(with));
    irc::registration::actions nothing; // nobody to tell yet
    registration_->login_available(!shared_.away, nothing);
    schedule();
    if (place_.is_over_all())
        close("Too many connections to this server, try again later");
    else if (place_.is_over_address())
        close("Too many connections from your address");
    else if (too_fast)
        close(came_too_fast);
}

void irc_session::register_with(const irc::message& message)
{
    step_registration([&](irc::registration::actions& out) { registration_->received(message, out); });
}

void irc_session::login_available(bool now)
{
    if (!registration_)
        return;
    step_registration([&](irc::registration::actions& out) { registration_->login_available(now, out); });
}

// A registered client's replies name his nick of now, and its capabilities apply to what the room sends it.
template <class Input>
void irc_session::step_registration(Input input)
{
    if (const auto* self = attached_ ? shared_.room.find(id_) : nullptr)
        registration_->renamed(self->nick());
    irc::registration::actions actions;
    input(actions);
    guard(registration_->expects_secrets());
    perform(actions);
    if (auto* self = attached_ ? shared_.room.find(id_) : nullptr)
        self->caps = registration_->caps();
}

void irc_session::perform(irc::registration::actions& actions)
{
    using irc::registration;
    for (auto& action : actions) {
        if (auto* reply = std::get_if<registration::reply>(&action)) {
            enqueue(std::move(reply->lines));
        } else if (auto* start = std::get_if<registration::login>(&action)) {
            if (const auto attempt = attempts_.start())
                tasks_.spawn(log_in(std::move(start->with), *attempt));
            else
                close("Too many logins at once");
        } else if (std::holds_alternative<registration::abandon>(action)) {
            attempts_.abandon();
        } else if (std::holds_alternative<registration::complete>(action)) {
            attached_ = true;
            flood_ = irc::flood(shared_.settings.flood_burst, shared_.settings.flood_interval);
            base::log::info(
                "registered",
                {{"addr", address_}, {"user", user_.str()}, {"nick", registration_->who()->nick}});
            services_.gateway.registered(*this);
            handle_deferred();
        } else {
            close_reason_ = std::get<registration::close>(action).reason;
            hang_up();
        }
    }
    schedule();
}

asio::awaitable<void> irc_session::log_in(irc::credentials with, unsigned attempt)
{
    auto account = with.is_token() ? std::string("token") : with.email;
    base::user_id user;
    directus::caller from{stream_.client().is_local() ? std::string() : address_};
    auto who = co_await services_.gateway.log_in(std::move(with), std::move(from), user);
    attempts_.ended();
    const auto result = who ? std::string("ok") : who.error().message();
    if (!who && account != "token")
        account.clear(); // whatever was typed there: with an '@' in it, it may be a part of a password
    base::log::info("login",
                    {{"addr", address_}, {"account", account}, {"user", user.str()}, {"result", result}});
    if (!attempts_.is_current(attempt) || closing_)
        co_return;
    attempts_.answered();
    if (who && !attached_)
        user_ = user;
    step_registration([&](irc::registration::actions& out) {
        if (who)
            registration_->logged_in(std::move(*who), out);
        else
            registration_->login_failed(who.error(), out);
    });
}

} // namespace server
