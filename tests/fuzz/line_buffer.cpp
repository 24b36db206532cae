// Lines come out alike however their bytes come in.
#include "irc/line_buffer.hpp"

#include "fuzz/fuzz.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace {

using lines = std::vector<std::pair<std::string, irc::line_buffer::fault>>;

lines cut(std::string_view bytes, std::size_t chunk)
{
    irc::line_buffer buffer;
    lines found;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(chunk, bytes.size()))) {
        buffer.append(bytes.substr(0, chunk));
        while (const auto line = buffer.next())
            found.emplace_back(line->text, line->what);
    }
    buffer.foreign();
    return found;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::source in(data, size);
    const std::size_t chunk = 1 + in.below(64);
    const auto bytes = in.rest();
    const auto whole = cut(bytes, std::max<std::size_t>(bytes.size(), 1));
    fuzz::require(whole == cut(bytes, chunk), "chunks make no difference");
    for (const auto& [text, what] : whole) {
        fuzz::require(text.size() <= irc::line_buffer::max_tags + irc::line_buffer::max_body,
                      "within the limits");
        fuzz::require(text.empty() == (what != irc::line_buffer::fault::none), "a line, or a fault");
        fuzz::require(text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos, "no NUL, CR or LF");
    }
    return 0;
}
