// How much each of several texts may take so that all of them together fit: short ones are left whole.
#pragma once

#include <cstddef>
#include <vector>

namespace bridge {

// The largest share with which texts of these sizes, each cut to it, take at most `total` bytes; the size of
// the largest text where nothing has to be cut.
std::size_t fair_share(std::vector<std::size_t> sizes, std::size_t total);

} // namespace bridge
