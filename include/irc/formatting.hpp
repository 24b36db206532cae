// Formatting as IRC clients send and show it: bold, colours and their like, as codes inside a text.
// https://modern.ircdocs.horse/formatting
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace irc {

struct style {
    bool bold = false;
    bool italic = false;
    bool strikethrough = false;
    bool monospace = false;
    bool underline = false;
    bool reverse = false;
    std::string background; // the code that sets it, and with it a foreground; empty for none
    std::string foreground; // the code that sets it since
    friend bool operator==(const style&, const style&) = default;
};

// A part of a line that looks the same all along.
struct formatted {
    std::string text; // without codes
    style how{};
    friend bool operator==(const formatted&, const formatted&) = default;
};

bool has_codes(std::string_view text);
std::string without_codes(std::string_view text);

// What a line with codes shows. No part is empty, and no two neighbours look the same.
std::vector<formatted> read_codes(std::string_view line);
// Such a line. Ends what it begins. Colours are left out.
std::string write_codes(std::span<const formatted> parts);

// Not so long that it ends inside a code. Pre: size <= text.size().
std::size_t before_code(std::string_view text, std::size_t size);

// Makes the pieces of one line look as the line does: what is open at a cut is opened again behind it.
class reopening {
public:
    explicit reopening(std::string_view line);

    // Bytes that a piece may grow by.
    std::size_t most() const { return most_; }
    // The next piece as it is sent.
    std::string piece(std::string_view text);

private:
    style open_;
    std::size_t most_ = 0;
};

} // namespace irc
