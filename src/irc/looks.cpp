#include "irc/looks.hpp"

#include "irc/nicknames.hpp"

// The C interface alone; the second since ICU 76.
#define U_SHOW_CPLUSPLUS_API 0
#define U_SHOW_CPLUSPLUS_HEADER_API 0
#include <unicode/uspoof.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace irc {

namespace {

// Its tables are read once.
const USpoofChecker* checker()
{
    static const USpoofChecker* const opened = [] {
        UErrorCode status = U_ZERO_ERROR;
        auto* const made = uspoof_open(&status);
        if (U_FAILURE(status))
            throw std::runtime_error(std::string("ICU's tables of characters that look alike: ") +
                                     u_errorName(status));
        return made;
    }();
    return opened;
}

std::string skeleton_of(const std::string& text)
{
    std::string out(2 * text.size() + 16, '\0');
    for (;;) {
        UErrorCode status = U_ZERO_ERROR;
        const auto size =
            uspoof_getSkeletonUTF8(checker(), 0, text.data(), static_cast<std::int32_t>(text.size()),
                                   out.data(), static_cast<std::int32_t>(out.size()), &status);
        out.resize(static_cast<std::size_t>(size));
        if (status == U_BUFFER_OVERFLOW_ERROR)
            continue;
        if (U_FAILURE(status))
            throw std::runtime_error(u_errorName(status)); // the text is valid: out of memory
        return out;
    }
}

// Blank, though Unicode does not say so: the empty pattern of Braille and a null note of music.
void drop_blanks(std::string& text)
{
    for (const std::string_view blank : {"\u2800", "\U0001D159"})
        for (auto at = text.find(blank); at != std::string::npos; at = text.find(blank))
            text.erase(at, blank.size());
}

} // namespace

std::string looks(std::string_view text)
{
    auto plain = folded(text);
    drop_blanks(plain);
    auto out = folded(skeleton_of(plain)); // the skeleton of 0 is a capital O
    std::ranges::replace(out, 'i', 'l');
    return out;
}

} // namespace irc
