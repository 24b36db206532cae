#include "server/links/origins.hpp"

#include "server/links/links.hpp"

#include <utility>

namespace server {

// The row of a create of ours whose author is a name alone: by its key, or, as long as its answer is open, by
// text and name.
directus::user_id origins::author_of_named(const directus::item& row) const
{
    if (auto known = authors_.author_of(row.id); !known.empty())
        return known;
    for (const auto& [user, one] : links_.all()) {
        if (one.link->idle() || one.link->written_author() != row.author_name)
            continue;
        auto as_theirs = row;
        as_theirs.author = user;
        if (one.link->claims(as_theirs))
            return user;
    }
    return {};
}

bridge::said origins::of(directus::item row)
{
    directory_.seen(row);
    if (row.author.empty() && !row.author_name.empty()) {
        row.author = author_of_named(row);
        if (!row.author.empty())
            row.author_name.clear();
    }
    bridge::said what{.row = std::move(row)};
    auto* author = links_.find(what.row.author);
    if (!author)
        return what;
    const auto* line = author->claims(what.row);
    if (!line) {
        what.undecided = author->awaits_answer();
        return what;
    }
    what.from = line->from;
    what.notice = line->notice;
    what.label = line->label;
    author->saw(what.row);
    to_settle_.push_back(author->user());
    what.early = author->awaits_more();
    return what;
}

void origins::settle()
{
    for (const auto& user : std::exchange(to_settle_, {}))
        if (auto* author = links_.find(user))
            author->settle();
}

} // namespace server
