#include "bridge/outbox.hpp"

#include <iterator>
#include <utility>

namespace bridge {

void outbox::push(bytes line)
{
    if (!line || overflowed_)
        return;
    if (pending_ + line->size() > limit_) {
        overflowed_ = true;
        return;
    }
    pending_ += line->size();
    queued_ += line->size();
    if (lines_.capacity() == 0)
        lines_.reserve(usual);
    lines_.push_back(std::move(line));
}

std::size_t outbox::take(std::vector<bytes>& into)
{
    if (into.empty())
        into.swap(lines_);
    else
        into.insert(into.end(), std::make_move_iterator(lines_.begin()),
                    std::make_move_iterator(lines_.end()));
    lines_.clear();
    return std::exchange(queued_, 0);
}

} // namespace bridge
