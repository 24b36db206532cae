#include "bridge/reactions.hpp"

#include "base/utf8.hpp"

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
    if (known.what || known.gone)
        return false;
    known.what = what;
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
