#include "server/rest/history_reader.hpp"

#include "base/utf8.hpp"
#include "bridge/rows/attachment.hpp"
#include "bridge/rows/msgid.hpp"
#include "bridge/text/translate.hpp"
#include "server/rest/feed_times.hpp"
#include "server/rest/row_pages.hpp"

#include <algorithm>
#include <utility>

namespace server {

namespace {

using irc::history_query;

constexpr std::size_t page_size = 250;
constexpr std::size_t least_page = 25;    // rows of a further page: many may be no messages
constexpr std::size_t most_read = 10'000; // for one page, of which most are no messages
// Bytes of a page's texts: behind so many what is looked at is kept of each, and then its beginning.
constexpr std::size_t whole_bytes = 4 << 20;
constexpr std::size_t looked_at_bytes = 12 << 20;
constexpr std::size_t beginning = 4 << 10;
// No row is taken to be shown later than that after its date: with 5,000 of one date the last are.
constexpr base::duration longest_shift = std::chrono::seconds(5);
constexpr base::duration tick{1};

// The time that a row is shown with, after one that was shown with `before`: no two have the same.
base::wall_time time_after(const std::optional<base::wall_time>& before, base::wall_time date)
{
    return before ? std::max(date, *before + tick) : date;
}

// A page of rows of megabytes would be held for each client that asks for one. A line of its own shows that
// a text goes on.
void shorten(std::vector<directus::item>& rows, std::size_t& bytes)
{
    for (auto& row : rows) {
        const auto size = row.content.size();
        if (bytes + size > whole_bytes) {
            const auto most = bytes > looked_at_bytes ? beginning : bridge::looked_at;
            if (size > most)
                row.content = row.content.substr(0, base::utf8::prefix(row.content, most)) + "\n…";
        }
        bytes += row.content.size();
    }
}

// Rows of a page behind the first, with so many messages still wanted.
std::size_t next_page(std::size_t wanted)
{
    return std::min(page_size, std::max(wanted, least_page));
}

// Rows before the first of the last `limit` messages.
std::size_t extra_of(const std::vector<directus::item>& rows, std::size_t limit)
{
    std::size_t first = rows.size();
    for (std::size_t n = rows.size(), count = 0; n-- > 0 && count < limit;)
        if (bridge::is_message(rows[n])) {
            first = n;
            ++count;
        }
    return first;
}

} // namespace

async_result<std::vector<directus::item>> history_reader::keys(base::wall_time from, base::wall_time end)
{
    directus::rest::page next{
        .from = from, .end = end, .newest_first = false, .keys_only = true, .limit = most_keys};
    std::vector<directus::item> all;
    for (bool is_full = true; is_full && all.size() < most_keys;) {
        auto page = co_await rest_.page(token_, next, directus::files::none);
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

// The messages among these rows, oldest first; the row before them was shown with `before`. A date in the
// future counts as now: clients that go on from a time would wait until it has come.
history_reader::messages history_reader::timed(std::vector<directus::item> rows,
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

// What comes before these rows, all that are behind `lower`, is too old to matter, or there is nothing.
bool history_reader::is_behind_gap(const bound& lower, const std::vector<directus::item>& rows)
{
    return !lower || rows.empty() || *rows.front().date - lower->date > longest_shift;
}

// These rows, oldest first, with the times that they are shown with: those of the first `extra` depend on
// rows before them, and are not asked for where a gap behind one of these rows shows that it is so much older
// that it does not matter.
async_result<history_reader::messages> history_reader::with_times(std::vector<directus::item> rows,
                                                                  std::size_t extra, bool is_first)
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

// The row beyond them mostly tells what the first or last depends on, as long as it costs no page of its own.
std::size_t history_reader::wanted_of(std::size_t limit) const
{
    return limit + (limit < std::min(page_size, rest_.page_limit()) ? 1 : 0);
}

history_reader::walk history_reader::start_of(bound lower, bound upper, std::size_t limit) const
{
    walk out{.next = {.limit = std::min(page_size, wanted_of(limit))}};
    if (lower)
        out.next.from = lower->date;
    if (upper) {
        out.next.end = upper->date + tick;
        out.next.offset = upper->size - upper->before;
    }
    out.of_bound = lower ? lower->size : 0;
    if (lower && upper && lower->date == upper->date)
        out.of_bound = upper->before;
    return out;
}

async_result<bridge::past_page> history_reader::newest(bound lower, bound upper, std::size_t limit)
{
    if (limit == 0)
        co_return bridge::past_page();
    auto on = start_of(lower, upper, limit);
    const auto read = co_await go_back(on, lower, limit);
    if (!read)
        co_return read.error();
    co_return co_await page_of(std::move(on), lower, limit);
}

async_result<void> history_reader::go_back(walk& on, bound lower, std::size_t limit)
{
    const auto wanted = wanted_of(limit);
    while (!on.is_whole && on.count < wanted) {
        auto page = co_await rest_.page(token_, on.next, files_);
        if (!page)
            co_return page.error();
        auto& rows = page->rows;
        shorten(rows, on.bytes);
        on.is_whole = rows.empty();
        if (!on.is_whole && (!go_on(on.next, rows) || on.all.size() > limit + most_read))
            co_return base::errc::malformed;
        for (auto& row : rows) {
            if (lower && row.date == lower->date) {
                const bool is_beyond = on.of_bound == 0;
                on.of_bound -= is_beyond ? 0 : 1;
                on.is_whole = is_beyond || on.of_bound < lower->from;
                if (on.is_whole)
                    break;
            }
            on.count += bridge::is_message(row);
            on.all.push_back(std::move(row));
            if (on.count == wanted)
                break;
        }
        on.next.limit = next_page(wanted - on.count);
    }
    co_return base::result<void>();
}

async_result<bridge::past_page> history_reader::page_of(walk done, bound lower, std::size_t limit)
{
    auto& all = done.all;
    std::ranges::reverse(all);
    const auto extra = extra_of(all, limit);
    const bool is_first = done.is_whole && is_behind_gap(lower, all);
    auto out = co_await with_times(std::move(all), extra, is_first);
    if (!out)
        co_return out.error();
    const bool is_last = done.is_whole && out->size() <= limit;
    if (out->size() > limit)
        out->erase(out->begin(), out->end() - static_cast<std::ptrdiff_t>(limit));
    co_return bridge::past_page(std::move(*out), is_last);
}

history_reader::walk history_reader::start_behind(const bound& lower, std::size_t limit) const
{
    walk out{.next = {.newest_first = false, .limit = std::min(page_size, wanted_of(limit))}};
    if (lower) {
        out.next.from = lower->date;
        out.next.offset = lower->from;
    }
    return out;
}

async_result<void> history_reader::go_forward(walk& on, bound upper, std::size_t limit)
{
    const auto wanted = wanted_of(limit);
    while (!on.is_whole && on.count < wanted) {
        auto page = co_await rest_.page(token_, on.next, files_);
        if (!page)
            co_return page.error();
        auto& rows = page->rows;
        shorten(rows, on.bytes);
        on.is_whole = rows.empty();
        if (!on.is_whole && (!go_on(on.next, rows) || on.all.size() > limit + most_read))
            co_return base::errc::malformed;
        for (auto& row : rows) {
            if (upper && row.date == upper->date && on.of_bound++ >= upper->before) {
                on.is_whole = true;
                break;
            }
            on.count += bridge::is_message(row);
            on.all.push_back(std::move(row));
            if (on.count == wanted)
                break;
        }
        on.next.limit = next_page(wanted - on.count);
    }
    co_return base::result<void>();
}

async_result<bridge::past_page> history_reader::page_behind(walk done, bound lower, std::size_t limit)
{
    auto& all = done.all;
    if (done.count > limit)
        all.pop_back();
    const auto extra = extra_of(all, limit);
    const bool is_first = is_behind_gap(lower, all);
    auto out = co_await with_times(std::move(all), extra, is_first);
    if (!out)
        co_return out.error();
    co_return bridge::past_page(std::move(*out), done.is_whole && done.count <= limit);
}

async_result<bridge::past_page> history_reader::oldest(bound lower, bound upper, std::size_t limit)
{
    auto on = start_behind(lower, limit);
    if (upper) {
        on.next.end = upper->date + tick;
        on.of_bound = lower && lower->date == upper->date ? lower->from : 0;
    }
    const auto read = co_await go_forward(on, upper, limit);
    if (!read)
        co_return read.error();
    co_return co_await page_behind(std::move(on), lower, limit);
}

async_result<bridge::past_page> history_reader::around(place middle, std::size_t limit)
{
    auto older = co_await newest(std::nullopt, middle, limit / 2);
    if (!older)
        co_return older.error();
    auto itself = middle;
    itself.from = itself.before;
    auto newer = co_await oldest(itself, std::nullopt, limit - older->rows.size());
    if (!newer)
        co_return newer.error();
    std::ranges::move(newer->rows, std::back_inserter(older->rows));
    older->is_last = older->is_last && newer->is_last;
    co_return older;
}

async_result<history_reader::messages> history_reader::recent(std::size_t limit, base::wall_time since,
                                                              std::size_t most)
{
    const place before{since - tick}; // which is left out itself
    if (!unfinished_) {
        auto past = co_await newest(std::nullopt, std::nullopt, limit);
        if (!past)
            co_return past.error();
        auto& rows = past->rows;
        if (rows.size() < limit || rows.empty() || rows.front().row.date < since)
            co_return std::move(rows);
        unfinished_ = start_of(before, std::nullopt, std::max(limit, most));
    }
    const auto read = co_await go_back(*unfinished_, before, std::max(limit, most));
    if (!read)
        co_return read.error();
    auto done = *std::exchange(unfinished_, std::nullopt);
    auto past = co_await page_of(std::move(done), before, std::max(limit, most));
    if (!past)
        co_return past.error();
    co_return std::move(past->rows);
}

async_result<history_reader::part> history_reader::missed(base::wall_time since, std::size_t limit)
{
    const place first{since};
    if (!unfinished_)
        unfinished_ = start_behind(first, limit);
    const auto is_of_one_date = [](const std::vector<directus::item>& rows) {
        return !rows.empty() && rows.front().date == rows.back().date;
    };
    for (;;) {
        const auto read = co_await go_forward(*unfinished_, std::nullopt, limit);
        if (!read)
            co_return read.error();
        if (unfinished_->is_whole || limit >= most_read || !is_of_one_date(unfinished_->all))
            break;
        limit *= 2; // There may be more of that date. Starts over: the last page was not taken whole.
        unfinished_ = start_behind(first, limit);
    }
    auto done = *std::exchange(unfinished_, std::nullopt);
    auto page = co_await page_behind(std::move(done), first, limit);
    if (!page)
        co_return page.error();
    auto& rows = page->rows;
    if (page->is_last || rows.empty())
        co_return part{std::move(rows)};
    const auto last = rows.back().row.date;
    if (rows.front().row.date == last)
        co_return part{std::move(rows), *last + tick};
    std::erase_if(rows, [&](const auto& one) { return one.row.date == last; });
    co_return part{std::move(rows), last};
}

async_result<std::optional<base::wall_time>> history_reader::date_before(std::size_t newest)
{
    const directus::rest::page one{.keys_only = true, .offset = newest, .limit = 1};
    const auto page = co_await rest_.page(token_, one, directus::files::none);
    if (!page)
        co_return page.error();
    co_return page->rows.empty() ? std::nullopt : page->rows.front().date;
}

async_result<bridge::past_page> history_reader::read(history_query what)
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
    if (what.what != kind::between) {
        // An anchor of the future counts as now, where nothing that the client has is left out.
        if (first && first->date > rest_.directus_now() + clock_error)
            first.reset();
        co_return co_await newest(first, std::nullopt, what.limit);
    }
    // From the first towards the second.
    const bool forwards = std::pair(first->date, first->before) <= std::pair(second->date, second->before);
    if (forwards)
        co_return co_await oldest(first, second, what.limit);
    co_return co_await newest(second, first, what.limit);
}

async_result<history_reader::messages>
history_reader::search(irc::search_query what, std::optional<directus::user_id> author, std::size_t most)
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
        auto page = co_await rest_.page(token_, next, files_);
        if (!page)
            co_return page.error();
        auto* const rows = &page->rows;
        shorten(*rows, bytes);
        if (rows->empty())
            break;
        read += rows->size();
        if (!go_on(next, *rows))
            co_return base::errc::malformed;
        for (auto& row : *rows)
            if (bridge::is_message(row) && all.size() < what.limit)
                all.push_back(std::move(row));
        if (read >= most && all.size() < what.limit)
            co_return base::errc::too_large;
    }
    if (next.newest_first)
        std::ranges::reverse(all);
    co_return timed(std::move(all), std::nullopt);
}

} // namespace server
