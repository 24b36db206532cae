// One received IRC message, as views into its line. https://modern.ircdocs.horse/#message-format
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace irc {

class message {
public:
    static constexpr std::size_t max_params = 15;
    static constexpr std::size_t longest_command = 64; // bytes

    // Parses a line without its end. Empty where there is no command: a word of printable ASCII. The line
    // must outlive the message.
    static std::optional<message> parse(std::string_view line);

    std::string_view tags;    // raw, without '@'; see irc/tags.hpp
    std::string_view source;  // without ':'; clients' sources are ignored
    std::string_view command; // as sent; commands are compared without case

    std::size_t size() const { return size_; } // number of parameters
    std::string_view operator[](std::size_t n) const { return n < size_ ? params_[n] : std::string_view(); }
    bool is(std::string_view name) const; // the command, without case
    // All parameters as they stand in the line: for what has spaces and should have had a colon.
    std::string_view rest() const;

private:
    std::array<std::string_view, max_params> params_;
    std::size_t size_ = 0;
};

} // namespace irc
