#include "bridge/sending/batch.hpp"

#include <boost/assert.hpp>

#include <algorithm>
#include <utility>

namespace bridge {

namespace {

bool is_stored(const batch::entry& one)
{
    return one.row.has_value();
}

} // namespace

std::size_t batch::line::weight() const
{
    constexpr std::size_t longest = 512;
    const auto breaks = static_cast<std::size_t>(std::ranges::count(text, '\n'));
    return std::max(breaks + 1, (text.size() + longest - 1) / longest);
}

std::size_t batch::weight_of(const entries& lines)
{
    std::size_t sum = 0;
    for (const auto& one : lines)
        sum += one.what.weight();
    return sum;
}

batch::batch(entries& waiting, const limits& at_most)
{
    BOOST_ASSERT(!waiting.empty());
    std::size_t bytes = 0;
    const auto takes = [&](const entry& next) {
        return lines_.empty() || (!lines_.front().alone && lines_.size() < at_most.lines &&
                                  bytes + next.what.text.size() <= at_most.bytes);
    };
    while (!waiting.empty() && takes(waiting.front())) {
        bytes += waiting.front().what.text.size();
        lines_.push_back(std::move(waiting.front()));
        waiting.pop_front();
    }
}

void batch::give_back(entries& waiting)
{
    while (!lines_.empty()) {
        waiting.push_front(std::move(lines_.back()));
        lines_.pop_back();
    }
}

void batch::split_into(entries& waiting)
{
    while (!lines_.empty()) {
        auto& last = waiting.emplace_front(std::move(lines_.back()));
        last.alone = true;
        lines_.pop_back();
    }
}

void batch::give_keys(key_maker& from, base::wall_time wall)
{
    for (auto& one : lines_)
        if (one.id.empty())
            one.id = from.next(wall);
}

bool batch::forget_reply()
{
    if (size() != 1 || lines_.front().what.reply_to.empty())
        return false;
    lines_.front().what.reply_to = {};
    return true;
}

void batch::set_doubtful()
{
    for (auto& one : lines_)
        one.doubtful = true;
}

std::vector<directus::draft> batch::drafts() const
{
    std::vector<directus::draft> rows;
    rows.reserve(lines_.size());
    for (const auto& one : lines_)
        rows.push_back({one.id, one.what.text, one.what.reply_to});
    return rows;
}

std::vector<base::item_id> batch::open_keys() const
{
    std::vector<base::item_id> keys;
    for (const auto& one : lines_)
        if (!is_stored(one))
            keys.push_back(one.id);
    return keys;
}

std::size_t batch::position(const directus::item& row) const
{
    const auto first = [&](auto is_it) {
        return static_cast<std::size_t>(std::ranges::find_if(lines_, is_it) - lines_.begin());
    };
    if (has_keys())
        return first([&](const entry& one) { return one.id == row.id; });
    const auto known = first([&](const entry& one) { return one.row && one.row->id == row.id; });
    if (known < size())
        return known;
    return first([&](const entry& one) { return !one.row && one.what.text == row.content; });
}

const batch::line* batch::find(const directus::item& row) const
{
    const auto at = position(row);
    return at < size() ? &lines_[at].what : nullptr;
}

void batch::saw(const directus::item& row, bool in_event)
{
    if (const auto at = position(row); at < size()) {
        lines_[at].row = row;
        lines_[at].shown |= in_event;
    }
}

// Directus answers in the order of the keys, and its database may have its own idea of that. Ours increase
// from line to line, and those that Directus counts up do so within a transaction. A hook may have changed
// text and key: where there are as many rows as lines, none is missing.
bool batch::stored_as(std::vector<directus::item> rows)
{
    std::ranges::sort(rows, {}, &directus::item::id);
    if (rows.size() != lines_.size()) {
        for (const auto& row : rows)
            saw(row, false);
        return all_stored();
    }
    // Those under keys of ours first.
    std::vector<entry*> open;
    for (auto& one : lines_) {
        const auto own = one.id.empty() ? rows.end() : std::ranges::find(rows, one.id, &directus::item::id);
        if (own == rows.end()) {
            open.push_back(&one);
            continue;
        }
        one.row = std::move(*own);
        rows.erase(own);
    }
    for (std::size_t n = 0; n < rows.size(); ++n)
        open[n]->row = std::move(rows[n]);
    return true;
}

void batch::forget_rows()
{
    for (auto& one : lines_) {
        one.row.reset();
        one.shown = false;
    }
}

bool batch::any_stored() const
{
    return std::ranges::any_of(lines_, is_stored);
}

bool batch::all_stored() const
{
    return std::ranges::all_of(lines_, is_stored);
}

batch::entry batch::take_front()
{
    auto first = std::move(lines_.front());
    lines_.pop_front();
    return first;
}

} // namespace bridge
