// The texts that this gateway wrote into rows for their authors: tells those edits from others' where
// Directus does not keep who edited a row.
#pragma once

#include "base/ids.hpp"

#include <cstddef>
#include <deque>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bridge {

class made_edits {
public:
    // Of the last `capacity` rows.
    explicit made_edits(std::size_t capacity)
        : capacity_(capacity)
    {
    }

    // Before Directus is asked to write the text.
    void add(const base::item_id& row, std::string_view text);
    // Directus refused: drops the texts of the row that no edit has shown.
    void withdraw(const base::item_id& row);
    // Returns whether the gateway wrote the text that an edit of the row shows. Another text supersedes those
    // shown before: from then on they may be another user's, too.
    bool match(const base::item_id& row, std::string_view text);

private:
    struct written {
        std::size_t hash; // of the text
        bool shown = false;
    };

    std::size_t capacity_;
    std::unordered_map<base::item_id, std::vector<written>> rows_;
    std::deque<base::item_id> order_; // holds rows that are dropped, too
};

} // namespace bridge
