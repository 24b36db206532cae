#include "server/sessions/created_authors.hpp"

#include <algorithm>
#include <utility>

namespace server {

// One row without an author may come from a socket that is not the user's any more; a second one, or one
// whose request had the token, means that Directus does not keep authors. A second one in another's name
// means that a hook sets another user.
created_authors::finding created_authors::check(std::span<const directus::item> rows, bool is_certain)
{
    const auto wrong = std::ranges::find_if(rows, [&](const directus::item& row) {
        return row.author != user_ && !(row.author.empty() && !is_readable_);
    });
    if (wrong == rows.end()) {
        was_missing_ = was_another_ = false;
        return {};
    }
    const bool is_missing = wrong->author.empty();
    if (is_missing && (is_certain || was_missing_))
        return {verdict::not_kept, &*wrong};
    was_missing_ = is_missing;
    if (!is_missing && std::exchange(was_another_, true))
        return {verdict::own, &*wrong};
    return {verdict::foreign, &*wrong};
}

} // namespace server
