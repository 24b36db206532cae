// Rows, what becomes of them, and reactions to them, as the lines of IRC that show them. Authors that nobody
// has heard of yet become known to the roster here, by their ids.
#pragma once

#include "base/clock.hpp"
#include "bridge/channel/room_settings.hpp"
#include "bridge/people/roster.hpp"
#include "bridge/rows/change.hpp"
#include "bridge/rows/formatting_guess.hpp"
#include "bridge/rows/typed_rows.hpp"
#include "bridge/text/message_text.hpp"
#include "bridge/wire/line.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bridge {

class row_lines {
public:
    // All have to outlive it.
    row_lines(const room_settings& settings, roster& people, const formatting_guess& guess,
              const typed_rows& typed)
        : settings_(settings)
        , people_(people)
        , guess_(guess)
        , typed_(typed)
    {
    }

    // For users who see others by names, or by codes. `wall`: the time of what has no date of its own.
    std::vector<line> of(const change& what, base::wall_time wall, naming how);
    line of(const directus::reaction& what, bool undone, base::wall_time wall, naming how);
    // As history, at `time`. `share`: bytes that the lines may take, about.
    std::vector<line> past(const directus::item& row, base::wall_time time, base::wall_time wall, naming how,
                           std::optional<std::size_t> share);

private:
    std::vector<line> of(const said& what, formatting read_as, base::wall_time time, base::wall_time wall,
                         naming how, std::optional<std::size_t> share = {});
    std::vector<line> of(const edited& what, base::wall_time wall, naming how);
    std::vector<line> of(const removed& what, base::wall_time wall, naming how);
    formatting formatting_of(const directus::item& row) const;
    nick_lookup mentioned(naming how) const;
    std::string nick_of(const user_id& who, naming how);
    std::string author_nick(const directus::item& row, naming how);
    std::string directus_mask() const { return "Directus!directus@" + settings_.server_name; } // of notices
    // Of rows without an author.
    std::string anonymous_mask() const { return "anonymous!anonymous@" + settings_.server_name; }

    const room_settings& settings_;
    roster& people_;
    const formatting_guess& guess_;
    const typed_rows& typed_;
    std::uint64_t next_batch_ = 1;
};

} // namespace bridge
