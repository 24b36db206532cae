// Which formatting the rows' texts have, where the configuration leaves that open (irc.formatting = auto):
// found out once, by the first rows, and then kept.
#pragma once

#include "base/ids.hpp"
#include "bridge/text/formatting.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace bridge {

class formatting_guess {
public:
    static constexpr std::size_t most_rows = 20; // that are looked at: then Markdown it is

    explicit formatting_guess(formatting configured) { configure(configured); }

    // A configuration that names the formatting ends the guess; `automatic` begins it, unless it was ended by
    // rows.
    void configure(formatting configured);
    // Rows that were read together, as they stand in Directus: those of a collection that is all HTML are
    // proof, even if they are few. Blank ones, and those seen before, count for nothing.
    struct row {
        const base::item_id& id;
        std::string_view content;
    };
    void read(const std::vector<row>& rows);
    // A row that came by itself, and not from a client of ours.
    void came(const row& what);

    // Never `automatic`.
    formatting in_force() const { return in_force_; }
    // How this row's text is to be shown: as long as nothing is decided, one that is HTML beyond doubt as
    // HTML.
    formatting of(std::string_view content) const;
    // What was decided, once.
    std::optional<formatting> take_decision() { return std::exchange(decision_, std::nullopt); }

private:
    void count(const row& what);
    void decide(std::size_t least);
    void end(formatting with);

    formatting in_force_ = formatting::markdown;
    std::optional<formatting> decided_;
    std::optional<formatting> decision_;
    bool open_ = false;
    std::vector<base::item_id> seen_;
    std::size_t strong_ = 0;
    std::size_t weak_ = 0;
};

} // namespace bridge
