#include "bridge/substitution.hpp"

namespace bridge {

namespace {

// Takes the text up to the next slash that is one, and that slash. Empty where there is none.
std::optional<std::string> take_part(std::string_view& from)
{
    std::string part;
    for (std::size_t n = 0; n < from.size(); ++n) {
        if (from.substr(n).starts_with("\\/"))
            ++n;
        else if (from[n] == '/') {
            from.remove_prefix(n + 1);
            return part;
        }
        part += from[n];
    }
    return std::nullopt;
}

} // namespace

std::optional<substitution> substitution::parse(std::string_view text)
{
    if (!text.starts_with("s/"))
        return std::nullopt;
    text.remove_prefix(2);
    auto old = take_part(text);
    auto fresh = old ? take_part(text) : std::nullopt;
    if (!fresh || old->empty() || !(text.empty() || text == "g"))
        return std::nullopt;
    return substitution{std::move(*old), std::move(*fresh), !text.empty()};
}

std::optional<std::string> substitution::applied_to(std::string_view text) const
{
    auto at = text.find(old);
    if (at == std::string_view::npos)
        return std::nullopt;
    std::string out;
    do {
        if (out.size() + at + fresh.size() > longest) // several of them would multiply without end
            return std::nullopt;
        out.append(text.substr(0, at)).append(fresh);
        text.remove_prefix(at + old.size());
        at = everywhere ? text.find(old) : std::string_view::npos;
    } while (at != std::string_view::npos);
    if (out.size() + text.size() > longest)
        return std::nullopt;
    return out.append(text);
}

} // namespace bridge
