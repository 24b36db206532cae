#include "support/irc_peer.hpp"

#include "base/base64.hpp"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace support {

using clock = std::chrono::steady_clock;

irc_peer::irc_peer(unsigned short port)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (socket_ < 0 || ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::system_error(errno, std::generic_category(), "connect to the gateway");
}

irc_peer::irc_peer(irc_peer&& other) noexcept
    : socket_(std::exchange(other.socket_, -1))
    , buffer_(std::move(other.buffer_))
    , transcript_(std::move(other.transcript_))
    , ended_(other.ended_)
    , fences_(other.fences_)
    , limit_(other.limit_)
{
}

irc_peer::~irc_peer()
{
    if (socket_ >= 0)
        ::close(socket_);
}

void irc_peer::send(std::string_view line)
{
    send_bytes(fmt::format("{}\r\n", line));
}

void irc_peer::send(std::initializer_list<std::string_view> several)
{
    for (const auto line : several)
        send(line);
}

void irc_peer::send_bytes(std::string_view bytes)
{
    transcript_ += fmt::format("> {}{}", bytes, bytes.ends_with('\n') ? "" : "\n");
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0)
            return; // the gateway has closed, as the next expectation shows
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

bool irc_peer::receive(duration limit)
{
    pollfd readable{socket_, POLLIN, 0};
    if (ended_ || ::poll(&readable, 1, static_cast<int>(std::max(limit, duration::zero()).count())) <= 0)
        return false;
    std::array<char, 16384> bytes;
    const auto size = ::recv(socket_, bytes.data(), bytes.size(), 0);
    ended_ = size <= 0;
    if (!ended_)
        buffer_.append(bytes.data(), static_cast<std::size_t>(size));
    return !ended_;
}

bool irc_peer::next(std::string& line, clock::time_point end)
{
    for (;;) {
        if (const auto at = buffer_.find("\r\n"); at != std::string::npos) {
            line = buffer_.substr(0, at);
            buffer_.erase(0, at + 2);
            transcript_ += fmt::format("< {}\n", line);
            if (line.starts_with("PING "))
                send_bytes("PONG" + line.substr(4) + "\r\n");
            return true;
        }
        if (!receive(std::chrono::ceil<duration>(end - clock::now())) && (ended_ || clock::now() >= end))
            return false;
    }
}

void irc_peer::fail(std::string_view what, const where& from) const
{
    throw std::runtime_error(fmt::format("{}:{}: {}{}\n{}", from.file_name(), from.line(), what,
                                         ended_ ? "; the gateway has closed the connection" : "",
                                         transcript_));
}

irc_peer& irc_peer::within(duration limit)
{
    limit_ = limit;
    return *this;
}

clock::time_point irc_peer::end_of_wait()
{
    return clock::now() + std::exchange(limit_, patience);
}

std::string irc_peer::expect(std::string_view pattern, where from)
{
    return until(pattern, from).back();
}

irc_peer::lines irc_peer::until(std::string_view pattern, where from)
{
    const auto end = end_of_wait();
    lines all;
    for (std::string line; next(line, end);) {
        all.push_back(line);
        if (matches(line, pattern))
            return all;
    }
    fail(fmt::format("no line matches {}", pattern), from);
}

irc_peer::lines irc_peer::fence(where from)
{
    const auto token = fmt::format("fence-{}", ++fences_);
    send("PING " + token);
    auto all = until(fmt::format("*PONG * :{}", token), from);
    all.pop_back();
    return all;
}

void irc_peer::expect_none(std::string_view pattern, where from)
{
    if (const auto found = only(fence(from), pattern); !found.empty())
        fail(fmt::format("a line matches {}: {}", pattern, found.front()), from);
}

void irc_peer::expect_silence(duration length, where from)
{
    if (std::string line; next(line, clock::now() + length) || ended_)
        fail(fmt::format("not silent: {}", line), from);
}

std::optional<std::string> irc_peer::line(duration limit)
{
    std::string line;
    return next(line, clock::now() + limit) ? std::optional(std::move(line)) : std::nullopt;
}

irc_peer::lines irc_peer::expect_end(where from)
{
    const auto end = end_of_wait();
    lines all;
    for (std::string line; next(line, end);)
        all.push_back(line);
    if (!ended_)
        fail("the connection is not closed", from);
    ::close(std::exchange(socket_, -1)); // the gateway waits for it
    return all;
}

std::string irc_peer::introduce(where from)
{
    send({"NICK whoever", "USER whoever 0 * :Whoever"});
    const auto welcome = expect("* 001 *", from);
    expect("* 376 *", from);
    const auto nick = welcome.substr(welcome.find(" 001 ") + 5);
    return nick.substr(0, nick.find(' '));
}

std::string irc_peer::log_in(std::string_view pass, std::string_view caps, where from)
{
    if (!caps.empty())
        send({fmt::format("CAP REQ :{}", caps), "CAP END"});
    send(fmt::format("PASS :{}", pass));
    return introduce(from);
}

void irc_peer::join(where from)
{
    send("JOIN #messages");
    expect("* 366 *", from);
}

void irc_peer::say(std::string_view text)
{
    send(fmt::format("PRIVMSG #messages :{}", text));
}

std::string tag_of(std::string_view line, std::string_view name)
{
    if (!line.starts_with('@'))
        return {};
    const auto tags = fmt::format(";{};", line.substr(1, line.find(' ') - 1));
    const auto before = fmt::format(";{}=", name);
    const auto at = tags.find(before);
    if (at == std::string::npos)
        return {};
    const auto value = tags.substr(at + before.size());
    return value.substr(0, value.find(';'));
}

std::string text_of(std::string_view line)
{
    // Not a colon of the tags or the source.
    const auto command = line.starts_with('@') ? line.find(' ') + 1 : 0;
    const auto at = line.find(" :", command);
    return at == std::string_view::npos ? std::string() : std::string(line.substr(at + 2));
}

irc_peer::lines only(const irc_peer::lines& all, std::string_view pattern)
{
    irc_peer::lines out;
    for (const auto& line : all)
        if (matches(line, pattern))
            out.push_back(line);
    return out;
}

std::vector<std::string> texts_of(const irc_peer::lines& all)
{
    std::vector<std::string> out;
    for (const auto& line : all)
        out.push_back(text_of(line));
    return out;
}

std::string sasl_plain(std::string_view authzid, std::string_view authcid, std::string_view password)
{
    std::string plain(authzid);
    plain.append(1, '\0').append(authcid).append(1, '\0').append(password);
    return base::to_base64(plain);
}

} // namespace support
