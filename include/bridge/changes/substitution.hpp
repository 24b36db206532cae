// A correction of what one said before, as people type it: s/old/new/ or s/old/new/g, literally.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace bridge {

struct substitution {
    static constexpr std::size_t longest = 16'384; // bytes of a corrected text

    std::string old;
    std::string fresh;
    bool everywhere = false; // rather than the first one alone
    bool html = false;       // of what HTML shows; its tags stay, and nothing is replaced across one
    bool typed = false;      // plain text: no codes had to be translated

    // Where the whole text is one. \/ stands for a slash; any other backslash is one.
    static std::optional<substitution> parse(std::string_view text);
    // Nothing where `old` does not occur in the text, or the result would show nothing or be longer than
    // `longest`.
    std::optional<std::string> applied_to(std::string_view text) const;
    friend bool operator==(const substitution&, const substitution&) = default;
};

} // namespace bridge
