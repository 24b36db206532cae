#include "server/config/environment.hpp"

#include <charconv>

namespace server {

std::string_view variable(const std::vector<std::string>& environment, std::string_view name)
{
    for (const std::string_view entry : environment)
        if (entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=')
            return entry.substr(name.size() + 1);
    return {};
}

std::optional<long> whole_number(std::string_view text)
{
    long parsed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return parsed;
}

} // namespace server
