#include "server/links/gap_reader.hpp"

#include "server/rest/feed_times.hpp"
#include "server/rest/row_pages.hpp"

#include <algorithm>
#include <utility>

namespace server {

namespace {

constexpr std::size_t gap_page_size = 250;
// Behind them nobody waits for the end, which moves on as rows are written. Rows of the future come here,
// too.
constexpr std::size_t most_late_pages = 20;

} // namespace

async_result<void> gap_reader::read(base::secret token, base::wall_time from, directus::files which)
{
    if (!next_ || from != from_) {
        take();
        from_ = from;
        asked_ = base::steady_now();
        started_ = rest_.directus_now() - clock_error;
        next_ = directus::rest::page{.from = from, .newest_first = false, .limit = gap_page_size};
    }
    const auto call = ++call_;
    read_before_ = rows_.size();
    late_pages_ = 0;
    for (;;) {
        const auto reached = co_await read_page(token, which);
        if (!reached)
            co_return reached.error();
        if (call != call_)
            co_return base::errc::interrupted;
        if (*reached == place::end)
            co_return base::result<void>();
        if (rows_.size() <= most_rows || is_cut_)
            continue;
        const auto skipped = co_await skip_to_newest(token);
        if (!skipped)
            co_return skipped.error();
        if (call != call_)
            co_return base::errc::interrupted;
        is_cut_ = true;
    }
}

async_result<gap_reader::place> gap_reader::read_page(base::secret token, directus::files which)
{
    const auto call = call_;
    const auto now = rest_.directus_now();
    auto page = co_await rest_.rows().page(std::move(token), *next_, which);
    if (!page)
        co_return page.error();
    if (call != call_) // another call reads on from the same place
        co_return place::within;
    auto& rows = page->rows;
    std::erase_if(rows, [](const auto& row) { return !row.date; }); // no place to go on from
    if (rows.empty())
        co_return place::end;
    go_on(*next_, rows);
    const bool is_late = *rows.front().date > now;
    for (auto& row : rows) {
        bytes_ += row.content.size();
        rows_.push_back(std::move(row));
    }
    while (rows_.size() > 2 * most_rows || (bytes_ > most_bytes && rows_.size() > 1)) {
        bytes_ -= rows_.front().content.size();
        rows_.pop_front();
        read_before_ -= read_before_ > 0;
    }
    co_return is_late && ++late_pages_ >= most_late_pages ? place::end : place::within;
}

// A gap may be of a million rows.
async_result<void> gap_reader::skip_to_newest(base::secret token)
{
    const auto call = call_;
    const directus::rest::page last{.from = next_->from, .keys_only = true, .offset = most_rows, .limit = 1};
    const auto found = co_await rest_.rows().page(std::move(token), last, directus::files::none);
    if (!found)
        co_return found.error();
    if (call != call_ || found->rows.empty() || !found->rows.front().date)
        co_return base::result<void>();
    rows_.clear();
    bytes_ = read_before_ = 0;
    next_->from = *found->rows.front().date;
    next_->offset = 0;
    co_return base::result<void>();
}

gap_reader::gap gap_reader::take()
{
    const auto over = rows_.size() - std::min(rows_.size(), most_rows);
    gap out{.rows = {std::make_move_iterator(rows_.begin() + static_cast<std::ptrdiff_t>(over)),
                     std::make_move_iterator(rows_.end())},
            .read_before = read_before_ - std::min(read_before_, over),
            .asked = asked_,
            .started = started_};
    rows_.clear();
    next_.reset();
    bytes_ = read_before_ = 0;
    is_cut_ = false;
    return out;
}

} // namespace server
