// What those who leave and come back were shown, over all their connections: every row once.
#pragma once

#include "base/clock.hpp"
#include "support/chat_project.hpp"

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace e2e::chaos {

// May be used from many threads.
class absences {
public:
    // Rows count from a reader's first visit on.
    void joined(const std::string& name);
    // Once for each time that a client shows a text.
    void saw(const std::string& name, const std::string& text);
    // The client was told that so many rows are left out: more than directus.catch_up were missed. None: it
    // was not told how many.
    void told(const std::string& name, std::optional<std::size_t> left_out);

    struct report {
        std::size_t visits = 0;
        std::size_t deliveries = 0;
        std::size_t absent = 0;                // rows since the first visit that were not shown once …
        std::size_t left_out = 0;              // … and, besides, those that clients were told they lack
        std::vector<std::string> complaints{}; // each of them
    };
    report audit(const std::vector<support::row>& rows) const;

private:
    struct person {
        std::optional<base::wall_time> since;
        std::size_t visits = 0;
        std::size_t left_out = 0;                              // that it was told
        std::map<std::string, std::size_t, std::less<>> times; // that a text was shown
    };

    mutable std::mutex mutex_;
    std::map<std::string, person> people_;
};

} // namespace e2e::chaos
