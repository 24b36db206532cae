// The authors that Directus gives to the rows of one user's creates, and what they prove. A machine.
#pragma once

#include "directus/types.hpp"

#include <span>
#include <utility>

namespace server {

class created_authors {
public:
    enum class verdict {
        own,     // the user's name, or nothing that proves another
        foreign, // nobody's name or another's: the socket may not be the user's any more
        not_kept // Directus does not keep authors
    };
    struct finding {
        verdict result = verdict::own;
        const directus::item* row = nullptr; // the first one that is not the user's
        friend bool operator==(const finding&, const finding&) = default;
    };

    explicit created_authors(directus::user_id user)
        : user_(std::move(user))
    {
    }

    // An author that the user may not read is missing, too, and proves nothing.
    void set_readable(bool may_read) { is_readable_ = may_read; }
    // The answer to a create. `is_certain`: the request had the user's token, as over REST.
    finding check(std::span<const directus::item> rows, bool is_certain);

private:
    directus::user_id user_;
    bool is_readable_ = false;
    bool was_missing_ = false; // of the last row that was created
    bool was_another_ = false; // the same
};

} // namespace server
