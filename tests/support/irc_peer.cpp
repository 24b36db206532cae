#include "support/irc_peer.hpp"

#include "base/base64.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace support {

using clock = std::chrono::steady_clock;

namespace {

// [@tags ][:source ]COMMAND…, valid UTF-8, within the protocol's 512 bytes behind the tags.
bool well_formed(std::string_view line)
{
    if (!base::utf8::valid(line) ||
        line.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos)
        return false;
    for (const char mark : {'@', ':'})
        if (line.starts_with(mark)) {
            if (mark == ':' && line.size() > 510)
                return false;
            const auto space = line.find(' ');
            if (space < 2 || space == std::string_view::npos)
                return false;
            line.remove_prefix(space + 1);
        }
    const auto command = line.substr(0, line.find(' '));
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    return !command.empty() && (std::ranges::all_of(command, is_upper) ||
                                (command.size() == 3 && std::ranges::all_of(command, is_digit)));
}

} // namespace

irc_peer::irc_peer(std::uint16_t port, int receive_buffer)
    : irc_peer(loopback_stream::connect(port, receive_buffer))
{
}

irc_peer::irc_peer(std::unique_ptr<loopback_stream> connected)
    : stream_(std::move(connected))
{
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
    sent_.emplace_back(seen_.size(), bytes);
    stream_->write(bytes); // where the gateway has closed, the next expectation shows it
}

// The line stays valid until the next one comes.
const std::string* irc_peer::next(clock::time_point end)
{
    const auto left = std::chrono::ceil<duration>(end - clock::now());
    auto line = stream_->read_to("\r\n", std::max(left, duration::zero()));
    if (!line)
        return nullptr;
    line->resize(line->size() - 2);
    if (!well_formed(*line))
        fail("not a line of IRC: " + *line, BOOST_CURRENT_LOCATION);
    seen_.push_back(std::move(*line));
    if (answers_pings_ && seen_.back().starts_with("PING "))
        send("PONG" + seen_.back().substr(4));
    return &seen_.back();
}

void irc_peer::fail(std::string_view reason, const where& from) const
{
    std::string transcript;
    auto sent = sent_.begin();
    for (std::size_t n = 0; n <= seen_.size(); ++n) {
        for (; sent != sent_.end() && sent->first == n; ++sent)
            transcript += fmt::format("> {}{}", sent->second, sent->second.ends_with('\n') ? "" : "\n");
        if (n < seen_.size())
            transcript += fmt::format("< {}\n", seen_[n]);
    }
    throw std::runtime_error(fmt::format("{}:{}: {}{}\n{}", from.file_name(), from.line(), reason,
                                         at_end() ? "; the gateway has closed the connection" : "",
                                         transcript));
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
    while (const auto* line = next(end)) {
        all.push_back(*line);
        if (matches(*line, pattern))
            return all;
    }
    fail(fmt::format("no line matches {}", pattern), from);
}

void irc_peer::await(std::string_view pattern, where from)
{
    if (count(pattern) == 0)
        expect(pattern, from);
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
    if (const auto* line = next(clock::now() + length); line || at_end())
        fail(fmt::format("not silent: {}", line ? *line : ""), from);
}

std::optional<std::string> irc_peer::line(duration limit)
{
    const auto* line = next(clock::now() + limit);
    return line ? std::optional(*line) : std::nullopt;
}

std::size_t irc_peer::count(std::string_view pattern) const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(seen_, [&](const std::string& line) { return matches(line, pattern); }));
}

bool irc_peer::ended(duration limit)
{
    while (next(clock::now() + limit)) {
    }
    return at_end();
}

irc_peer::lines irc_peer::expect_end(where from)
{
    const auto end = end_of_wait();
    lines all;
    while (const auto* line = next(end))
        all.push_back(*line);
    if (!at_end())
        fail("the connection is not closed", from);
    stream_->shut_down(); // the gateway waits for it
    return all;
}

void irc_peer::reset()
{
    stream_.reset();
}

std::string irc_peer::expect_welcome(const where& from)
{
    const auto welcome = expect("* 001 *", from);
    expect("* 376 *", from);
    const auto nick = welcome.substr(welcome.find(" 001 ") + 5);
    return nick.substr(0, nick.find(' '));
}

void irc_peer::identify(std::string_view pass, std::string_view caps)
{
    if (!caps.empty())
        send({fmt::format("CAP REQ :{}", caps), "CAP END"});
    send({fmt::format("PASS :{}", pass), "NICK somebody", "USER u 0 * :Some Body"});
}

std::string irc_peer::introduce(where from)
{
    send({"NICK somebody", "USER u 0 * :Some Body"});
    return expect_welcome(from);
}

std::string irc_peer::log_in(std::string_view pass, std::string_view caps, where from)
{
    identify(pass, caps);
    return expect_welcome(from);
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
