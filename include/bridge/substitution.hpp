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

    // Where the whole text is one. \/ stands for a slash; any other backslash is one.
    static std::optional<substitution> parse(std::string_view text);
    // Empty where `old` does not occur in the text, or the result would be longer than `longest`.
    std::optional<std::string> applied_to(std::string_view text) const;
    friend bool operator==(const substitution&, const substitution&) = default;
};

} // namespace bridge
