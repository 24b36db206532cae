// The reactions of one scope as its clients are told of them: each once, however it came, and whose it was
// when it is gone.
#pragma once

#include "base/ids.hpp"
#include "directus/types.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bridge {

// https://ircv3.net/specs/client-tags/react
inline constexpr std::string_view react_tag = "+draft/react";
inline constexpr std::string_view unreact_tag = "+draft/unreact";

// Whether a text can be a reaction: 1 to 64 bytes of UTF-8 without control characters.
bool is_reaction(std::string_view text);

// What a line's tags say of reactions.
struct reaction_tags {
    std::optional<std::string> react;
    std::optional<std::string> unreact;
    std::string reply; // the msgid
};
// Nothing where they are no reaction to a message.
std::optional<reaction_tags> reaction_in(std::string_view tags);

class reactions {
public:
    // Remembers so many, the newest.
    explicit reactions(std::size_t capacity)
        : capacity_(capacity)
    {
    }

    // Somebody reacted. True where that is news: not for one that is known, or is gone already.
    bool made(const directus::reaction& what);
    // The reaction with this key is gone: which it was, where somebody may have been told of it.
    std::optional<directus::reaction> gone(const base::item_id& key);
    // This one is gone. True where that is news.
    bool gone(const directus::reaction& what);

    // The newest that are not gone, so many at most.
    std::vector<base::item_id> newest(std::size_t most) const;

private:
    struct entry {
        std::optional<directus::reaction> what; // none: gone before anything was known of it
        bool gone = false;
    };
    entry& ensure(const base::item_id& key);

    std::size_t capacity_;
    std::unordered_map<base::item_id, entry> known_;
    std::deque<base::item_id> order_;
};

} // namespace bridge
