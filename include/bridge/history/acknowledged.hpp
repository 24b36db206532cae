// Which rows a client has acknowledged: those dated before a time, and of the later ones these. A row that
// becomes visible later than its date is thereby still new, and of equal dates each is told apart.
#pragma once

#include "base/clock.hpp"
#include "directus/types.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace bridge {

class acknowledged {
public:
    static constexpr base::duration window = std::chrono::minutes(10); // in which rows are told apart
    static constexpr std::size_t most_rows = 2000;                     // that are

    // Small: in a lively chat each client that acknowledges has most_rows of them.
    struct mark {
        base::wall_time date;
        std::uint32_t key = 0; // of its hash, which has to tell rows of one date apart alone
        bool ahead = false;    // its date lies in the future and says nothing of other rows
        friend auto operator<=>(const mark&, const mark&) = default;
    };
    // Empty where the row has no date.
    static std::optional<mark> mark_of(const directus::item& row, base::wall_time now);

    // Nothing was ever acknowledged.
    bool empty() const { return !before_ && rows_.empty(); }
    bool has(const directus::item& row) const;
    // Rows dated before this are none for the client; empty where nothing tells of them.
    std::optional<base::wall_time> position() const;
    void add(const mark& row);
    // Rows dated before this are not new, though they were never shown.
    void begin(base::wall_time date);
    // Directus's clock was: rows that come now may be dated before those.
    void clock_set_back(base::duration by)
    {
        if (before_)
            *before_ -= by;
    }
    // What both have.
    static acknowledged common(const acknowledged& a, const acknowledged& b);

private:
    bool has(const mark& row) const;

    std::optional<base::wall_time> before_;
    std::vector<mark> rows_; // sorted
};

} // namespace bridge
