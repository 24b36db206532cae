// The times that rows are shown with: distinct in the order of their dates, as in history, so that pages by
// time lose nothing.
#pragma once

#include "base/clock.hpp"

namespace bridge {

class shown_times {
public:
    // A row of this date is shown next. Returns by how much later than its date; one that comes late keeps
    // its own.
    base::duration shift_of(base::wall_time date);

private:
    struct timed {
        base::wall_time date{};
        base::wall_time time{}; // that the row was shown with
    };
    timed previous_; // the row shown last …
    timed newest_;   // … and that of the latest date
};

} // namespace bridge
