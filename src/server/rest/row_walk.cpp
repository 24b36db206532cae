#include "server/rest/row_walk.hpp"

#include "bridge/rows/attachment.hpp"
#include "server/rest/row_pages.hpp"

#include <algorithm>
#include <utility>

namespace server {

namespace {

constexpr std::size_t least_page = 25; // rows of a further page: many may be no messages

// Rows of a page behind the first, with so many messages still wanted.
std::size_t next_page(std::size_t wanted)
{
    return std::min(row_walk::page_size, std::max(wanted, least_page));
}

} // namespace

row_walk row_walk::to_older(const bound& lower, const bound& upper, std::size_t wanted)
{
    row_walk out({.limit = std::min(page_size, wanted)});
    if (lower)
        out.next_.from = lower->date;
    if (upper) {
        out.next_.end = upper->date + date_tick;
        out.next_.offset = upper->size - upper->before;
    }
    out.end_ = lower;
    out.of_end_ = lower ? lower->size : 0;
    if (lower && upper && lower->date == upper->date)
        out.of_end_ = upper->before;
    return out;
}

row_walk row_walk::to_newer(const bound& lower, const bound& upper, std::size_t wanted)
{
    row_walk out({.newest_first = false, .limit = std::min(page_size, wanted)});
    if (lower) {
        out.next_.from = lower->date;
        out.next_.offset = lower->from;
    }
    if (upper) {
        out.next_.end = upper->date + date_tick;
        out.of_end_ = lower && lower->date == upper->date ? lower->from : 0;
    }
    out.end_ = upper;
    return out;
}

bool row_walk::is_beyond(const directus::item& row)
{
    if (!end_ || row.date != end_->date)
        return false;
    if (!next_.newest_first)
        return of_end_++ >= end_->before;
    if (of_end_ == 0)
        return true;
    return --of_end_ < end_->from;
}

// Rows that are stored meanwhile with a date of the last page move those of that date: some come again.
bool row_walk::has(const directus::item& row) const
{
    for (auto last = rows_.rbegin(); last != rows_.rend() && last->date == row.date; ++last)
        if (last->id == row.id)
            return true;
    return false;
}

bool row_walk::try_add(std::vector<directus::item> page, std::size_t wanted, std::size_t limit)
{
    texts_.shorten(page);
    is_whole_ = page.empty();
    if (!is_whole_ && (!go_on(next_, page) || read_ > limit + most_read))
        return false;
    read_ += page.size();
    for (auto& row : page) {
        if (has(row))
            continue;
        if (is_beyond(row)) {
            is_whole_ = true;
            break;
        }
        count_ += bridge::is_message(row);
        rows_.push_back(std::move(row));
        if (count_ == wanted)
            break;
    }
    next_.limit = next_page(wanted - count_);
    return true;
}

std::vector<directus::item> row_walk::take_rows()
{
    if (next_.newest_first)
        std::ranges::reverse(rows_);
    return std::move(rows_);
}

} // namespace server
