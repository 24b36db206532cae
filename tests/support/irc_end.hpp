// The client's end of an IRC connection: sends lines, and reads on to those that a test expects. Whatever
// comes in must be well-formed IRC.
#pragma once

#include "support/loopback.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace support {

class irc_end {
public:
    // `receive_buffer`: bytes that the system keeps for it, at least; 0 for as many as it likes.
    explicit irc_end(std::uint16_t port, int receive_buffer = 0);
    // Over what is connected already.
    explicit irc_end(std::unique_ptr<loopback_stream> over);
    loopback_stream& stream() { return *stream_; }

    void send(std::string_view line); // CR LF are added
    void raw(std::string_view bytes);

    // Reads on to the first line that contains this; the test ends where none comes.
    std::string expect(std::string_view part, milliseconds limit = patience);
    // As `expect`, but the line may have come already.
    void await(std::string_view part, milliseconds limit = patience);
    // All lines up to and with that one.
    std::vector<std::string> read_to(std::string_view part, milliseconds limit = patience);
    // A PING, and all that came before its answer.
    std::vector<std::string> fence();
    // True once the gateway has ended the connection; what it sent until then is among seen().
    bool ended(milliseconds limit = patience);

    // Every line so far, and how many of them contain this.
    const std::vector<std::string>& seen() const { return seen_; }
    std::size_t count(std::string_view part) const;

    // CAP where capabilities are named, PASS, NICK and USER; then up to the end of the MOTD; then that of the
    // NAMES.
    void introduce(std::string_view pass, std::string_view caps = "");
    void log_in(std::string_view pass, std::string_view caps = "");
    void join();

    void reset(); // as a client that is gone without a word

private:
    std::optional<std::string> next(milliseconds limit);

    std::unique_ptr<loopback_stream> stream_;
    std::vector<std::string> seen_;
    unsigned fences_ = 0;
};

} // namespace support
