// A connection's handshake, and what its registration needs.
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
    bool too_fast = false;
    std::function<bool()> admits = [this, &too_fast] { // what costs nothing yet can still be told why not
        place_.belongs_to(stream_.client().address);
        too_fast = place_.comes_too_fast(base::steady_now());
        return !too_fast || stream_.is_plain();
    };
    const auto error = co_await stream_.handshake(shared_.settings.registration_timeout, std::move(admits));
    const auto& client = stream_.client();
    address_ = client.str();
    end_.is_probe = too_fast; // nothing to fill the log with
    if (error && too_fast)
        end_.reason = came_too_fast;
    if (error && end_.reason.empty()) {
        end_.reason = "handshake: " + error.message();
        end_.is_probe = error == asio::error::eof || error == asio::ssl::error::stream_truncated ||
                        error == asio::error::connection_reset;
    }
    if (!end_.reason.empty())
        co_return;
    base::log::debug("connected", {{"addr", address_}, {"secure", client.secure ? "yes" : "no"}});
    registration_.begin(registration_settings(), {client.is_local() ? std::string() : address_});
    schedule();
    if (place_.is_over_all())
        close("Too many connections to this server, try again later");
    else if (place_.is_over_address())
        close("Too many connections from your address");
    else if (too_fast)
        close(came_too_fast);
}

irc::registration::settings irc_session::registration_settings() const
{
    const auto& settings = shared_.settings;
    const auto& client = stream_.client();
    return {.server_name = settings.room.server_name,
            .login_domain = settings.login_domain,
            .login_allowed = settings.allow_plaintext_login || client.secure || client.is_local(),
            .host = address_,
            .isupport = [this] { return bridge::isupport(shared_.room.config(), is_secure()); },
            .event_playback = shared_.room.config().reactions,
            .sts = sts()};
}

void irc_session::registered()
{
    const auto& settings = shared_.settings;
    pace_.set(irc::flood(settings.flood_burst, settings.flood_interval));
    services_.gateway.registered(*this);
}

void irc_session::login_available(bool now)
{
    if (registration_.has_begun())
        registration_.login_available(now);
}

} // namespace server
