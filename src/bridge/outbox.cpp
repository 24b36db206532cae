#include "bridge/outbox.hpp"

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
    lines_.push_back(std::move(line));
}

std::vector<bytes> outbox::take()
{
    return std::exchange(lines_, {});
}

} // namespace bridge
