// Rows of the past as one client is sent them: as lines in a batch, with the reactions to them.
// https://ircv3.net/specs/extensions/chathistory
#pragma once

#include "base/clock.hpp"
#include "bridge/channel/client.hpp"
#include "bridge/channel/room_settings.hpp"
#include "bridge/channel/row_lines.hpp"
#include "bridge/history/past_row.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace bridge {

class past_writer {
public:
    // Both have to outlive it.
    past_writer(const room_settings& settings, row_lines& lines)
        : settings_(settings)
        , lines_(lines)
    {
    }

    struct batch {
        std::vector<std::string> type; // and its parameters
        std::string label{};           // of the command that it answers
        bool is_last = false;          // a page behind which there is none
        bool even_empty = true;        // else nothing is written where no row makes a line
    };
    // Texts are shortened so that all are about half of what may be queued for a client at most.
    std::string write(const client& to, std::span<const past_row* const> rows, const batch& in,
                      base::wall_time wall);
    std::string write(const client& to, const std::vector<past_row>& rows, const batch& in,
                      base::wall_time wall);
    // Rows of a page that several clients are shown, by their places in it.
    struct excerpt {
        std::shared_ptr<const std::vector<past_row>> page;
        std::span<const std::uint32_t> places;
    };
    // Returns a batch of the pushed history; empty where no row makes a line. Clients with equal rows,
    // capabilities, naming and day share the text, so that a crowd costs little more than one client. The
    // text keeps the nicks of its first use, as for clients that joined before a rename.
    std::string write(const client& to, const excerpt& what, base::wall_time wall);
    // A batch of one other line, or of none.
    std::string write(const client& to, std::optional<line> what, const batch& in);

private:
    std::string opening(const client& to, const std::string& reference, const batch& of) const;
    std::string closing(const client& to, const std::string& reference) const;
    std::string text_of(const client& to, const past_row& one, const std::string& reference,
                        base::wall_time wall, std::optional<std::size_t> share);
    std::string next_reference();

    const room_settings& settings_;
    row_lines& lines_;
    struct excerpt_written {
        std::weak_ptr<const std::vector<past_row>> page{};
        std::vector<std::uint32_t> places{};
        irc::cap_set caps{};
        naming sees = naming::names;
        long day = 0; // clients without server-time are told that of older rows
        std::string text{};
    };
    excerpt_written last_;
    std::uint64_t batches_ = 0;
};

} // namespace bridge
