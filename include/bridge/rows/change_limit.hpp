// How many edits and deletions are shown in a second; of the others only the number is told.
#pragma once

#include "base/clock.hpp"
#include "bridge/rows/change.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace bridge {

class change_limit {
public:
    static constexpr std::size_t a_second = 5;

    // Whether this one is shown. Rows that are said always are.
    bool passes(const change& what, base::time_point now);
    // What is to be told at the deadline: "3 more messages were edited, 1 deleted".
    std::string fired(base::time_point now);
    std::optional<base::time_point> deadline() const;

private:
    base::time_point began_{};
    std::size_t shown_ = 0;
    std::size_t edited_ = 0;
    std::size_t removed_ = 0;
};

} // namespace bridge
