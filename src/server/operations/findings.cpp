#include "server/operations/findings.hpp"

#include "base/printable.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace server {

std::string_view name_of(finding::grade grade)
{
    switch (grade) {
    case finding::grade::ok:
        return "ok";
    case finding::grade::warn:
        return "warn";
    case finding::grade::fail:
        return "fail";
    }
    return "";
}

std::string finding::line() const
{
    return base::printable(
        fmt::format("{} {}: {}{}{}", name_of(how), name, text, change.empty() ? "" : "; ", change));
}

bool findings::raise(finding what)
{
    if (what.how == finding::grade::ok)
        return clear(what.name);
    const auto at = std::ranges::find(all_, what.name, &finding::name);
    if (at != all_.end()) {
        if (*at == what)
            return false;
        *at = std::move(what);
        return true;
    }
    if (all_.size() == most)
        return false;
    all_.push_back(std::move(what));
    return true;
}

bool findings::clear(std::string_view name)
{
    return std::erase_if(all_, [&](const finding& one) { return one.name == name; }) > 0;
}

bool findings::has_failure() const
{
    return std::ranges::any_of(all_, [](const finding& one) { return one.how == finding::grade::fail; });
}

std::vector<finding> findings::all() const
{
    auto sorted = all_;
    std::ranges::stable_sort(sorted, std::ranges::greater(), &finding::how);
    return sorted;
}

} // namespace server
