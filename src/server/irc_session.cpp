#include "server/irc_session.hpp"

#include "base/log.hpp"
#include "irc/casemap.hpp"
#include "irc/writer.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

#include <array>

namespace server {

namespace asio = boost::asio;
using irc::numeric;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t gathered = 64;           // buffers of one write
constexpr std::size_t most_deferred = 64;      // lines kept while a login runs
constexpr std::size_t most_unread = 64 * 1024; // bytes of replies to somebody not yet registered
constexpr auto hang_up_limit = std::chrono::seconds(2);

irc::registration::settings registration_settings(const context& shared, const asio::ip::tcp::socket& socket,
                                                  const std::string& address)
{
    const auto& settings = shared.settings;
    boost::system::error_code error;
    const auto peer = socket.remote_endpoint(error).address();
    const bool local =
        !error &&
        (peer.is_loopback() || (peer.is_v6() && peer.to_v6().is_v4_mapped() &&
                                asio::ip::make_address_v4(asio::ip::v4_mapped, peer.to_v6()).is_loopback()));
    return {.server_name = settings.server_name,
            .login_domain = settings.login_domain,
            .login_allowed = settings.allow_plaintext_login || local,
            .host = address,
            .isupport = shared.room.isupport(),
            .event_playback = shared.room.config().reactions};
}

std::string address_of(const asio::ip::tcp::socket& socket)
{
    boost::system::error_code error;
    const auto peer = socket.remote_endpoint(error);
    return error ? "unknown" : peer.address().to_string();
}

} // namespace

irc_session::irc_session(context& shared, services& with, bridge::client_id id, asio::ip::tcp::socket socket)
    : shared_(shared)
    , services_(with)
    , id_(id)
    , socket_(std::move(socket))
    , address_(address_of(socket_))
    , registration_(registration_settings(shared, socket_, address_))
    , flood_(shared.settings.flood_burst, shared.settings.flood_interval)
    , pause_(shared.executor)
    , connected_at_(base::steady_now())
    , heard_at_(connected_at_)
    , alarm_(shared.executor, [this] { tick(); })
    , tasks_(shared.executor)
{
    irc::registration::actions nothing; // nobody to tell yet
    registration_.login_available(!shared.away, nothing);
}

asio::awaitable<void> irc_session::run()
{
    base::log::debug("connected", {{"addr", address_}});
    shared_.measured.connected();
    boost::system::error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    schedule();
    try {
        co_await read();
    } catch (const std::exception& error) { // one client's trouble stays his own
        base::log::error("session_failed", {{"addr", address_}, {"reason", error.what()}});
        close_reason_ = "internal error";
    }
    if (close_reason_.empty())
        close_reason_ = "connection closed";
    closing_ = true;
    alarm_.set(std::nullopt);
    socket_.close(ignored);
    tasks_.cancel();
    co_await tasks_.join();
    shared_.measured.disconnected(close_reason_);
    base::log::info("disconnected", {{"addr", address_}, {"user", user_.str()}, {"reason", close_reason_}});
}

asio::awaitable<void> irc_session::read()
{
    std::array<char, 4096> buffer;
    bool first = true;
    for (;;) {
        const auto [error, size] = co_await socket_.async_read_some(asio::buffer(buffer), as_result);
        if (error)
            co_return;
        heard_at_ = base::steady_now();
        pinged_ = false;
        if (closing_)
            continue; // only the end of the stream matters any more
        lines_.append({buffer.data(), size});
        if (std::exchange(first, false) && lines_.looks_foreign()) {
            close_reason_ = "not IRC";
            co_return;
        }
        while (!closing_) {
            const auto line = lines_.next();
            if (!line)
                break;
            co_await handle(*line);
        }
    }
}

asio::awaitable<void> irc_session::handle(const irc::line_buffer::line& line)
{
    heard_at_ = base::steady_now();
    shared_.measured.received(1);
    const auto message = irc::message::parse(line.text);
    const auto* self = attached_ ? shared_.room.find(id_) : nullptr;
    if (attached_ && !(message && self && self->incoming.is_free(*message))) {
        const auto wait = flood_.charge(heard_at_);
        if (wait > base::duration::zero()) {
            pause_.expires_after(wait);
            co_await pause_.async_wait(as_result);
            if (closing_)
                co_return;
        }
    }
    if (line.what != irc::line_buffer::fault::none)
        complain(line);
    if (!message) {
        shared_.room.spoiled(id_);
        co_return shared_.touched();
    }
    const bool immediate = message->is("PING") || message->is("PONG") || message->is("QUIT");
    if (attached_ || !registration_.waiting() || immediate)
        handle(*message);
    else if (deferred_.size() < most_deferred)
        deferred_.emplace_back(line.text);
    else
        close("Too many lines before registration");
}

void irc_session::handle(const irc::message& message)
{
    if (attached_ && !message.is("CAP") && !message.is("AUTHENTICATE")) {
        shared_.room.received(id_, message, base::steady_now(), base::wall_now());
        return shared_.touched();
    }
    register_with(message);
}

void irc_session::handle_deferred()
{
    for (auto& line : std::exchange(deferred_, {}))
        if (const auto message = irc::message::parse(line); message && !closing_)
            handle(*message);
}

void irc_session::complain(const irc::line_buffer::line& line)
{
    const auto* self = attached_ ? shared_.room.find(id_) : nullptr;
    const auto nick = self ? self->user->nick : std::string("*");
    std::string text;
    irc::writer writer(text);
    if (line.what == irc::line_buffer::fault::too_long)
        writer.begin(shared_.settings.server_name, numeric::ERR_INPUTTOOLONG)
            .param(nick)
            .text("Input line was too long");
    else if (registration_.caps().has(irc::cap::standard_replies))
        writer.begin(shared_.settings.server_name, "FAIL")
            .param("*")
            .param("INVALID_CHARACTERS")
            .text("Line ignored: it holds NUL or a bare CR");
    else
        writer.begin(shared_.settings.server_name, "NOTICE")
            .param(nick)
            .text("Line ignored: it holds NUL or a bare CR");
    writer.end();
    enqueue(std::move(text));
}

void irc_session::register_with(const irc::message& message)
{
    step_registration([&](irc::registration::actions& out) { registration_.received(message, out); });
}

void irc_session::login_available(bool now)
{
    step_registration([&](irc::registration::actions& out) { registration_.login_available(now, out); });
}

// A registered client's replies name his nick of now, and its capabilities apply to what the room sends it.
template <class Input>
void irc_session::step_registration(Input input)
{
    if (const auto* self = attached_ ? shared_.room.find(id_) : nullptr)
        registration_.renamed(self->user->nick);
    irc::registration::actions actions;
    input(actions);
    perform(actions);
    if (auto* self = attached_ ? shared_.room.find(id_) : nullptr)
        self->caps = registration_.caps();
}

void irc_session::perform(irc::registration::actions& actions)
{
    using irc::registration;
    for (auto& action : actions) {
        if (auto* reply = std::get_if<registration::reply>(&action)) {
            enqueue(std::move(reply->lines));
        } else if (auto* start = std::get_if<registration::login>(&action)) {
            logging_in_ = true;
            tasks_.spawn(log_in(std::move(start->with), ++login_));
        } else if (std::holds_alternative<registration::abandon>(action)) {
            logging_in_ = false;
            ++login_;
        } else if (std::holds_alternative<registration::complete>(action)) {
            attached_ = true;
            base::log::info("registered",
                            {{"addr", address_}, {"user", user_.str()}, {"nick", registration_.who()->nick}});
            services_.registered(*this);
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
    const auto account = with.is_token() ? std::string("token") : with.email;
    base::user_id user;
    auto who = co_await services_.log_in(std::move(with), user);
    const auto result = who ? std::string("ok") : who.error().message();
    shared_.measured.logged_in(who ? base::error_code() : who.error());
    base::log::info("login",
                    {{"addr", address_}, {"account", account}, {"user", user.str()}, {"result", result}});
    if (attempt != login_ || closing_)
        co_return;
    logging_in_ = false;
    if (who && !attached_)
        user_ = user;
    step_registration([&](irc::registration::actions& out) {
        if (who)
            registration_.logged_in(std::move(*who), out);
        else
            registration_.login_failed(who.error(), out);
    });
}

void irc_session::enqueue(std::string text)
{
    if (text.empty() || closing_)
        return;
    if (auto* self = attached_ ? shared_.room.find(id_) : nullptr) { // in order with what the room has for it
        shared_.room.push(*self, std::make_shared<const std::string>(std::move(text)));
        return shared_.touched();
    }
    outgoing_bytes_ += text.size();
    outgoing_.push_back(std::make_shared<const std::string>(std::move(text)));
    if (outgoing_bytes_ > most_unread)
        return overflow(address_);
    if (!std::exchange(writing_, true))
        tasks_.spawn(write());
}

void irc_session::flush()
{
    auto* self = shared_.room.find(id_);
    if (!self || closing_)
        return;
    for (auto& one : self->out.take()) {
        outgoing_bytes_ += one->size();
        outgoing_.push_back(std::move(one));
    }
    if (self->out.overflowed())
        return overflow(self->user->host());
    if (!outgoing_.empty() && !std::exchange(writing_, true))
        tasks_.spawn(write());
    if (self->closing) {
        if (close_reason_.empty())
            close_reason_ = "closed by the gateway";
        hang_up();
    }
}

// Whoever does not read loses what waits. Behind what is on its way comes the reason, should he read on.
void irc_session::overflow(const std::string& host)
{
    close_reason_ = "SendQ exceeded";
    auto last = std::make_shared<std::string>();
    irc::writer(*last)
        .begin({}, "ERROR")
        .text(fmt::format("Closing Link: {} ({})", host, close_reason_))
        .end();
    outgoing_bytes_ += last->size();
    outgoing_ = {std::move(last)};
    if (!std::exchange(writing_, true))
        tasks_.spawn(write());
    hang_up();
}

asio::awaitable<void> irc_session::write()
{
    while (!outgoing_.empty() && socket_.is_open()) {
        const auto batch = std::exchange(outgoing_, {});
        for (std::size_t from = 0; from < batch.size(); from += gathered) {
            std::array<asio::const_buffer, gathered> buffers;
            std::size_t count = 0;
            for (; count < gathered && from + count < batch.size(); ++count)
                buffers[count] = asio::buffer(*batch[from + count]);
            const auto chain = std::span(buffers.data(), count);
            const auto [error, size] = co_await asio::async_write(socket_, chain, as_result);
            if (error)
                break; // the reader notices, too
            outgoing_bytes_ -= size;
            shared_.measured.sent(count, size);
            if (auto* self = attached_ ? shared_.room.find(id_) : nullptr)
                self->out.written(std::min(size, self->out.pending()));
        }
    }
    writing_ = false;
    if (closing_) {
        boost::system::error_code ignored;
        socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    }
}

// What is written goes out first; somebody who does not read gets a few seconds for it.
void irc_session::hang_up()
{
    if (std::exchange(closing_, true))
        return;
    pause_.cancel();
    shared_.room.detach(id_, base::wall_now());
    shared_.touched();
    hang_up_at_ = base::steady_now() + hang_up_limit;
    if (!writing_) {
        boost::system::error_code ignored;
        socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    }
    schedule();
}

void irc_session::close(std::string_view reason)
{
    if (closing_)
        return;
    close_reason_ = reason;
    if (auto* self = attached_ ? shared_.room.find(id_) : nullptr) {
        shared_.room.close(*self, reason);
        return flush();
    }
    std::string text;
    irc::writer(text).begin({}, "ERROR").text(fmt::format("Closing Link: {} ({})", address_, reason)).end();
    enqueue(std::move(text));
    hang_up();
}

void irc_session::schedule()
{
    const auto& settings = shared_.settings;
    if (hang_up_at_)
        alarm_.set(hang_up_at_);
    else if (!attached_ && !logging_in_)
        alarm_.set(connected_at_ + settings.registration_timeout);
    else
        alarm_.set(heard_at_ + (pinged_ ? settings.ping_timeout : settings.ping_after));
}

void irc_session::tick()
{
    const auto now = base::steady_now();
    const auto& settings = shared_.settings;
    if (hang_up_at_) {
        boost::system::error_code ignored;
        socket_.close(ignored);
        return;
    }
    if (!attached_ && !logging_in_ && now >= connected_at_ + settings.registration_timeout)
        return close("Registration timed out");
    if (now >= heard_at_ + settings.ping_timeout)
        return close(
            fmt::format("Ping timeout: {} seconds",
                        std::chrono::duration_cast<std::chrono::seconds>(settings.ping_timeout).count()));
    if (!pinged_ && now >= heard_at_ + settings.ping_after) {
        pinged_ = true;
        std::string text;
        irc::writer(text).begin({}, "PING").text(settings.server_name).end();
        enqueue(std::move(text));
    }
    schedule();
}

} // namespace server
