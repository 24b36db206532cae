// Authors that Directus does not tell: whether messages can be stored with one, and whose the rows are that
// this gateway stored with nothing but a name.
#pragma once

#include "base/clock.hpp"
#include "directus/types.hpp"

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

namespace server {

class authors {
public:
    // Why the gateway takes no messages of a user with these permissions; empty: it does.
    std::string silence(const directus::rights& rights, const directus::schema& shape,
                        base::time_point now) const;
    // Directus stored a row without an author, whether the gateway had written one or not. True where that is
    // news. Nobody whose rows would be like it may write for a while: then another row may show that it was
    // mended.
    bool missing(bool is_written, base::time_point now);
    // Whether that while is over for all; once.
    bool try_forget(base::time_point now);

    // A row with a name for its author that this gateway stored; the last few thousand are known.
    void stored(const directus::item& row);
    // Empty where it is not known.
    directus::user_id author_of(const directus::item_id& id) const;

private:
    std::array<std::optional<base::time_point>, 2> missing_until_; // where none was written; where one was
    std::unordered_map<directus::item_id, directus::user_id> stored_;
    std::deque<directus::item_id> order_;
};

} // namespace server
