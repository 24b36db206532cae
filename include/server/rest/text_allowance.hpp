// Bounds the memory that the texts of one answer take: behind the first megabytes only the beginning of each
// is kept. Without it a page of rows of megabytes would be held for each client that asks for one.
#pragma once

#include "directus/types.hpp"

#include <cstddef>
#include <vector>

namespace server {

class text_allowance {
public:
    // Shortens the texts of these further rows; an added line shows that a text goes on.
    void shorten(std::vector<directus::item>& rows);

private:
    std::size_t bytes_ = 0; // of all texts so far, as kept
};

} // namespace server
