#include "server/links/origins.hpp"

#include "server/links/links.hpp"

#include <utility>

namespace server {

namespace {

constexpr auto late_after = std::chrono::minutes(1); // clients without server-time are told the time then

} // namespace

// The row of a create of ours whose author is a name alone: by its key, or, as long as its answer is open, by
// text and name.
directus::user_id origins::author_of_named(const directus::item& row) const
{
    if (auto known = authors_.author_of(row.id); !known.empty())
        return known;
    for (const auto& [user, one] : links_.all()) {
        if (one.link->lines().is_idle() || one.link->lines().written_author() != row.author_name)
            continue;
        auto as_theirs = row;
        as_theirs.author = user;
        if (one.link->lines().claims(as_theirs))
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
    auto& theirs = author->lines();
    const auto* line = theirs.claims(what.row);
    if (!line) {
        what.undecided = theirs.awaits_answer();
        return what;
    }
    what.from = line->from;
    what.notice = line->notice;
    what.label = line->label;
    room_.became(*line, what.row.id);
    theirs.saw(what.row);
    to_settle_.push_back(author->user());
    what.early = theirs.awaits_more();
    return what;
}

std::vector<bridge::said> origins::of(std::vector<directus::item> rows, base::wall_time now)
{
    std::vector<bridge::said> out;
    out.reserve(rows.size());
    for (auto& row : rows) {
        auto& what = out.emplace_back(of(std::move(row)));
        what.past = !what.from && what.row.date && now - *what.row.date >= late_after;
    }
    return out;
}

void origins::settle()
{
    for (const auto& user : std::exchange(to_settle_, {}))
        if (auto* author = links_.find(user))
            author->lines().settle();
}

} // namespace server
