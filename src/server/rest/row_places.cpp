#include "server/rest/row_places.hpp"

#include "bridge/rows/attachment.hpp"
#include "bridge/rows/msgid.hpp"
#include "server/rest/feed_times.hpp"
#include "server/rest/row_pages.hpp"

#include <algorithm>
#include <utility>

namespace server {

namespace {

// No row is taken to be shown later than that after its date: with 5,000 of one date the last are.
constexpr base::duration longest_shift = std::chrono::seconds(5);

// The time that a row is shown with, after one that was shown with `before`: no two have the same.
base::wall_time time_after(const std::optional<base::wall_time>& before, base::wall_time date)
{
    return before ? std::max(date, *before + date_tick) : date;
}

} // namespace

async_result<std::vector<directus::item>> row_places::keys(base::wall_time from, base::wall_time end)
{
    directus::rest::page next{
        .from = from, .end = end, .newest_first = false, .keys_only = true, .limit = most_keys};
    std::vector<directus::item> all;
    for (bool is_full = true; is_full && all.size() < most_keys;) {
        auto page = co_await rest_.rows().page(token_, next, directus::files::none);
        if (!page)
            co_return page.error();
        is_full = page->is_full;
        if (page->rows.empty())
            break;
        if (!go_on(next, page->rows))
            co_return base::errc::malformed;
        std::ranges::move(page->rows, std::back_inserter(all));
        next.limit = most_keys - std::min(most_keys, all.size());
    }
    co_return all;
}

async_result<std::optional<base::wall_time>> row_places::date_before(std::size_t newest)
{
    const directus::rest::page row{.keys_only = true, .offset = newest, .limit = 1};
    const auto page = co_await rest_.rows().page(token_, row, directus::files::none);
    if (!page)
        co_return page.error();
    co_return page->rows.empty() ? std::nullopt : page->rows.front().date;
}

async_result<row_place> row_places::find(irc::history_query::selector what)
{
    if (what.time)
        co_return co_await find_time(*what.time);
    auto id = bridge::msgid::row_of(what.msgid);
    if (id.empty())
        co_return base::errc::not_found;
    co_return co_await find_row(std::move(id));
}

async_result<row_place> row_places::find_row(directus::item_id id)
{
    std::vector ids{id};
    const auto found = co_await rest_.rows().find(token_, std::move(ids));
    if (!found)
        co_return found.error();
    if (found->empty() || !found->front().date)
        co_return base::errc::not_found;
    const auto date = *found->front().date;
    const auto same = co_await keys(date, date + date_tick);
    if (!same)
        co_return same.error();
    const auto at = std::ranges::find(*same, id, &directus::item::id);
    if (at == same->end())
        co_return base::errc::not_found;
    const auto number = static_cast<std::size_t>(at - same->begin());
    co_return row_place{date, number, number + 1, same->size()};
}

async_result<std::optional<base::wall_time>> row_places::time_before(directus::item row)
{
    const auto near = co_await keys(*row.date - longest_shift, *row.date + date_tick);
    if (!near)
        co_return near.error();
    std::optional<base::wall_time> shown;
    for (const auto& other : *near) {
        if (other.id == row.id)
            break;
        shown = time_after(shown, *other.date);
    }
    co_return shown;
}

bool row_places::is_behind_gap(const std::optional<row_place>& lower, const std::vector<directus::item>& rows)
{
    return !lower || rows.empty() || *rows.front().date - lower->date > longest_shift;
}

async_result<row_places::messages> row_places::with_times(std::vector<directus::item> rows, std::size_t extra,
                                                          bool is_first)
{
    if (rows.empty())
        co_return messages();
    auto from = is_first ? rows.begin() : rows.end();
    for (std::size_t n = 1; n <= extra && n < rows.size(); ++n)
        if (*rows[n].date - *rows[n - 1].date > longest_shift)
            from = rows.begin() + static_cast<std::ptrdiff_t>(n);
    if (from != rows.end()) {
        rows.erase(rows.begin(), from);
        co_return timed(std::move(rows), std::nullopt);
    }
    const auto before = co_await time_before(rows.front());
    if (!before)
        co_return before.error();
    co_return timed(std::move(rows), *before);
}

async_result<row_place> row_places::find_time(base::wall_time time)
{
    const auto near = co_await keys(time - longest_shift, time + date_tick);
    if (!near)
        co_return near.error();
    std::size_t number = 0;
    std::optional<base::wall_time> shown;
    for (std::size_t n = 0; n < near->size(); ++n) {
        const auto date = *(*near)[n].date;
        number = n > 0 && (*near)[n - 1].date == date ? number + 1 : 0;
        shown = time_after(shown, date);
        if (*shown < time)
            continue;
        const auto size = std::ranges::count(*near, std::optional(date), &directus::item::date);
        co_return row_place{date, number, *shown == time ? number + 1 : number,
                            static_cast<std::size_t>(size)};
    }
    co_return row_place{time};
}

// A date in the future counts as now: clients that go on from a time would wait until it has come.
row_places::messages row_places::timed(std::vector<directus::item> rows,
                                       std::optional<base::wall_time> before) const
{
    const auto now = rest_.directus_now();
    messages out;
    out.reserve(rows.size());
    for (auto& row : rows) {
        before = time_after(before, *row.date > now + clock_error ? now : *row.date);
        if (bridge::is_message(row))
            out.push_back({std::move(row), *before});
    }
    return out;
}

} // namespace server
