// What fuzz targets share: a demand that holds or ends the program, and input taken apart into values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

// One input. https://llvm.org/docs/LibFuzzer.html#fuzz-target
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

inline void require(bool holds, const char* what, int line = __builtin_LINE())
{
    if (holds)
        return;
    std::fprintf(stderr, "line %d: not so: %s\n", line, what);
    std::abort();
}

// Input from its beginning on; at its end everything is 0 and empty.
class source {
public:
    source(const std::uint8_t* data, std::size_t size)
        : rest_(reinterpret_cast<const char*>(data), size)
    {
    }

    bool empty() const { return rest_.empty(); }
    std::uint8_t byte()
    {
        if (rest_.empty())
            return 0;
        const auto first = static_cast<std::uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        return first;
    }
    std::size_t below(std::size_t limit) { return byte() % limit; }
    bool flag() { return byte() & 1; }
    std::string_view take(std::size_t most)
    {
        const auto taken = rest_.substr(0, most);
        rest_.remove_prefix(taken.size());
        return taken;
    }
    std::string_view line() // up to the next LF
    {
        const auto taken = rest_.substr(0, rest_.find('\n'));
        rest_.remove_prefix(taken.size() + (taken.size() < rest_.size()));
        return taken;
    }
    std::string_view rest() { return take(rest_.size()); }

private:
    std::string_view rest_;
};

// Lines that go to a client: each whole, within the protocol's limit, and without what would end it early.
inline void require_lines(std::string_view text)
{
    while (!text.empty()) {
        const auto end = text.find("\r\n");
        require(end != text.npos, "a line ends in CR LF");
        const auto line = text.substr(0, end);
        require(line.find_first_of(std::string_view("\r\n\0", 3)) == line.npos, "no NUL, CR or LF inside");
        const auto body = line.starts_with('@') ? line.substr(line.find(' ') + 1) : line;
        require(body.size() <= 510, "at most 512 bytes");
        require(!body.empty(), "something is said");
        text.remove_prefix(end + 2);
    }
}

} // namespace fuzz
