// Cuts a stream of bytes into IRC lines within the protocol's limits. As a line may hold a password, each is
// wiped once the next one is asked for, and nothing of them stays behind where bytes move.
// https://modern.ircdocs.horse/#messages, https://ircv3.net/specs/extensions/message-tags#size-limit
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace irc {

class line_buffer {
public:
    line_buffer() = default;
    ~line_buffer();
    line_buffer(const line_buffer&) = delete;
    line_buffer& operator=(const line_buffer&) = delete;

    static constexpr std::size_t max_tags = 4096; // bytes of client tags, with '@' and the space behind them
    static constexpr std::size_t max_body = 512;  // bytes of the rest, with CR LF

    enum class fault {
        none,
        too_long,       // over one of the limits: answer 417
        bad_characters, // holds NUL or a bare CR
    };

    struct line {
        std::string_view text; // without its end; empty when at fault
        fault what = fault::none;
        friend bool operator==(const line&, const line&) = default;
    };

    void append(std::string_view bytes);

    // The next complete line (LF or CR LF ends it; empty ones are skipped), valid until the next append() or
    // next(). A line over the limits is reported once, as soon as it is, and skipped to its end, however
    // long; memory stays under max_tags + max_body + what one append() brought.
    std::optional<line> next();

    // "HTTP" or "TLS" where the stream begins as a request or a handshake of theirs does, at the wrong port;
    // else empty.
    std::string_view foreign() const;

private:
    void begin(std::string_view bytes);

    std::string bytes_;
    std::string head_; // what the stream began with, for foreign(), as far as it looks so
    std::size_t start_ = 0;
    bool undecided_ = true; // whether it does
    bool skipping_ = false;
    std::size_t wiped_ = 0; // what is before start_ and behind this is still to be wiped
};

} // namespace irc
