#include "base/nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace base {

namespace {

// The optimal string alignment distance: as Levenshtein's, and two neighbours that changed places count once.
std::size_t edits(std::string_view from, std::string_view to)
{
    std::vector<std::size_t> row(to.size() + 1); // of the table, one for each character of `from`
    std::vector<std::size_t> last;
    std::vector<std::size_t> before_last;
    std::iota(row.begin(), row.end(), std::size_t(0));
    for (std::size_t i = 0; i < from.size(); ++i) {
        before_last = std::exchange(last, row);
        row[0] = i + 1;
        for (std::size_t j = 0; j < to.size(); ++j) {
            row[j + 1] = std::min({last[j] + (from[i] == to[j] ? 0 : 1), row[j] + 1, last[j + 1] + 1});
            if (i > 0 && j > 0 && from[i] == to[j - 1] && from[i - 1] == to[j])
                row[j + 1] = std::min(row[j + 1], before_last[j - 1] + 1);
        }
    }
    return row.back();
}

} // namespace

std::string_view nearest(std::string_view name, std::span<const std::string_view> known)
{
    std::string_view best;
    auto fewest = name.size() / 3 + 1;
    for (const auto each : known) {
        const bool is_behind_section =
            each.ends_with(name) && each.size() > name.size() && each[each.size() - name.size() - 1] == '.';
        const auto distance = is_behind_section ? 0 : edits(name, each);
        if (distance < fewest) {
            fewest = distance;
            best = each;
        }
    }
    return best;
}

std::string suggestion(std::string_view name, std::span<const std::string_view> known)
{
    const auto found = nearest(name, known);
    return found.empty() ? std::string() : "; did you mean " + std::string(found) + "?";
}

} // namespace base
