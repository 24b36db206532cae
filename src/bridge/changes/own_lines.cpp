#include "bridge/changes/own_lines.hpp"

#include <algorithm>
#include <utility>

namespace bridge {

namespace {

std::string kept(const std::string& text)
{
    return text.size() <= own_lines::longest ? text : std::string();
}

bool before(const own_lines::entry& a, const own_lines::entry& b)
{
    return a.date != b.date ? a.date < b.date : a.id < b.id;
}

} // namespace

own_lines::entries::iterator own_lines::find(const base::item_id& id)
{
    return std::ranges::find(entries_, id, &entry::id);
}

own_lines::entries::iterator own_lines::line_of(const batch::line& what)
{
    return std::find_if(rows_end(), entries_.end(), [&](const entry& one) {
        return one.from == what.from && one.text == kept(what.text);
    });
}

own_lines::entries::iterator own_lines::rows_end()
{
    return std::ranges::find_if(entries_, [](const entry& one) { return one.id.empty(); });
}

void own_lines::sent(const batch::line& what)
{
    entries_.push_back({next_number_++, what.from, kept(what.text)});
}

// Whoever waits for the line knows it by its number; the row may have been shown before.
void own_lines::stored(const batch::line& what, const directus::item& row)
{
    const auto line = line_of(what);
    if (line == entries_.end())
        return;
    auto one = std::move(*line);
    entries_.erase(line);
    removed(row.id);
    one.id = row.id;
    one.text = kept(row.content);
    one.date = row.date;
    insert(std::move(one));
}

void own_lines::returned(const batch::line& what)
{
    if (const auto line = line_of(what); line != entries_.end())
        entries_.erase(line);
}

void own_lines::shown(const directus::item& row)
{
    if (find(row.id) == entries_.end())
        insert({next_number_++, {}, kept(row.content), row.id, row.date});
}

void own_lines::edited(const directus::item& row)
{
    if (const auto one = find(row.id); one != entries_.end())
        one->text = kept(row.content);
}

void own_lines::removed(const base::item_id& id)
{
    if (const auto one = find(id); one != entries_.end())
        entries_.erase(one);
}

void own_lines::insert(entry row)
{
    const auto at = std::upper_bound(entries_.begin(), rows_end(), row, before);
    entries_.insert(at, std::move(row));
    if (static_cast<std::size_t>(rows_end() - entries_.begin()) > rows_kept)
        entries_.pop_front();
}

const own_lines::entry* own_lines::last(base::wall_time now) const
{
    if (entries_.empty())
        return nullptr;
    const auto& one = entries_.back();
    const bool is_recent = one.id.empty() || (one.date && *one.date + lasting > now);
    return is_recent ? &one : nullptr;
}

const own_lines::entry* own_lines::find(std::uint64_t number) const
{
    const auto one = std::ranges::find(entries_, number, &entry::number);
    return one == entries_.end() ? nullptr : &*one;
}

} // namespace bridge
