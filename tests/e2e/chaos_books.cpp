#include "e2e/chaos_books.hpp"

#include <utility>

namespace e2e::chaos {

stream& books::open(stream what)
{
    const std::lock_guard lock(mutex_);
    auto& made = streams_.emplace_back(std::move(what));
    by_name_[made.name] = &made;
    return made;
}

void books::wrote(stream& by, std::string text)
{
    const std::lock_guard lock(mutex_);
    by.lines.push_back({std::move(text), base::wall_now()});
}

// A line may come back to another session of its author.
void books::answered(std::string_view text, fate known)
{
    const std::lock_guard lock(mutex_);
    const auto by = by_name_.find(text.substr(0, text.find(' ')));
    if (by == by_name_.end())
        return;
    for (auto& line : by->second->lines)
        if (line.text == text && line.known != fate::returned && line.known != fate::perhaps)
            line.known = known;
}

void books::saw(stream& by, shown what)
{
    what.at = base::wall_now();
    if (what.text.starts_with(by.name + " "))
        answered(what.text, fate::acknowledged);
    const std::lock_guard lock(mutex_);
    by.rows.push_back(std::move(what));
}

void books::refused(stream& by)
{
    const std::lock_guard lock(mutex_);
    ++by.refused;
}

void books::joined(stream& by, bool from_start)
{
    const std::lock_guard lock(mutex_);
    by.joined = base::wall_now();
    by.from_start = from_start;
}

void books::ended(stream& by, ending how, std::string reason)
{
    const std::lock_guard lock(mutex_);
    by.how = how;
    by.reason = std::move(reason);
}

} // namespace e2e::chaos
