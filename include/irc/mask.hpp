// A mask as WHO takes it: * stands for any text, ? for one character. Case does not count, as with nicks.
// https://modern.ircdocs.horse/#wildcard-expressions
#pragma once

#include <string>
#include <string_view>

namespace irc {

class mask {
public:
    explicit mask(std::string_view typed);

    bool matches(std::string_view text) const; // the whole of it

private:
    std::string pattern_; // folded
};

} // namespace irc
