// Bytes to look for in a text. std::string_view::find_first_of() searches its set anew for every byte.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace base {

class byte_set {
public:
    constexpr explicit byte_set(std::string_view bytes)
    {
        for (const char c : bytes)
            has_[static_cast<unsigned char>(c)] = true;
    }

    constexpr bool has(char c) const { return has_[static_cast<unsigned char>(c)]; }

    // Where the first of them stands, npos where there is none.
    constexpr std::size_t find_in(std::string_view text, std::size_t from = 0) const
    {
        for (; from < text.size(); ++from)
            if (has(text[from]))
                return from;
        return std::string_view::npos;
    }

private:
    std::array<bool, 256> has_{};
};

} // namespace base
