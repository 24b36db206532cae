// The last rows whose texts were typed on IRC as plain text: these are shown there as they were typed, not
// read as Markdown. Keeps hashes of key and text together, so that a text that Directus altered, or another
// user wrote into the row later, is read as any other. In memory alone: after a restart of the gateway all
// rows are read alike.
#pragma once

#include "base/ids.hpp"
#include "bridge/rows/recent_hashes.hpp"

#include <boost/container_hash/hash.hpp>

#include <cstddef>
#include <functional>
#include <string_view>

namespace bridge {

class typed_rows {
public:
    static constexpr std::size_t most = 10'000; // texts; half a megabyte

    // Before the row is shown.
    void add(const base::item_id& row, std::string_view text) { texts_.add(hash_of(row, text)); }
    bool contains(const base::item_id& row, std::string_view text) const
    {
        return texts_.contains(hash_of(row, text));
    }

private:
    static std::size_t hash_of(const base::item_id& row, std::string_view text)
    {
        auto hash = std::hash<base::item_id>()(row);
        boost::hash_combine(hash, std::hash<std::string_view>()(text));
        return hash;
    }

    recent_hashes texts_{most};
};

} // namespace bridge
