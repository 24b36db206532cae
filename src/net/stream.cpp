#include "net/stream.hpp"

#include "net/alarm.hpp"
#include "net/proxy_header.hpp"
#include "net/server_certificates.hpp"
#include "net/websocket_frames.hpp"
#include "net/websocket_upgrade.hpp"

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace net {

namespace asio = boost::asio;
using base::errc;
using base::error_code;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
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

struct stream::layers {
    std::optional<asio::ssl::stream<socket&>> tls{};
    std::optional<websocket_frames> frames{};
    std::string lines{};   // that came as messages
    std::string replies{}; // of the WebSocket itself
    std::string unread{};  // what came behind the upgrade
    std::string encoded{}; // lines on their way
    bool over = false;     // the WebSocket
    bool sending = false;
    asio::steady_timer turn; // rings when `sending` ends

    explicit layers(const asio::any_io_executor& executor)
        : turn(executor, asio::steady_timer::time_point::max())
    {
    }
};

std::string stream::peer::str() const
{
    return is_unix ? "unix" : address ? address->str() : "unknown";
}

stream::stream(socket accepted, const settings& with)
    : socket_(std::move(accepted))
    , settings_(with)
    , peer_(peer_of(socket_))
{
    error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    if (with.tls || with.websocket)
        layers_ = std::make_unique<layers>(socket_.get_executor());
}

stream::~stream() = default;

bool stream::listed(const peer& one) const
{
    if (one.is_unix)
        return settings_.unix_is_proxy;
    return one.address && std::ranges::any_of(settings_.proxies, [&](const auto& network) {
               return network.contains(*one.address);
           });
}

asio::awaitable<error_code> stream::handshake(base::duration limit)
{
    bool late = false;
    alarm deadline(socket_.get_executor(), [this, &late] {
        late = true;
        close();
    });
    deadline.set(base::steady_now() + limit);
    const auto error = co_await set_up();
    co_return late ? errc::timeout : error;
}

asio::awaitable<error_code> stream::set_up()
{
    if (is_proxy())
        if (const auto error = co_await read_proxy_header())
            co_return error;
    if (settings_.tls) {
        layers_->tls.emplace(socket_, settings_.tls->context());
        const auto [error] =
            co_await layers_->tls->async_handshake(asio::ssl::stream_base::server, as_result);
        if (error)
            co_return error;
        peer_.secure = true;
    }
    if (settings_.websocket)
        co_return co_await upgrade();
    co_return error_code();
}

// Only the header is taken from the socket: what follows may be TLS's.
asio::awaitable<error_code> stream::read_proxy_header()
{
    std::string bytes;
    error_code error;
    socket_.non_blocking(true, error);
    for (;;) {
        const auto [failed] = co_await socket_.async_wait(socket::wait_read, as_result);
        if (failed)
            co_return failed;
        std::array<char, 512> chunk;
        auto size = socket_.receive(asio::buffer(chunk), socket::message_peek, error);
        if (error == asio::error::would_block)
            continue;
        if (error)
            co_return error;
        const auto known = bytes.size();
        bytes.append(chunk.data(), size);
        if (settings_.websocket && !proxy_header::begins(bytes))
            co_return error_code(); // X-Forwarded-For is to tell it
        const auto header = proxy_header::parse(bytes);
        if (!header)
            co_return header.error();
        if (*header)
            size = (*header)->size - known;
        socket_.receive(asio::buffer(chunk, size), 0, error);
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

// The last address in the list that is not a proxy's own is the client's: what stands before it, he may have
// written himself. https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/X-Forwarded-For
bool stream::forwarded(const std::string& addresses)
{
    std::string_view rest = addresses;
    while (!rest.empty() && is_proxy()) {
        const auto comma = rest.rfind(',');
        auto text = comma == std::string_view::npos ? rest : rest.substr(comma + 1);
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(0, comma);
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        text = text.substr(0, text.find_last_not_of(' ') + 1);
        const auto address = ip::parse(text);
        if (!address)
            return false;
        peer_ = {.address = address, .secure = peer_.secure};
    }
    return true;
}

asio::awaitable<error_code> stream::upgrade()
{
    auto& own = *layers_;
    std::array<char, 2048> room;
    std::size_t end = std::string::npos;
    while (end == std::string::npos && own.unread.size() <= http_head::max_size) {
        const auto size = co_await receive(room);
        if (!size)
            co_return size.error();
        own.unread.append(room.data(), *size);
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
    if (!head) {
        answer = refuse_upgrade(400, "this is no HTTP/1.1 request of at most 8 KiB");
    } else if (proxied && (!head->has("x-forwarded-for") || !forwarded(head->value("x-forwarded-for")))) {
        answer = refuse_upgrade(400, "the proxy has to tell the client's address in X-Forwarded-For");
    } else {
        answer = answer_upgrade(*head, settings_.origins);
        peer_.secure = peer_.secure || (proxied && head->value("x-forwarded-proto") == "https");
    }
    if (const auto error = co_await send(answer.response))
        co_return error;
    if (!answer.accepted) {
        co_await drain();
        co_return errc::forbidden;
    }
    own.unread.erase(0, end + 4);
    own.frames.emplace(answer.binary);
    co_return error_code();
}

asio::awaitable<error_code> stream::send(std::string_view bytes)
{
    error_code error;
    std::size_t size = 0;
    const auto data = asio::buffer(bytes.data(), bytes.size());
    if (layers_ && layers_->tls)
        std::tie(error, size) = co_await asio::async_write(*layers_->tls, data, as_result);
    else
        std::tie(error, size) = co_await asio::async_write(socket_, data, as_result);
    co_return error;
}

asio::awaitable<base::result<std::size_t>> stream::receive(std::span<char> room)
{
    error_code error;
    std::size_t size = 0;
    const auto data = asio::buffer(room.data(), room.size());
    if (layers_ && layers_->tls)
        std::tie(error, size) = co_await layers_->tls->async_read_some(data, as_result);
    else
        std::tie(error, size) = co_await socket_.async_read_some(data, as_result);
    if (error)
        co_return error;
    co_return size;
}

asio::awaitable<base::result<std::string_view>> stream::read(std::span<char> room)
{
    if (layers_ && layers_->frames)
        co_return co_await read_messages(room);
    if (layers_) {
        const auto size = co_await receive(room);
        if (!size)
            co_return size.error();
        co_return std::string_view(room.data(), *size);
    }
    const auto data = asio::buffer(room.data(), room.size());
    const auto [error, size] = co_await socket_.async_read_some(data, as_result);
    if (error)
        co_return error;
    co_return std::string_view(room.data(), size);
}

asio::awaitable<base::result<std::string_view>> stream::read_messages(std::span<char> room)
{
    auto& own = *layers_;
    own.lines.clear();
    while (own.lines.empty()) {
        if (own.over) { // our closing frame is on its way: let it arrive
            co_await drain();
            co_return asio::error::eof;
        }
        const auto first = std::exchange(own.unread, {});
        std::string_view bytes = first;
        if (first.empty()) {
            const auto size = co_await receive(room);
            if (!size)
                co_return size.error();
            bytes = {room.data(), *size};
        }
        own.over = !own.frames->received(bytes, own.lines, own.replies);
        if (!own.replies.empty())
            if (const auto error = co_await send_in_turn(own.replies))
                co_return error;
    }
    co_return std::string_view(own.lines);
}

// Answers of the reader and lines of the writer must not mix.
asio::awaitable<error_code> stream::send_in_turn(std::string& bytes)
{
    auto& own = *layers_;
    while (own.sending)
        co_await own.turn.async_wait(as_result);
    own.sending = true;
    const auto error = co_await send(bytes);
    bytes.clear();
    own.sending = false;
    own.turn.cancel();
    co_return error;
}

asio::awaitable<error_code> stream::write(std::span<const line> lines)
{
    if (layers_ && layers_->frames) {
        for (const auto& one : lines)
            layers_->frames->encode(*one, layers_->encoded);
        co_return co_await send_in_turn(layers_->encoded);
    }
    std::array<asio::const_buffer, gathered> buffers;
    const auto count = std::min(lines.size(), gathered);
    for (std::size_t n = 0; n < count; ++n)
        buffers[n] = asio::buffer(*lines[n]);
    const auto chain = std::span<const asio::const_buffer>(buffers.data(), count);
    error_code error;
    std::size_t size = 0;
    if (layers_ && layers_->tls)
        std::tie(error, size) = co_await asio::async_write(*layers_->tls, chain, as_result);
    else
        std::tie(error, size) = co_await asio::async_write(socket_, chain, as_result);
    co_return error;
}

asio::awaitable<void> stream::end()
{
    if (layers_ && layers_->frames) {
        std::string closing;
        layers_->frames->close(going_away, "", closing);
        if (!closing.empty())
            co_await send_in_turn(closing);
    }
    if (layers_ && layers_->tls)
        co_await layers_->tls->async_shutdown(as_result); // until the client has answered it
    error_code ignored;
    socket_.shutdown(socket::shutdown_send, ignored);
}

// Closing a socket with something unread would take back what was just sent.
asio::awaitable<void> stream::drain()
{
    alarm cut_off(socket_.get_executor(), [this] { close(); });
    cut_off.set(base::steady_now() + drain_limit);
    co_await end();
    std::array<char, 2048> room;
    for (error_code error; !error;) {
        std::size_t size = 0;
        std::tie(error, size) = co_await socket_.async_read_some(asio::buffer(room), as_result);
    }
}

void stream::close()
{
    error_code ignored;
    socket_.close(ignored);
}

} // namespace net
