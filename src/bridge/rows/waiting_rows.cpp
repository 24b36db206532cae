#include "bridge/rows/waiting_rows.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace bridge {

namespace {

// By date and key; rows without a date last, as they came.
bool before(const directus::item& a, const directus::item& b)
{
    if (!a.date || !b.date)
        return a.date.has_value() && !b.date;
    return *a.date != *b.date ? *a.date < *b.date : a.id < b.id;
}

} // namespace

base::time_point waiting_rows::start_of(const directus::item& row, base::time_point now) const
{
    const bool is_late = newest_ && before(row, *newest_);
    return is_late ? now - reorder_window::longest : now;
}

void waiting_rows::hold(said message, base::time_point now)
{
    held_bytes_ += message.row.content.size();
    const auto start = start_of(message.row, now);
    rows_.push_back({std::move(message), start});
}

void waiting_rows::arrived(said message, base::time_point now)
{
    window_.arrived(*message.row.date, now);
    const auto start = start_of(message.row, now);
    rows_.push_back({std::move(message), start});
}

said* waiting_rows::find(const directus::item_id& id)
{
    const auto found =
        std::ranges::find_if(rows_, [&](const waiting& waits) { return waits.message.row.id == id; });
    return found == rows_.end() ? nullptr : &found->message;
}

std::optional<said> waiting_rows::take(const directus::item_id& id)
{
    const auto found =
        std::ranges::find_if(rows_, [&](const waiting& waits) { return waits.message.row.id == id; });
    if (found == rows_.end())
        return std::nullopt;
    std::optional message = std::move(found->message);
    rows_.erase(found);
    return message;
}

void waiting_rows::remove(const directus::item_id& id)
{
    std::erase_if(rows_, [&](const waiting& waits) { return waits.message.row.id == id; });
}

void waiting_rows::sort()
{
    std::ranges::stable_sort(
        rows_, before, [](const waiting& waits) -> const auto& { return waits.message.row; });
}

std::vector<said> waiting_rows::take_all()
{
    sort();
    held_bytes_ = 0;
    std::vector<said> all;
    all.reserve(rows_.size());
    for (auto& waits : std::exchange(rows_, {}))
        all.push_back(std::move(waits.message));
    return all;
}

std::vector<said> waiting_rows::take_due(base::time_point now)
{
    const auto window = window_.length(now);
    sort();
    const auto last = std::find_if(rows_.rbegin(), rows_.rend(),
                                   [&](const waiting& waits) { return waits.since + window <= now; });
    const auto end = last.base();
    std::vector<said> due;
    due.reserve(static_cast<std::size_t>(end - rows_.begin()));
    for (auto waits = rows_.begin(); waits != end; ++waits) {
        if (!newest_ || before(*newest_, waits->message.row))
            newest_ = directus::item{waits->message.row.id, {}, {}, waits->message.row.date};
        due.push_back(std::move(waits->message));
    }
    rows_.erase(rows_.begin(), end);
    return due;
}

std::optional<base::time_point> waiting_rows::deadline() const
{
    if (rows_.empty())
        return std::nullopt;
    const auto first = std::ranges::min_element(rows_, {}, &waiting::since)->since;
    return first + window_.length(first);
}

} // namespace bridge
