#include "net/stream.hpp"

#include "base/secret.hpp"
#include "net/alarm.hpp"
#include "net/forwarded_for.hpp"
#include "net/proxy_header.hpp"
#include "net/server_certificates.hpp"
#include "net/websocket_frames.hpp"
#include "net/websocket_upgrade.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace net {

namespace asio = boost::asio;
using base::errc;
using base::error_code;

namespace {

constexpr auto drain_limit = std::chrono::seconds(1);
constexpr std::uint16_t going_away = 1001; // RFC 6455 section 7.4.1

stream::peer peer_of(const stream::socket& socket)
{
    error_code error;
    const auto end = socket.remote_endpoint(error);
    if (error)
        return {};
    const auto bytes = [](const auto& field) {
        return std::string_view(reinterpret_cast<const char*>(&field), sizeof field);
    };
    switch (end.data()->sa_family) {
    case AF_INET:
        return {.address = ip::from_bytes(bytes(reinterpret_cast<const sockaddr_in*>(end.data())->sin_addr))};
    case AF_INET6:
        return {.address =
                    ip::from_bytes(bytes(reinterpret_cast<const sockaddr_in6*>(end.data())->sin6_addr))};
    default:
        return {.is_unix = true};
    }
}

} // namespace

struct stream::websocket {
    std::optional<websocket_frames> frames{}; // after the upgrade
    std::string lines{};                      // that came as messages
    std::string unread{};                     // what came behind the upgrade
    std::string pending{};                    // bytes that wait for the socket
    bool over = false;                        // nothing more is read
};

std::string stream::peer::str() const
{
    return is_unix ? "unix" : address ? address->str() : "unknown";
}

stream::stream(socket accepted, const settings& with)
    : transport_(std::move(accepted))
    , settings_(with)
    , peer_(peer_of(transport_.below()))
{
    if (with.websocket)
        websocket_ = std::make_unique<websocket>();
}

stream::~stream() = default;

bool stream::is_proxy() const
{
    if (peer_.is_unix)
        return settings_.unix_is_proxy;
    return peer_.address && is_within(*peer_.address, settings_.proxies);
}

asio::awaitable<error_code> stream::handshake(base::duration limit, std::function<bool()> admits)
{
    bool late = false;
    alarm deadline(transport_.below().get_executor(), [this, &late] {
        late = true;
        close();
    });
    deadline.set(base::steady_now() + limit);
    const auto error = co_await set_up(admits);
    co_return late ? errc::timeout : error;
}

asio::awaitable<error_code> stream::set_up(const std::function<bool()>& admits)
{
    if (is_proxy())
        if (const auto error = co_await read_proxy_header())
            co_return error;
    const bool is_forwarded = settings_.websocket && is_proxy() && !spoken_for_; // X-Forwarded-For is to tell
    if (!is_forwarded && !admits())
        co_return errc::forbidden;
    if (settings_.tls) {
        if (const auto error = co_await transport_.accept_tls(settings_.tls->context()))
            co_return error;
        peer_.secure = true;
    }
    if (settings_.websocket)
        co_return co_await upgrade(admits);
    co_return error_code();
}

// Only the header is taken from the socket: what follows may be TLS's.
asio::awaitable<error_code> stream::read_proxy_header()
{
    std::string bytes;
    std::array<char, 512> chunk;
    // What is peeked at goes beyond the header, perhaps as far as a password.
    const base::wiped_at_end wiped(bytes);
    const base::wiped_at_end also(chunk);
    error_code error;
    auto& below = transport_.below();
    for (;;) {
        if (const auto failed = co_await transport_.readable())
            co_return failed;
        auto size = below.receive(asio::buffer(chunk), socket::message_peek, error);
        if (error == asio::error::would_block)
            continue;
        if (error)
            co_return error;
        const auto known = bytes.size();
        base::append_secret(bytes, {chunk.data(), size});
        if (settings_.websocket && !proxy_header::begins(bytes))
            co_return error_code(); // X-Forwarded-For is to tell it
        const auto header = proxy_header::parse(bytes);
        if (!header)
            co_return header.error();
        if (*header)
            size = (*header)->size - known;
        below.receive(asio::buffer(chunk, size), 0, error);
        if (error)
            co_return error;
        bytes.resize(known + size);
        if (!*header)
            continue;
        if ((*header)->client)
            peer_ = {.address = (*header)->client};
        else
            spoken_for_ = true;
        peer_.secure = (*header)->secure;
        co_return error_code();
    }
}

asio::awaitable<error_code> stream::upgrade(const std::function<bool()>& admits)
{
    auto& own = *websocket_;
    std::array<char, 2048> room;
    const base::wiped_at_end wiped(room); // some do not wait for the answer, and log in at once
    std::size_t end = std::string::npos;
    while (end == std::string::npos && own.unread.size() <= http_head::max_size) {
        if (const auto error = co_await transport_.readable())
            co_return error;
        const auto size = transport_.read(room);
        if (!size && size.error() == asio::error::would_block)
            continue;
        if (!size)
            co_return size.error();
        base::append_secret(own.unread, {room.data(), *size});
        end = own.unread.find("\r\n\r\n");
        if (end == std::string::npos && own.unread.find('\n') != std::string::npos &&
            own.unread.find(" HTTP/1.") > own.unread.find('\n'))
            break; // no HTTP at all
    }
    upgrade_answer answer;
    const bool proxied = is_proxy() && !spoken_for_;
    const auto head = end == std::string::npos
                          ? std::nullopt
                          : http_head::parse(std::string_view(own.unread).substr(0, end + 4));
    const auto client =
        proxied && head ? forwarded_for(head->value("x-forwarded-for"), settings_.proxies) : std::nullopt;
    if (client)
        peer_ = {.address = client, .secure = peer_.secure};
    if (!head) {
        answer = refuse_upgrade(400, "this is no HTTP/1.1 request of at most 8 KiB");
    } else if (proxied && !client) {
        answer = refuse_upgrade(400, "the proxy has to pass the client's address in X-Forwarded-For");
    } else if (proxied && !admits()) {
        answer = refuse_upgrade(429, "too many connections from your address in a short time");
    } else {
        answer = answer_upgrade(*head, settings_.origins);
        peer_.secure = peer_.secure || (proxied && head->value("x-forwarded-proto") == "https");
    }
    own.pending = std::move(answer.response);
    if (!answer.accepted) {
        co_await drain();
        co_return errc::forbidden;
    }
    if (const auto error = co_await flush())
        co_return error;
    base::cut_secret(own.unread, end + 4);
    own.frames.emplace(answer.binary);
    co_return error_code();
}

asio::awaitable<error_code> stream::readable()
{
    if (!websocket_)
        co_return co_await transport_.readable();
    if (websocket_->over) { // our closing frame is on its way: let it arrive
        co_await drain();
        co_return asio::error::eof;
    }
    if (!websocket_->unread.empty())
        co_return error_code();
    co_return co_await transport_.readable();
}

base::result<std::string_view> stream::read(std::span<char> room)
{
    std::string first;
    if (websocket_)
        first.swap(websocket_->unread);
    std::string_view bytes = first;
    if (bytes.empty()) {
        const auto size = transport_.read(room);
        if (!size)
            return size.error();
        if (*size == 0)
            return asio::error::eof;
        read_ = *size;
        bytes = {room.data(), *size};
    }
    if (!websocket_)
        return bytes;
    auto& own = *websocket_;
    own.lines.clear();
    own.over = !own.frames->received(bytes, own.lines, own.pending);
    base::wipe(first);
    if (const auto error = write_pending())
        return error;
    if (own.lines.empty())
        return asio::error::would_block;
    return std::string_view(own.lines);
}

void stream::wipe(std::span<char> room)
{
    base::wipe(room.first(std::exchange(read_, 0)));
    if (websocket_)
        base::wipe(websocket_->lines);
}

base::result<std::size_t> stream::write(std::span<const line> lines)
{
    if (!websocket_)
        return write_lines(lines);
    auto& own = *websocket_;
    if (const auto error = write_pending())
        return error;
    if (blocked_)
        return 0;
    for (const auto& one : lines)
        own.frames->encode(*one, own.pending);
    if (const auto error = write_pending())
        return error;
    return lines.size();
}

base::result<std::size_t> stream::write_lines(std::span<const line> lines)
{
    thread_local std::array<asio::const_buffer, gathered> buffers; // made once: it costs more than a line
    const auto count = std::min(lines.size(), gathered);
    blocked_ = false;
    if (count == 0)
        return 0;
    for (std::size_t n = 0; n < count; ++n)
        buffers[n] = asio::buffer(*lines[n]);
    buffers[0] += gone_;
    const auto size = transport_.write(std::span(buffers).first(count));
    blocked_ = !size && size.error() == asio::error::would_block;
    if (blocked_)
        return 0;
    if (!size)
        return size.error();
    gone_ += *size;
    std::size_t whole = 0;
    for (; whole < count && gone_ >= lines[whole]->size(); ++whole)
        gone_ -= lines[whole]->size();
    return whole;
}

// Of a WebSocket.
error_code stream::write_pending()
{
    auto& bytes = websocket_->pending;
    blocked_ = false;
    std::size_t start = 0;
    while (start < bytes.size()) {
        const asio::const_buffer rest = asio::buffer(bytes) + start;
        const auto size = transport_.write(std::span<const asio::const_buffer>(&rest, 1));
        blocked_ = !size && size.error() == asio::error::would_block;
        if (blocked_)
            break;
        if (!size)
            return size.error();
        start += *size;
    }
    if (start == bytes.size())
        std::string().swap(bytes); // most are silent most of the time
    else
        bytes.erase(0, start);
    return {};
}

asio::awaitable<error_code> stream::writable()
{
    return transport_.writable();
}

asio::awaitable<error_code> stream::flush()
{
    for (;;) {
        if (const auto error = write_pending())
            co_return error;
        if (!blocked_)
            co_return error_code();
        if (const auto error = co_await writable())
            co_return error;
    }
}

asio::awaitable<void> stream::end()
{
    if (websocket_ && websocket_->frames)
        websocket_->frames->close(going_away, "", websocket_->pending);
    if (websocket_)
        co_await flush();
    co_await transport_.end();
}

// Closing a socket with something unread would take back what was just sent.
asio::awaitable<void> stream::drain()
{
    alarm cut_off(transport_.below().get_executor(), [this] { close(); });
    cut_off.set(base::steady_now() + drain_limit);
    co_await end();
    std::array<char, 2048> room;
    for (;;) {
        if (const auto error = co_await transport_.readable())
            co_return;
        const auto size = transport_.read(room);
        if (size ? *size == 0 : size.error() != asio::error::would_block)
            co_return;
    }
}

void stream::close()
{
    transport_.close();
}

} // namespace net
