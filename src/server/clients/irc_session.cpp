#include "server/clients/irc_session.hpp"

#include "base/log.hpp"
#include "bridge/commands/commands.hpp"
#include "irc/casemap.hpp"
#include "irc/writer.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace server {

namespace asio = boost::asio;
using irc::numeric;

namespace {

constexpr int before_registration = 50; // lines at once: ZNC asks for each capability in one of its own
constexpr std::size_t most_unread = 64 * 1024; // bytes of replies to somebody not yet registered
constexpr std::string_view sendq_exceeded = "SendQ exceeded";
constexpr auto hang_up_limit = std::chrono::seconds(2);
constexpr base::duration until_closed = std::chrono::hours(24); // hang_up() ends it

} // namespace

irc_session::irc_session(context& shared, services& with, bridge::client_id id, net::stream::socket socket,
                         const net::stream::settings& of)
    : shared_(shared)
    , services_(with)
    , id_(id)
    , tasks_(shared.executor)
    , stream_(std::move(socket), of)
    , place_(with.limits, stream_.is_proxy() ? std::nullopt : stream_.client().address)
    , address_(stream_.client().str())
    , pace_(shared.executor, irc::flood(std::max(before_registration, shared.settings.flood_burst),
                                        shared.settings.flood_interval))
    , registration_(shared, with.gateway, tasks_, *this)
    , output_(shared, stream_, with.queues, tasks_, *this)
    , alive_(base::steady_now())
    , alarm_(shared.executor, [this] { tick(); })
{
}

asio::awaitable<void> irc_session::run()
{
    shared_.measured.connected();
    try {
        co_await enter();
        if (registration_.has_begun())
            co_await read();
    } catch (const std::exception& error) { // one client's trouble stays its own
        base::log::error("session_failed", {{"addr", address_}, {"reason", error.what()}});
        end_.reason = "internal error";
    }
    if (end_.reason.empty()) {
        end_.reason = "connection closed";
        end_.is_probe = !has_spoken_;
    }
    end_.is_under_way = true;
    output_.give_up();
    alarm_.set(std::nullopt);
    stream_.close();
    tasks_.cancel();
    co_await tasks_.join();
    shared_.measured.disconnected(end_.reason);
    if (const auto* self = recipient())
        end_.nick = self->nick();
    base::log::write(
        end_.is_probe ? base::log::level::debug : base::log::level::info, "disconnected",
        {{"addr", address_}, {"user", user().str()}, {"nick", end_.nick}, {"reason", end_.reason}});
}

asio::awaitable<void> irc_session::read()
{
    thread_local std::array<char, 16 * 1024> room; // nobody waits with it in hand
    bool first = true;
    for (;;) {
        if (const auto error = co_await stream_.readable())
            co_return;
        const auto bytes = stream_.read(room);
        if (stream_.blocked())
            output_.write_later();
        if (bytes && !end_.is_deaf())
            lines_.append(*bytes);
        stream_.wipe(room);
        if (!bytes && bytes.error() == asio::error::would_block)
            continue;
        if (!bytes)
            co_return;
        alive_.heard(base::steady_now());
        if (end_.is_deaf())
            continue; // only the end of the stream matters any more
        if (const auto protocol = lines_.foreign(); std::exchange(first, false) && !protocol.empty()) {
            end_.reason = protocol == "TLS" ? "TLS on a plain port" : "HTTP on an IRC port";
            co_return;
        }
        while (!end_.is_deaf()) {
            const auto line = lines_.next();
            if (!line)
                break;
            const auto message = irc::message::parse(line->text);
            if (const auto wait = cost(message); wait > base::duration::zero()) {
                if (!output_.is_lost())
                    co_await pace_.wait(wait);
                if (end_.is_deaf())
                    break;
                if (output_.is_lost()) // and so is what was sent too fast
                    co_return;
            }
            handle(*line, message);
        }
    }
}

// How long the line has to wait, by what its sender has sent before. The last lines of a stop do not wait.
base::duration irc_session::cost(const maybe& message)
{
    const auto now = base::steady_now();
    alive_.handled(now);
    shared_.measured.received(1);
    if (end_.is_lingering)
        return {};
    if (pace_.is_held())
        return until_closed;
    const auto* self = recipient();
    if (self && self->user->bot) // its queue is the limit
        return {};
    if (message && self && self->incoming.is_free(*message))
        return {};
    return pace_.charge(now);
}

void irc_session::handle(const irc::line_buffer::line& line, const maybe& message)
{
    const bool is_blank = line.text.find_first_not_of(' ') == std::string_view::npos;
    if (line.what != irc::line_buffer::fault::none || (!message && !is_blank))
        complain(line);
    if (!message) {
        shared_.room.spoiled(id_);
        return shared_.touched();
    }
    const bool immediate = message->is("PING") || message->is("PONG") || message->is("QUIT");
    has_spoken_ = has_spoken_ || !immediate;
    if (immediate || !registration_.defers())
        handle(*message);
    else if (!registration_.try_defer(line.text))
        close("Too many lines before registration");
}

void irc_session::handle(const irc::message& message)
{
    if (!registration_.is_complete() || message.is("CAP") || message.is("AUTHENTICATE"))
        return registration_.received(message);
    bridge::received(shared_.room, id_, message, base::steady_now(), base::wall_now());
    shared_.touched();
}

bridge::client* irc_session::recipient() const
{
    return registration_.is_complete() ? shared_.room.find(id_) : nullptr;
}

void irc_session::complain(const irc::line_buffer::line& line)
{
    const auto* self = recipient();
    const auto nick = self ? self->nick() : std::string("*");
    std::string text;
    irc::writer writer(text);
    if (line.what == irc::line_buffer::fault::too_long)
        writer.begin(shared_.settings.room.server_name, numeric::ERR_INPUTTOOLONG)
            .param(nick)
            .text("Input line was too long");
    else if (line.what == irc::line_buffer::fault::none)
        writer.begin(shared_.settings.room.server_name, numeric::ERR_UNKNOWNCOMMAND)
            .param(nick)
            .param("*")
            .text("Line ignored: there is no command in it");
    else if (registration().caps().has(irc::cap::standard_replies))
        writer.begin(shared_.settings.room.server_name, "FAIL")
            .param("*")
            .param("INVALID_CHARACTERS")
            .text("Line ignored: it holds NUL or a bare CR");
    else
        writer.begin(shared_.settings.room.server_name, "NOTICE")
            .param(nick)
            .text("Line ignored: it holds NUL or a bare CR");
    writer.end();
    enqueue(std::move(text));
}

void irc_session::enqueue(std::string text)
{
    if (text.empty() || is_ending())
        return;
    if (auto* self = recipient()) { // in order with what the room has for it
        shared_.room.clients().push(*self, std::make_shared<const std::string>(std::move(text)));
        return shared_.touched();
    }
    output_.add(std::move(text));
    if (output_.bytes() > most_unread)
        return overflow(sendq_exceeded);
    output_.send(nullptr);
}

void irc_session::flush(bridge::client& self)
{
    if (is_ending())
        return;
    if (self.out.is_pacing()) // what is taken may let the room ask for more
        shared_.touched();
    output_.take_from(self.out);
    if (self.out.overflowed())
        return overflow(sendq_exceeded);
    output_.send(&self);
    if (self.closing) {
        if (end_.reason.empty())
            end_.reason = *self.closing;
        hang_up();
    }
}

void irc_session::output_shed()
{
    overflow("SendQ exceeded for all clients together");
}

// Drops the queue of a client that does not read; ERROR follows the bytes already being written.
void irc_session::overflow(std::string_view reason)
{
    end_.reason = reason;
    const auto* self = recipient();
    const auto address = self ? self->user->host() : address_;
    std::string last;
    irc::writer(last)
        .begin({}, "ERROR")
        .text(fmt::format("Closing Link: {} ({})", address, end_.reason))
        .end();
    output_.end_with(std::move(last));
    output_.send(nullptr);
    hang_up();
}

// What is written goes out first; a client that does not read has a few seconds for it.
void irc_session::hang_up()
{
    if (std::exchange(end_.is_under_way, true))
        return;
    pace_.cut_short();
    if (const auto* self = recipient())
        end_.nick = self->nick();
    if (!end_.is_lingering)
        shared_.room.detach(id_, base::wall_now());
    shared_.touched();
    alive_.closing(base::steady_now() + hang_up_limit);
    output_.finish();
    schedule();
}

void irc_session::close(std::string_view reason)
{
    if (is_ending())
        return;
    end_.reason = reason;
    if (!registration_.has_begun()) // nothing can be said in the middle of a handshake
        return stream_.close();
    if (auto* self = recipient()) {
        shared_.room.clients().close(*self, reason);
        return flush(*self);
    }
    std::string text;
    irc::writer(text).begin({}, "ERROR").text(fmt::format("Closing Link: {} ({})", address_, reason)).end();
    enqueue(std::move(text));
    hang_up();
}

void irc_session::refused(std::string reason)
{
    end_.reason = std::move(reason);
    hang_up();
}

void irc_session::dismiss(std::string_view reason)
{
    if (auto* self = is_ending() ? nullptr : recipient())
        end_.is_lingering = self->lingering = true;
    close(reason);
}

keepalive::limits irc_session::silence_limits() const
{
    const auto& settings = shared_.settings;
    return {.registration = settings.registration_timeout,
            .ping_after = settings.ping_after,
            .ping_timeout = settings.ping_timeout};
}

void irc_session::schedule()
{
    alarm_.set(alive_.deadline(is_registering(), silence_limits()));
}

void irc_session::tick()
{
    const auto limits = silence_limits();
    switch (alive_.fired(base::steady_now(), is_registering(), limits)) {
    case keepalive::step::cut:
        return stream_.close();
    case keepalive::step::close_unregistered:
        return close("Registration timed out");
    case keepalive::step::close_silent:
        return close(
            fmt::format("Ping timeout: {} seconds",
                        std::chrono::duration_cast<std::chrono::seconds>(limits.ping_timeout).count()));
    case keepalive::step::ping: {
        std::string text;
        irc::writer(text).begin({}, "PING").text(shared_.settings.room.server_name).end();
        enqueue(std::move(text));
        break;
    }
    case keepalive::step::nothing:
        break;
    }
    schedule();
}

} // namespace server
