#include "e2e/chaos_absences.hpp"

#include "base/timestamp.hpp"

#include <fmt/format.h>

#include <limits>

namespace e2e::chaos {

void absences::joined(const std::string& name)
{
    const std::lock_guard lock(mutex_);
    auto& who = people_[name];
    ++who.visits;
    if (!who.since)
        who.since = base::wall_now();
}

void absences::saw(const std::string& name, const std::string& text)
{
    const std::lock_guard lock(mutex_);
    ++people_[name].times[text];
}

void absences::told(const std::string& name, std::optional<std::size_t> left_out)
{
    const std::lock_guard lock(mutex_);
    auto& all = people_[name].left_out;
    all = left_out ? all + *left_out : std::numeric_limits<std::size_t>::max() / 2;
}

absences::report absences::audit(const std::vector<support::row>& rows) const
{
    report out;
    const std::lock_guard lock(mutex_);
    for (const auto& [name, who] : people_) {
        out.visits += who.visits;
        auto left_out = who.left_out;
        for (const auto& [text, times] : who.times)
            out.deliveries += times;
        for (const auto& row : rows) {
            const auto date = base::from_iso8601(row.date);
            if (!row.content || !date)
                continue;
            const auto found = who.times.find(*row.content);
            const auto times = found == who.times.end() ? 0 : found->second;
            if (times == 1 || (times == 0 && (!who.since || *date <= *who.since)))
                continue;
            if (times == 0 && left_out > 0) {
                --left_out;
                ++out.left_out;
                continue;
            }
            ++out.absent;
            out.complaints.push_back(
                fmt::format("{} was shown {} times: \"{}\" {}", name, times, *row.content, row.date));
        }
    }
    return out;
}

} // namespace e2e::chaos
