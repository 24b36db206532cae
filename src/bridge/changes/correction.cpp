#include "bridge/changes/correction.hpp"

#include <utility>

namespace bridge {

std::string correction_queue::expected(const own_lines::entry& line) const
{
    auto text = line.text;
    for (const auto& one : waiting) {
        if (one.line != line.number || one.seen)
            continue;
        if (auto fresh = one.what.applied_to(text))
            text = std::move(*fresh);
    }
    return text;
}

} // namespace bridge
