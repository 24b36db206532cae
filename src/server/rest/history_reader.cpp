#include "server/rest/history_reader.hpp"

#include "bridge/rows/attachment.hpp"
#include "server/rest/feed_times.hpp"
#include "server/rest/row_pages.hpp"

#include <algorithm>
#include <utility>

namespace server {

namespace {

using irc::history_query;

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

// The row beyond them mostly tells what the first or last depends on, as long as it costs no page of its own.
std::size_t history_reader::wanted_of(std::size_t limit) const
{
    return limit + (limit < std::min(row_walk::page_size, rest_.page_limit()) ? 1 : 0);
}

async_result<void> history_reader::go_on_with(row_walk& walk, std::size_t limit)
{
    const auto wanted = wanted_of(limit);
    while (!walk.is_done(wanted)) {
        auto page = co_await rest_.rows().page(token_, walk.next(), files_);
        if (!page)
            co_return page.error();
        if (!walk.try_add(std::move(page->rows), wanted, limit))
            co_return base::errc::malformed;
    }
    co_return base::result<void>();
}

async_result<bridge::past_page> history_reader::newest(bound lower, bound upper, std::size_t limit)
{
    if (limit == 0)
        co_return bridge::past_page();
    auto walk = row_walk::to_older(lower, upper, wanted_of(limit));
    const auto read = co_await go_on_with(walk, limit);
    if (!read)
        co_return read.error();
    co_return co_await page_of(std::move(walk), lower, limit);
}

async_result<bridge::past_page> history_reader::page_of(row_walk done, bound lower, std::size_t limit)
{
    auto all = done.take_rows();
    const auto extra = extra_of(all, limit);
    const bool is_first = done.is_whole() && row_places::is_behind_gap(lower, all);
    auto out = co_await places_.with_times(std::move(all), extra, is_first);
    if (!out)
        co_return out.error();
    const bool is_last = done.is_whole() && out->size() <= limit;
    if (out->size() > limit)
        out->erase(out->begin(), out->end() - static_cast<std::ptrdiff_t>(limit));
    co_return bridge::past_page(std::move(*out), is_last);
}

async_result<bridge::past_page> history_reader::page_behind(row_walk done, bound lower, std::size_t limit)
{
    auto all = done.take_rows();
    if (done.count() > limit)
        all.pop_back();
    const auto extra = extra_of(all, limit);
    const bool is_first = row_places::is_behind_gap(lower, all);
    auto out = co_await places_.with_times(std::move(all), extra, is_first);
    if (!out)
        co_return out.error();
    co_return bridge::past_page(std::move(*out), done.is_whole() && done.count() <= limit);
}

async_result<bridge::past_page> history_reader::oldest(bound lower, bound upper, std::size_t limit)
{
    auto walk = row_walk::to_newer(lower, upper, wanted_of(limit));
    const auto read = co_await go_on_with(walk, limit);
    if (!read)
        co_return read.error();
    co_return co_await page_behind(std::move(walk), lower, limit);
}

async_result<bridge::past_page> history_reader::around(row_place middle, std::size_t limit)
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
    const row_place before{since - date_tick}; // which is left out itself
    if (!unfinished_) {
        auto past = co_await newest(std::nullopt, std::nullopt, limit);
        if (!past)
            co_return past.error();
        auto& rows = past->rows;
        if (rows.size() < limit || rows.empty() || rows.front().row.date < since)
            co_return std::move(rows);
        unfinished_ = row_walk::to_older(before, std::nullopt, wanted_of(std::max(limit, most)));
    }
    const auto read = co_await go_on_with(*unfinished_, std::max(limit, most));
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
    const row_place first{since};
    if (!unfinished_)
        unfinished_ = row_walk::to_newer(first, std::nullopt, wanted_of(limit));
    const auto is_of_one_date = [](const std::vector<directus::item>& rows) {
        return !rows.empty() && rows.front().date == rows.back().date;
    };
    for (;;) {
        const auto read = co_await go_on_with(*unfinished_, limit);
        if (!read)
            co_return read.error();
        if (unfinished_->is_whole() || limit >= row_walk::most_read || !is_of_one_date(unfinished_->rows()))
            break;
        limit *= 2; // There may be more of that date. Starts over: the last page was not taken whole.
        unfinished_ = row_walk::to_newer(first, std::nullopt, wanted_of(limit));
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
        co_return part{std::move(rows), *last + date_tick};
    std::erase_if(rows, [&](const auto& past) { return past.row.date == last; });
    co_return part{std::move(rows), last};
}

async_result<bridge::past_page> history_reader::read(history_query what)
{
    using kind = history_query::kind;
    bound first;
    bound second;
    if (what.first && what.what != kind::targets) {
        const auto found = co_await places_.find(*what.first);
        if (!found)
            co_return found.error();
        first = *found;
    }
    if (what.second && what.what == kind::between) {
        const auto found = co_await places_.find(*what.second);
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
                              .limit = std::min(row_walk::page_size, what.limit),
                              .text = std::move(what.text),
                              .author = std::move(author)};
    if (what.after)
        next.from = *what.after;
    if (what.before)
        next.end = *what.before + date_tick;
    std::vector<directus::item> all;
    std::size_t read = 0;
    text_allowance texts;
    while (all.size() < what.limit) {
        auto page = co_await rest_.rows().page(token_, next, files_);
        if (!page)
            co_return page.error();
        auto* const rows = &page->rows;
        texts.shorten(*rows);
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
    co_return places_.timed(std::move(all), std::nullopt);
}

} // namespace server
