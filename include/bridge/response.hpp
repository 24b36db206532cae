// What one command is answered with, while its handler runs: labeled-response wants it as one thing.
// https://ircv3.net/specs/extensions/labeled-response
#pragma once

#include "bridge/line.hpp"

#include <string>
#include <vector>

namespace bridge {

struct response {
    static constexpr std::size_t longest_label = 64; // bytes

    std::string label;
    std::vector<line> lines{};
    bool later = false; // Directus is asked first: whoever has its answer takes the label along
};

} // namespace bridge
