#include "server/links/arrivals.hpp"

#include <utility>

namespace server {

void arrivals::push_created(std::vector<directus::item> rows, base::time_point now)
{
    for (auto& row : rows)
        events_.emplace_back(created{std::move(row), now});
}

void arrivals::push_updated(std::vector<directus::item> rows)
{
    for (auto& row : rows)
        events_.emplace_back(updated{std::move(row)});
}

void arrivals::push_deleted(std::vector<directus::item_id> ids)
{
    for (auto& id : ids)
        events_.emplace_back(deleted{std::move(id)});
}

bool arrivals::try_start_reader()
{
    return !std::exchange(has_reader_, true);
}

std::vector<arrivals::event> arrivals::take()
{
    return std::exchange(events_, {});
}

std::vector<directus::item> arrivals::authors_of(const std::vector<event>& events, bool is_filtered)
{
    std::vector<directus::item> rows;
    for (const auto& event : events) {
        if (const auto* row = std::get_if<created>(&event)) {
            rows.push_back(row->row);
        } else if (const auto* edit = std::get_if<updated>(&event)) {
            rows.push_back({edit->row.id, {}, edit->row.editor, {}});
            if (is_filtered)
                rows.push_back({edit->row.id, {}, edit->row.author, {}});
        }
    }
    return rows;
}

void arrivals::reached(const directus::item& row, base::time_point now)
{
    own_.arrived(row.id);
    if (!row.date)
        return;
    newest_date_ = row.date;
    newest_at_ = now;
}

std::optional<base::wall_time> arrivals::newest_date(base::time_point since) const
{
    return newest_at_ >= since ? newest_date_ : std::nullopt;
}

void arrivals::lost()
{
    undecided_.clear();
    own_.clear();
}

} // namespace server
