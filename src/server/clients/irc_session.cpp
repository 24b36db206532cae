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

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t most_deferred = 64; // lines kept while a login runs
constexpr int before_registration = 50;   // lines at once: ZNC asks for each capability in one of its own
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
    , stream_(std::move(socket), of)
    , place_(with.limits, stream_.is_proxy() ? std::nullopt : stream_.client().address)
    , address_(stream_.client().str())
    , flood_(std::max(before_registration, shared.settings.flood_burst), shared.settings.flood_interval)
    , waiting_(with.queues,
               [this] {
                   if (!closing_)
                       overflow("SendQ exceeded for all clients together");
               })
    , alive_(base::steady_now())
    , alarm_(shared.executor, [this] { tick(); })
    , tasks_(shared.executor)
{
}

asio::awaitable<void> irc_session::run()
{
    shared_.measured.connected();
    try {
        co_await enter();
        if (registration_)
            co_await read();
    } catch (const std::exception& error) { // one client's trouble stays his own
        base::log::error("session_failed", {{"addr", address_}, {"reason", error.what()}});
        close_reason_ = "internal error";
    }
    if (close_reason_.empty()) {
        close_reason_ = "connection closed";
        is_probe_ = !introduced_;
    }
    closing_ = true;
    alarm_.set(std::nullopt);
    stream_.close();
    tasks_.cancel();
    co_await tasks_.join();
    shared_.measured.disconnected(close_reason_);
    base::log::write(is_probe_ ? base::log::level::debug : base::log::level::info, "disconnected",
                     {{"addr", address_}, {"user", user_.str()}, {"reason", close_reason_}});
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
            write_later();
        if (bytes && !is_deaf())
            lines_.append(*bytes);
        if (guarded_)
            stream_.wipe(room);
        if (!bytes && bytes.error() == asio::error::would_block)
            continue;
        if (!bytes)
            co_return;
        alive_.heard(base::steady_now());
        if (is_deaf())
            continue; // only the end of the stream matters any more
        if (std::exchange(first, false) && lines_.looks_foreign()) {
            close_reason_ = "not IRC";
            co_return;
        }
        while (!is_deaf()) {
            const auto line = lines_.next();
            if (!line)
                break;
            const auto message = irc::message::parse(line->text);
            if (const auto wait = cost(message); wait > base::duration::zero()) {
                pause_ = std::make_unique<asio::steady_timer>(shared_.executor, wait);
                if (!gone_)
                    co_await pause_->async_wait(as_result);
                pause_.reset();
                if (is_deaf())
                    break;
                if (gone_) // and so is what he sent too fast
                    co_return;
            }
            handle(*line, message);
        }
    }
}

void irc_session::guard(bool on)
{
    if (on == guarded_)
        return;
    guarded_ = on;
    stream_.guard(on);
    lines_.guard(on);
}

// How long the line has to wait, by what its sender has sent before. The last lines of a stop do not wait.
base::duration irc_session::cost(const maybe& message)
{
    const auto now = base::steady_now();
    alive_.handled(now);
    shared_.measured.received(1);
    if (lingering_)
        return {};
    if (held_)
        return until_closed;
    const auto* self = attached_ ? shared_.room.find(id_) : nullptr;
    if (message && self && self->incoming.is_free(*message))
        return {};
    return flood_.charge(now);
}

void irc_session::handle(const irc::line_buffer::line& line, const maybe& message)
{
    if (line.what != irc::line_buffer::fault::none)
        complain(line);
    if (!message) {
        shared_.room.spoiled(id_);
        return shared_.touched();
    }
    const bool immediate = message->is("PING") || message->is("PONG") || message->is("QUIT");
    introduced_ = introduced_ || !immediate;
    if (attached_ || !registration_->waiting() || immediate)
        handle(*message);
    else if (deferred_.size() < most_deferred)
        deferred_.emplace_back(line.text);
    else
        close("Too many lines before registration");
}

void irc_session::handle(const irc::message& message)
{
    if (attached_ && !message.is("CAP") && !message.is("AUTHENTICATE")) {
        bridge::received(shared_.room, id_, message, base::steady_now(), base::wall_now());
        return shared_.touched();
    }
    register_with(message);
}

void irc_session::handle_deferred()
{
    for (auto& line : std::exchange(deferred_, {}))
        if (const auto message = irc::message::parse(line.reveal()); message && !closing_)
            handle(*message);
}

void irc_session::complain(const irc::line_buffer::line& line)
{
    const auto* self = attached_ ? shared_.room.find(id_) : nullptr;
    const auto nick = self ? self->nick() : std::string("*");
    std::string text;
    irc::writer writer(text);
    if (line.what == irc::line_buffer::fault::too_long)
        writer.begin(shared_.settings.room.server_name, numeric::ERR_INPUTTOOLONG)
            .param(nick)
            .text("Input line was too long");
    else if (registration_->caps().has(irc::cap::standard_replies))
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
    if (text.empty() || closing_)
        return;
    if (auto* self = attached_ ? shared_.room.find(id_) : nullptr) { // in order with what the room has for it
        shared_.room.clients().push(*self, std::make_shared<const std::string>(std::move(text)));
        return shared_.touched();
    }
    outgoing_.add(std::move(text));
    if (outgoing_.bytes() > most_unread)
        return overflow(sendq_exceeded);
    send(nullptr);
}

void irc_session::flush(bridge::client& self)
{
    if (closing_)
        return;
    if (self.out.is_pacing()) // what is taken may let the room ask for more
        shared_.touched();
    outgoing_.take_from(self.out);
    if (self.out.overflowed())
        return overflow(sendq_exceeded);
    send(&self);
    if (self.closing) {
        if (close_reason_.empty())
            close_reason_ = "closed by the gateway";
        hang_up();
    }
}

// Drops the queue of a client that does not read; ERROR follows the bytes already being written.
void irc_session::overflow(std::string_view reason)
{
    close_reason_ = reason;
    const auto* self = attached_ ? shared_.room.find(id_) : nullptr;
    const auto address = self ? self->user->host() : address_;
    std::string last;
    irc::writer(last)
        .begin({}, "ERROR")
        .text(fmt::format("Closing Link: {} ({})", address, close_reason_))
        .end();
    outgoing_.end_with(std::move(last), stream_.blocked() ? net::stream::gathered : 0);
    send(nullptr);
    hang_up();
}

// What the socket takes at once goes out; the rest waits for it. `self` is who this is in the room, if he is.
void irc_session::send(bridge::client* self)
{
    if (writing_)
        return count_waiting(); // write() goes on with it
    send_now(self);
    if (!stream_.blocked())
        return;
    write_later();
    count_waiting();
}

// Of a client that is being closed nothing more waits but its end. A burst is the same lines for everybody,
// and is taken by those who read.
void irc_session::count_waiting()
{
    if (!stream_.blocked() || closing_)
        return waiting_.is(0);
    const auto* self = attached_ ? shared_.room.find(id_) : nullptr;
    const auto bytes = outgoing_.bytes();
    waiting_.is(bytes - std::min(bytes, self ? self->out.burst() : 0));
}

void irc_session::send_now(bridge::client* self)
{
    const auto written = outgoing_.write(stream_);
    shared_.measured.sent(written.lines, written.bytes);
    if (self)
        self->out.written(std::min(written.bytes, self->out.pending()));
    if (written.is_lost) { // the reader notices, too, unless it waits
        gone_ = true;
        if (pause_)
            pause_->cancel();
    }
    if (self && self->out.has_more()) {
        shared_.room.clients().resume(*self);
        shared_.touched();
    }
}

void irc_session::write_later()
{
    if (!std::exchange(writing_, true))
        tasks_.spawn(write());
}

asio::awaitable<void> irc_session::write()
{
    while (stream_.blocked() && stream_.is_open()) {
        if (const auto error = co_await stream_.writable())
            break;
        send_now(attached_ ? shared_.room.find(id_) : nullptr);
        count_waiting();
    }
    writing_ = false;
    if (closing_)
        co_await end_stream();
}

asio::awaitable<void> irc_session::end_stream()
{
    co_await stream_.end();
}

// What is written goes out first; somebody who does not read gets a few seconds for it.
void irc_session::hang_up()
{
    if (std::exchange(closing_, true))
        return;
    count_waiting();
    if (pause_)
        pause_->cancel();
    if (!lingering_)
        shared_.room.detach(id_, base::wall_now());
    shared_.touched();
    alive_.closing(base::steady_now() + hang_up_limit);
    if (!writing_)
        tasks_.spawn(end_stream());
    schedule();
}

void irc_session::close(std::string_view reason)
{
    if (closing_)
        return;
    close_reason_ = reason;
    if (!registration_) // nothing can be said in the middle of a handshake
        return stream_.close();
    if (auto* self = attached_ ? shared_.room.find(id_) : nullptr) {
        shared_.room.clients().close(*self, reason);
        return flush(*self);
    }
    std::string text;
    irc::writer(text).begin({}, "ERROR").text(fmt::format("Closing Link: {} ({})", address_, reason)).end();
    enqueue(std::move(text));
    hang_up();
}

void irc_session::dismiss(std::string_view reason)
{
    if (auto* self = attached_ && !closing_ ? shared_.room.find(id_) : nullptr)
        lingering_ = self->lingering = true;
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
