#include "net/websocket_frames.hpp"

#include "base/secret.hpp"
#include "base/utf8.hpp"

#include <algorithm>
#include <utility>

namespace net {

namespace {

enum opcode : unsigned { continuation = 0, text = 1, binary = 2, closing = 8, ping = 9, pong = 10 };

// https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1
constexpr std::uint16_t protocol_error = 1002;
constexpr std::uint16_t not_utf8 = 1007;
constexpr std::uint16_t too_big = 1009;

constexpr std::size_t longest_control = 125;

void append_frame(unsigned kind, std::string_view payload, std::string& out)
{
    out += static_cast<char>(0x80 | kind);
    const auto size = payload.size();
    if (size <= 125) {
        out += static_cast<char>(size);
    } else if (size <= 0xFFFF) {
        out += static_cast<char>(126);
        out += static_cast<char>(size >> 8);
        out += static_cast<char>(size & 0xFF);
    } else {
        out += static_cast<char>(127);
        for (int shift = 56; shift >= 0; shift -= 8)
            out += static_cast<char>(static_cast<std::uint64_t>(size) >> shift & 0xFF);
    }
    out += payload;
}

std::string_view without_end(std::string_view line)
{
    for (const char c : {'\n', '\r'})
        if (line.ends_with(c))
            line.remove_suffix(1);
    return line;
}

// Codes that may stand in a closing frame.
bool may_be_sent(unsigned code)
{
    return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006) ||
           (code >= 3000 && code <= 4999);
}

} // namespace

websocket_frames::~websocket_frames()
{
    base::wipe(message_);
    base::wipe(undecoded_);
}

bool websocket_frames::received(std::string_view bytes, std::string& lines, std::string& replies)
{
    if (over_)
        return false;
    base::append_secret(undecoded_, bytes);
    const bool goes_on = take(lines, replies);
    base::cut_secret(undecoded_, std::exchange(decoded_, 0));
    return goes_on;
}

bool websocket_frames::take(std::string& lines, std::string& replies)
{
    for (;;) {
        frame one;
        const auto came = next(replies, one);
        if (came == step::incomplete)
            return true;
        if (came == step::failed)
            return false;
        if (!(one.opcode & 8 ? control(one, replies) : data(one, lines, replies)))
            return false;
    }
}

websocket_frames::step websocket_frames::fail(std::uint16_t code, std::string_view reason,
                                              std::string& replies)
{
    over_ = true;
    close(code, reason, replies);
    return step::failed;
}

websocket_frames::step websocket_frames::next(std::string& replies, frame& into)
{
    const auto rest = std::string_view(undecoded_).substr(decoded_);
    const auto at = [&](std::size_t n) { return static_cast<std::uint8_t>(rest[n]); };
    if (rest.size() < 2)
        return step::incomplete;
    into.opcode = at(0) & 0x0F;
    into.last = at(0) & 0x80;
    const bool is_control = into.opcode & 8;
    if (at(0) & 0x70 || (into.opcode > binary && into.opcode < closing) || into.opcode > pong)
        return fail(protocol_error, "unknown frame", replies);
    if (!(at(1) & 0x80))
        return fail(protocol_error, "frame without mask", replies);
    std::uint64_t size = at(1) & 0x7F;
    const std::size_t more = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (is_control && (!into.last || size > longest_control))
        return fail(protocol_error, "bad control frame", replies);
    if (rest.size() < 2 + more)
        return step::incomplete;
    if (more > 0)
        size = 0;
    for (std::size_t n = 0; n < more; ++n)
        size = size << 8 | at(2 + n);
    if (!is_control && size > max_message - message_.size())
        return fail(too_big, "message too big", replies);
    const std::size_t start = 2 + more + 4;
    if (rest.size() < start || rest.size() - start < size)
        return step::incomplete;
    char* payload = undecoded_.data() + decoded_ + start;
    for (std::size_t n = 0; n < size; ++n)
        payload[n] = static_cast<char>(payload[n] ^ rest[start - 4 + n % 4]);
    into.payload = {payload, size};
    decoded_ += start + size;
    return step::taken;
}

bool websocket_frames::control(const frame& one, std::string& replies)
{
    if (one.opcode == ping && !closed_ && replies.size() < max_replies)
        append_frame(pong, one.payload, replies);
    if (one.opcode != closing)
        return true;
    over_ = true;
    unsigned code = 1000;
    if (one.payload.size() >= 2)
        code = static_cast<std::uint8_t>(one.payload[0]) << 8 | static_cast<std::uint8_t>(one.payload[1]);
    const bool good = one.payload.size() != 1 && may_be_sent(code) &&
                      (one.payload.size() < 2 || base::utf8::valid(one.payload.substr(2)));
    close(good ? static_cast<std::uint16_t>(code) : protocol_error, "", replies);
    return false;
}

bool websocket_frames::data(const frame& one, std::string& lines, std::string& replies)
{
    const bool continues = one.opcode == continuation;
    if (continues != (kind_ != 0)) {
        fail(protocol_error, "fragments out of order", replies);
        return false;
    }
    if (!continues)
        kind_ = one.opcode;
    const bool is_whole = one.last && !continues; // as nearly all are
    if (!is_whole)
        base::append_secret(message_, one.payload);
    if (!one.last)
        return true;
    const std::string_view message = is_whole ? one.payload : message_;
    if (kind_ == text && !base::utf8::valid(message)) {
        fail(not_utf8, "text is not valid UTF-8", replies);
        return false;
    }
    const auto start = lines.size();
    base::append_secret(lines, without_end(message));
    std::replace(lines.begin() + static_cast<std::ptrdiff_t>(start), lines.end(), '\n', '\r');
    base::append_secret(lines, "\r\n");
    base::wipe(message_);
    kind_ = 0;
    return true;
}

void websocket_frames::encode(std::string_view lines, std::string& out) const
{
    while (!lines.empty()) {
        const auto end = std::min(lines.find('\n'), lines.size() - 1) + 1;
        const auto line = without_end(lines.substr(0, end));
        lines.remove_prefix(end);
        if (binary_)
            append_frame(binary, line, out);
        else if (base::utf8::valid(line))
            append_frame(text, line, out);
        else
            append_frame(text, base::utf8::repaired(line), out);
    }
}

void websocket_frames::close(std::uint16_t code, std::string_view reason, std::string& out)
{
    if (std::exchange(closed_, true))
        return;
    std::string payload;
    payload += static_cast<char>(code >> 8);
    payload += static_cast<char>(code & 0xFF);
    payload += reason.substr(0, longest_control - 2);
    append_frame(closing, payload, out);
}

} // namespace net
