// A row's text on its way to IRC, and a line's on its way to a row.
#include "bridge/text/message_text.hpp"

#include "base/utf8.hpp"
#include "bridge/text/markdown.hpp"
#include "fuzz/fuzz.hpp"
#include "irc/formatting.hpp"
#include "irc/text.hpp"

namespace {

void check_line(const std::string& text, std::size_t most)
{
    fuzz::require(text.size() <= most, "it fits");
    fuzz::require(text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos, "no NUL, CR or LF");
    fuzz::require(base::utf8::valid(text), "UTF-8");
}

std::string plain(const std::vector<irc::formatted>& parts)
{
    std::string out;
    for (const auto& one : parts)
        out += one.text;
    return out;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::source in(data, size);
    const auto mode = static_cast<bridge::formatting>(in.below(4));
    const bridge::shown_limits limits{.line = 64 + in.below(256),
                                      .lines = 2 + in.below(20),
                                      .bytes = 512 + in.below(8) * 512,
                                      .formatting = mode};
    const auto text = base::utf8::repaired(in.rest());
    constexpr std::string_view link = "https://d.example/1";

    const auto lines = bridge::irc_lines(text, limits, link);
    fuzz::require(lines.size() <= limits.lines + 1, "not more lines than are shown, and a note");
    for (const auto& one : lines) {
        check_line(one, limits.line + 16); // an ACTION's own bytes
        fuzz::require(!one.empty(), "no empty line");
    }
    const auto pieces = bridge::irc_pieces(text, limits, link);
    fuzz::require(pieces.size() <= limits.lines, "not more pieces than are shown");
    for (const auto& one : pieces)
        check_line(one.text, limits.line + 16);
    if (bridge::is_blank(text))
        fuzz::require(lines.empty(), "a blank row is no message");

    bridge::stored_text(text, mode);
    for (const auto one : irc::lines(text)) {
        std::string line(one);
        std::erase(line, '\0');
        std::string joined;
        for (const auto piece : irc::split_whole(line, 32)) {
            fuzz::require(piece.size() <= 32, "a piece fits");
            joined += piece;
        }
        fuzz::require(joined == line, "pieces make the whole");
        const auto parts = irc::read_codes(line);
        const auto written = bridge::write_markdown(parts);
        fuzz::require(written == plain(parts) || plain(bridge::read_markdown(written)) == plain(parts),
                      "what is stored reads as it was said");
    }
    return 0;
}
