#include "support/websocket_frames.hpp"

#include "base/base64.hpp"

#include <fmt/format.h>

#include <openssl/sha.h>

#include <array>

namespace support {

namespace {

constexpr unsigned char text_opcode = 1;
constexpr unsigned char close_opcode = 8;

unsigned char at(const std::string& bytes, std::size_t n)
{
    return static_cast<unsigned char>(bytes[n]);
}

} // namespace

// https://www.rfc-editor.org/rfc/rfc6455#section-1.3
std::string websocket_accept(std::string_view key)
{
    const auto text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, SHA_DIGEST_LENGTH> sum{};
    SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), sum.data());
    return fmt::format("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       "Sec-WebSocket-Accept: {}\r\n\r\n",
                       base::to_base64({reinterpret_cast<const char*>(sum.data()), sum.size()}));
}

// https://www.rfc-editor.org/rfc/rfc6455#section-5.2
std::string websocket_frame_head(std::uint64_t size)
{
    std::string head(1, static_cast<char>(0x80 | text_opcode));
    int bytes = 0;
    if (size < 126) {
        head += static_cast<char>(size);
    } else {
        bytes = size < 65536 ? 2 : 8;
        head += static_cast<char>(bytes == 2 ? 126 : 127);
    }
    for (int n = bytes - 1; n >= 0; --n)
        head += static_cast<char>(size >> (8 * n) & 0xff);
    return head;
}

std::string websocket_frame(std::string_view text)
{
    auto frame = websocket_frame_head(text.size());
    return frame.append(text);
}

std::optional<std::string> read_websocket_message(loopback_stream& from, milliseconds limit)
{
    std::string message;
    for (;;) {
        const auto head = from.read(2, limit);
        if (!head || (at(*head, 0) & 0x0f) == close_opcode)
            return std::nullopt;
        std::uint64_t size = at(*head, 1) & 0x7f;
        if (size >= 126) {
            const auto longer = from.read(size == 126 ? 2 : 8);
            if (!longer)
                return std::nullopt;
            size = 0;
            for (std::size_t n = 0; n < longer->size(); ++n)
                size = size << 8 | at(*longer, n);
        }
        const auto mask = from.read(4);
        const auto payload = from.read(size);
        if (!mask || !payload)
            return std::nullopt;
        for (std::size_t n = 0; n < payload->size(); ++n)
            message += static_cast<char>(at(*payload, n) ^ at(*mask, n % 4));
        if (at(*head, 0) & 0x80)
            return message;
    }
}

} // namespace support
