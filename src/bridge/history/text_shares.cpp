#include "bridge/history/text_shares.hpp"

#include <algorithm>

namespace bridge {

std::size_t fair_share(std::vector<std::size_t> sizes, std::size_t total)
{
    std::ranges::sort(sizes);
    std::size_t rest = total;
    for (std::size_t n = 0; n < sizes.size(); ++n) {
        const auto share = rest / (sizes.size() - n);
        if (sizes[n] > share)
            return share;
        rest -= sizes[n];
    }
    return sizes.empty() ? 0 : sizes.back();
}

} // namespace bridge
