// The server's side of RFC 6455, as much of it as a test needs.
#pragma once

#include "support/loopback.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace support {

// The answer to an upgrade with this Sec-WebSocket-Key.
std::string websocket_accept(std::string_view key);
// A text message in one frame.
std::string websocket_frame(std::string_view text);
// The beginning of a text message of this size.
std::string websocket_frame_head(std::uint64_t size);
// The next text message, unmasked and whole; empty at the stream's end or after a close frame.
std::optional<std::string> read_websocket_message(loopback_stream& from,
                                                  milliseconds limit = std::chrono::minutes(2));

} // namespace support
