#include "bridge/wire/outbox.hpp"

#include <iterator>
#include <utility>

namespace bridge {

namespace {

void move_lines(std::vector<bytes>& from, std::vector<bytes>& to)
{
    if (to.empty())
        to.swap(from);
    else
        to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
    from.clear();
}

} // namespace

void outbox::push(bytes line)
{
    if (!line || overflowed_)
        return;
    if (counted() + line->size() > limit_)
        overflowed_ = true;
    else
        queue(std::move(line));
}

void outbox::burst(bytes line, bool is_missed)
{
    if (!line || overflowed_)
        return;
    const bool may_burst = burst_ == 0 || (is_missed && is_read_);
    if (!in_burst_ && may_burst && counted() + line->size() > limit_) {
        in_burst_ = true;
        is_read_ = false;
        burst_ += latest_;
    }
    if (!in_burst_)
        return push(std::move(line));
    burst_ += line->size();
    queue(std::move(line));
}

void outbox::queue_behind(bytes line)
{
    paced_.back().size += line->size();
    paced_.back().behind.push_back(std::move(line));
}

void outbox::pace(source lines)
{
    paced_.push_back({.lines = std::move(lines)});
}

std::size_t outbox::take(std::vector<bytes>& into)
{
    move_lines(lines_, into);
    auto size = std::exchange(size_, 0);
    latest_ = 0;
    in_burst_ = false;
    while (has_more()) {
        if (auto made = paced_.front().lines()) {
            size += made->size();
            pending_ += made->size();
            made_ += made->size();
            into.push_back(std::move(made));
            continue;
        }
        size += paced_.front().size;
        move_lines(paced_.front().behind, into);
        paced_.erase(paced_.begin());
    }
    return size;
}

void outbox::cut()
{
    for (auto& one : paced_) {
        size_ += one.size;
        move_lines(one.behind, lines_);
    }
    paced_.clear();
}

} // namespace bridge
