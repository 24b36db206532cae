#include "directus/zone.hpp"

#include "base/timestamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace directus::zone {

namespace {

using namespace std::chrono_literals;

constexpr base::duration west_most = -12h;
constexpr base::duration east_most = 14h;
constexpr base::duration step = 15min;
constexpr base::duration tolerance = 5min; // between two clocks, and while a create runs

// "20261129-9575": the time of day without leading zeros. See getDateTimeFormatted() of @directus/utils.
std::string file_time(base::wall_time local)
{
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(local - day));
    return fmt::format("{}{:02}{:02}-{}{}{}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

} // namespace

std::vector<base::duration> offsets_in(std::string_view disposition, base::wall_time now)
{
    std::vector<base::duration> found;
    const auto end = disposition.rfind(".json");
    if (end == std::string_view::npos)
        return found;
    auto text = disposition.substr(0, end);
    text.remove_prefix(std::min(text.size(), text.find_last_of(" \"") + 1));
    for (auto offset = west_most; offset <= east_most; offset += step)
        for (const auto second : {-1s, 0s, 1s}) // the two times of one answer may differ
            if (file_time(now + offset + second) == text) {
                found.push_back(offset);
                break;
            }
    return found;
}

std::optional<base::duration> offset_of(base::wall_time local, base::wall_time now)
{
    const auto offset = std::chrono::round<std::chrono::duration<int, std::ratio<900>>>(local - now);
    const auto error = local - now - offset;
    if (offset < west_most || offset > east_most || error > tolerance || -error > tolerance)
        return std::nullopt;
    return offset;
}

void place(std::span<item> rows, const schema& shape)
{
    for (auto& row : rows)
        if (std::exchange(row.zoneless, false) && row.date)
            *row.date -= shape.date_offset;
}

std::string filter_text(base::wall_time time, const schema& shape)
{
    if (shape.zoned_dates)
        return base::to_iso8601(time);
    constexpr std::size_t without_fraction = 19; // bytes: "2026-11-23T18:49:42"
    auto text = base::to_iso8601(std::chrono::ceil<std::chrono::seconds>(time + shape.date_offset));
    text.resize(without_fraction);
    return text;
}

std::string to_string(base::duration offset)
{
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(std::chrono::abs(offset)).count();
    return fmt::format("{}{:02}:{:02}", offset < base::duration::zero() ? '-' : '+', minutes / 60,
                       minutes % 60);
}

} // namespace directus::zone
