#include "bridge/changes/reactions.hpp"

#include "base/utf8.hpp"
#include "irc/tags.hpp"

#include <algorithm>
#include <utility>

namespace bridge {

namespace {

constexpr std::size_t longest = 64; // bytes: the longest sequences of emoji have about 40

} // namespace

bool is_reaction(std::string_view text)
{
    return !text.empty() && text.size() <= longest && base::utf8::valid(text) &&
           std::ranges::none_of(text, [](char c) {
               const auto byte = static_cast<unsigned char>(c);
               return byte < ' ' || byte == 0x7f;
           });
}

std::optional<reaction_tags> reaction_in(std::string_view tags)
{
    auto react = irc::find_tag(tags, react_tag);
    auto unreact = irc::find_tag(tags, unreact_tag);
    auto reply = irc::find_tag(tags, "+reply");
    if (!reply)
        reply = irc::find_tag(tags, "+draft/reply");
    if (!(react || unreact) || !reply)
        return std::nullopt;
    return reaction_tags{std::move(react), std::move(unreact), std::move(*reply)};
}

reactions::entry& reactions::ensure(const base::item_id& key)
{
    const auto [at, is_new] = known_.try_emplace(key);
    if (!is_new)
        return at->second;
    order_.push_back(key);
    if (order_.size() > capacity_) {
        known_.erase(order_.front());
        order_.pop_front();
    }
    return known_.at(key);
}

bool reactions::made(const directus::reaction& what)
{
    auto& known = ensure(what.id);
    // An integer key that was given anew, after a reset or with a restored backup.
    const bool is_another =
        known.what && what.id.is_integer() && what.date && known.what->date && *what.date > *known.what->date;
    if ((known.what || known.gone) && !is_another)
        return false;
    known.what = what;
    known.gone = false;
    return true;
}

std::optional<directus::reaction> reactions::gone(const base::item_id& key)
{
    auto& known = ensure(key);
    if (std::exchange(known.gone, true))
        return std::nullopt;
    return known.what;
}

bool reactions::gone(const directus::reaction& what)
{
    auto& known = ensure(what.id);
    const bool was_told = known.gone && known.what;
    known.gone = true;
    known.what = what;
    return !was_told;
}

std::vector<base::item_id> reactions::newest(std::size_t most) const
{
    std::vector<base::item_id> out;
    for (auto one = order_.rbegin(); one != order_.rend() && out.size() < most; ++one)
        if (!known_.at(*one).gone)
            out.push_back(*one);
    return out;
}

} // namespace bridge
