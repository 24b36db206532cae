#include "server/history_reader.hpp"

#include "bridge/attachment.hpp"
#include "bridge/msgid.hpp"
#include "bridge/translate.hpp"

#include <algorithm>
#include <utility>

namespace server {

namespace {

using irc::history_query;

constexpr std::size_t page_size = 250;
constexpr std::size_t most_of_one_date = 10'000; // beyond that, places among them are not told apart
constexpr std::size_t most_since = 1'000;        // that recent() reads beyond its limit
constexpr std::size_t most_read = 10'000;        // for one page, of which most are no messages
constexpr std::size_t most_bytes = 4 << 20;      // of its texts; behind them only what is looked at is kept
// No row is taken to be shown later than that after its date: with 5,000 of one date the last are.
constexpr base::duration longest_shift = std::chrono::seconds(5);
constexpr base::duration tick{1};

// The time that a row is shown with, after one that was shown with `before`: no two have the same.
base::wall_time time_after(const std::optional<base::wall_time>& before, base::wall_time date)
{
    return before ? std::max(date, *before + tick) : date;
}

// The messages among these rows, oldest first; the row before them was shown with `before`.
history_reader::messages timed(std::vector<directus::item> rows, std::optional<base::wall_time> before)
{
    history_reader::messages out;
    out.reserve(rows.size());
    for (auto& row : rows) {
        before = time_after(before, *row.date);
        if (bridge::is_message(row))
            out.push_back({std::move(row), *before});
    }
    return out;
}

// A page of rows of megabytes would be held for each client that asks for one.
void shorten(std::vector<directus::item>& rows, std::size_t& bytes)
{
    for (auto& row : rows) {
        bytes += row.content.size();
        if (bytes > most_bytes && row.content.size() > bridge::looked_at)
            row.content = row.content.substr(0, bridge::looked_at);
    }
}

bool have_dates(const std::vector<directus::item>& rows)
{
    return std::ranges::all_of(rows, [](const auto& row) { return row.date.has_value(); });
}

// The page behind these rows, by the date of the last and by number among those of its date: whatever comes
// or goes elsewhere meanwhile shifts nothing. False where a date cannot be read.
bool go_on(directus::rest::page& next, const std::vector<directus::item>& rows)
{
    if (!have_dates(rows))
        return false;
    const auto date = *rows.back().date;
    const auto same =
        static_cast<std::size_t>(std::ranges::count(rows, rows.back().date, &directus::item::date));
    const bool had_begun = next.newest_first ? next.end == date + tick : next.from == date;
    next.offset = (had_begun ? next.offset : 0) + same;
    if (next.newest_first)
        next.end = date + tick;
    else
        next.from = date;
    return true;
}

} // namespace

async_result<std::vector<directus::item>> history_reader::keys(base::wall_time from, base::wall_time end)
{
    const directus::rest::page asked{.from = from,
                                     .end = end,
                                     .newest_first = false,
                                     .keys_only = true,
                                     .offset = 0,
                                     .limit = most_of_one_date};
    auto rows = co_await rest_.page(token_, asked, directus::files::none);
    if (rows && !have_dates(*rows))
        co_return base::errc::malformed;
    co_return rows;
}

async_result<history_reader::place> history_reader::find(history_query::selector what)
{
    if (what.time)
        co_return co_await find_time(*what.time);
    auto id = bridge::msgid::row_of(what.msgid);
    if (id.empty())
        co_return base::errc::not_found;
    co_return co_await find_row(std::move(id));
}

async_result<history_reader::place> history_reader::find_row(directus::item_id id)
{
    std::vector ids{id};
    const auto found = co_await rest_.items(token_, std::move(ids));
    if (!found)
        co_return found.error();
    if (found->empty() || !found->front().date)
        co_return base::errc::not_found;
    const auto date = *found->front().date;
    const auto same = co_await keys(date, date + tick);
    if (!same)
        co_return same.error();
    const auto at = std::ranges::find(*same, id, &directus::item::id);
    if (at == same->end())
        co_return base::errc::not_found;
    const auto number = static_cast<std::size_t>(at - same->begin());
    co_return place{date, number, number + 1, same->size()};
}

// Of the row before this one: empty where it is so much older that it does not matter.
async_result<std::optional<base::wall_time>> history_reader::time_before(directus::item row)
{
    const auto near = co_await keys(*row.date - longest_shift, *row.date + tick);
    if (!near)
        co_return near.error();
    std::optional<base::wall_time> shown;
    for (const auto& one : *near) {
        if (one.id == row.id)
            break;
        shown = time_after(shown, *one.date);
    }
    co_return shown;
}

// The first row that is shown at that time or later; it is left out itself where the time is its own.
async_result<history_reader::place> history_reader::find_time(base::wall_time time)
{
    const auto near = co_await keys(time - longest_shift, time + tick);
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
        co_return place{date, number, *shown == time ? number + 1 : number, static_cast<std::size_t>(size)};
    }
    co_return place{time};
}

async_result<history_reader::messages> history_reader::newest(bound lower, bound upper, std::size_t limit)
{
    directus::rest::page next{.limit = std::min(page_size, limit + 1)};
    if (lower)
        next.from = lower->date;
    if (upper) {
        next.end = upper->date + tick;
        next.offset = upper->size - upper->before;
    }
    std::vector<directus::item> all; // newest first
    std::size_t count = 0;
    std::size_t bytes = 0;
    std::size_t of_lower = lower ? lower->size : 0; // rows of its date that are still to come
    if (lower && upper && lower->date == upper->date)
        of_lower = upper->before;
    bool is_whole = false; // nothing older is left
    while (!is_whole && count <= limit) {
        auto rows = co_await rest_.page(token_, next, files_);
        if (!rows)
            co_return rows.error();
        shorten(*rows, bytes);
        is_whole = rows->empty();
        if (!is_whole && (!go_on(next, *rows) || all.size() > most_read))
            co_return base::errc::malformed;
        for (auto& row : *rows) {
            if (lower && row.date == lower->date && (of_lower == 0 || --of_lower < lower->from)) {
                is_whole = true;
                break;
            }
            count += bridge::is_message(row);
            all.push_back(std::move(row));
            if (count > limit)
                break;
        }
    }
    std::ranges::reverse(all);
    if (all.empty())
        co_return messages();
    const auto before = co_await time_before(all.front());
    if (!before)
        co_return before.error();
    auto out = timed(std::move(all), *before);
    if (out.size() > limit)
        out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(limit));
    co_return out;
}

async_result<history_reader::messages> history_reader::oldest(bound lower, bound upper, std::size_t limit)
{
    directus::rest::page next{.newest_first = false, .limit = std::min(page_size, limit)};
    if (lower) {
        next.from = lower->date;
        next.offset = lower->from;
    }
    if (upper)
        next.end = upper->date + tick;
    std::vector<directus::item> all;
    std::size_t count = 0;
    std::size_t bytes = 0;
    std::size_t of_upper = lower && upper && lower->date == upper->date ? lower->from : 0; // so far
    bool is_whole = false;
    while (!is_whole && count < limit) {
        auto rows = co_await rest_.page(token_, next, files_);
        if (!rows)
            co_return rows.error();
        shorten(*rows, bytes);
        is_whole = rows->empty();
        if (!is_whole && (!go_on(next, *rows) || all.size() > most_read))
            co_return base::errc::malformed;
        for (auto& row : *rows) {
            if (count == limit || (upper && row.date == upper->date && of_upper++ >= upper->before)) {
                is_whole = true;
                break;
            }
            count += bridge::is_message(row);
            all.push_back(std::move(row));
        }
    }
    if (all.empty())
        co_return messages();
    const auto before = co_await time_before(all.front());
    if (!before)
        co_return before.error();
    co_return timed(std::move(all), *before);
}

async_result<history_reader::messages> history_reader::around(place middle, std::size_t limit)
{
    auto older = co_await newest(std::nullopt, middle, limit / 2);
    if (!older)
        co_return older.error();
    auto itself = middle;
    itself.from = itself.before;
    auto newer = co_await oldest(itself, std::nullopt, limit - older->size());
    if (!newer)
        co_return newer.error();
    older->insert(older->end(), std::make_move_iterator(newer->begin()),
                  std::make_move_iterator(newer->end()));
    co_return older;
}

async_result<history_reader::messages> history_reader::recent(std::size_t limit, base::wall_time since)
{
    auto past = co_await newest(std::nullopt, std::nullopt, limit);
    if (!past || past->size() < limit || past->empty() || past->front().row.date < since)
        co_return past;
    const place before{since - tick}; // which is left out itself
    co_return co_await newest(before, std::nullopt, std::max(limit, most_since));
}

async_result<history_reader::messages> history_reader::read(history_query what)
{
    using kind = history_query::kind;
    bound first;
    bound second;
    if (what.first && what.what != kind::targets) {
        const auto found = co_await find(*what.first);
        if (!found)
            co_return found.error();
        first = *found;
    }
    if (what.second && what.what == kind::between) {
        const auto found = co_await find(*what.second);
        if (!found)
            co_return found.error();
        second = *found;
    }
    if (what.what == kind::targets)
        co_return co_await newest(std::nullopt, std::nullopt, 1);
    if (what.what == kind::before)
        co_return co_await newest(std::nullopt, first, what.limit);
    if (what.what == kind::after)
        co_return co_await oldest(first, std::nullopt, what.limit);
    if (what.what == kind::around)
        co_return co_await around(*first, what.limit);
    if (what.what != kind::between)
        co_return co_await newest(first, std::nullopt, what.limit);
    // From the first towards the second.
    const bool forwards = std::pair(first->date, first->before) <= std::pair(second->date, second->before);
    if (forwards)
        co_return co_await oldest(first, second, what.limit);
    co_return co_await newest(second, first, what.limit);
}

async_result<history_reader::messages> history_reader::search(irc::search_query what,
                                                              std::optional<directus::user_id> author)
{
    directus::rest::page next{.newest_first = !what.after,
                              .limit = std::min(page_size, what.limit),
                              .text = std::move(what.text),
                              .author = std::move(author)};
    if (what.after)
        next.from = *what.after;
    if (what.before)
        next.end = *what.before + tick;
    std::vector<directus::item> all;
    std::size_t read = 0;
    std::size_t bytes = 0;
    while (all.size() < what.limit) {
        auto rows = co_await rest_.page(token_, next, files_);
        if (!rows)
            co_return rows.error();
        shorten(*rows, bytes);
        if (rows->empty())
            break;
        read += rows->size();
        if (!go_on(next, *rows) || read > most_read)
            co_return base::errc::malformed;
        for (auto& row : *rows)
            if (bridge::is_message(row) && all.size() < what.limit)
                all.push_back(std::move(row));
    }
    if (next.newest_first)
        std::ranges::reverse(all);
    co_return timed(std::move(all), std::nullopt);
}

} // namespace server
