// Identifiers that cannot be mixed up: a user's, a row's, a connected client's.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace base {

template <class Tag>
class id {
public:
    id() = default;
    explicit id(std::string text)
        : text_(std::move(text))
    {
    }

    const std::string& str() const { return text_; }
    bool empty() const { return text_.empty(); }

    friend bool operator==(const id&, const id&) = default;

    // Integer keys by value, others by their text: the order in which Directus sorts either. Where a
    // collection has both, integers come first: compared with each other in two ways and with the others in a
    // third, they would have no order at all.
    friend std::strong_ordering operator<=>(const id& a, const id& b)
    {
        const bool are_integers = a.is_integer();
        if (are_integers != b.is_integer())
            return are_integers ? std::strong_ordering::less : std::strong_ordering::greater;
        if (are_integers && a.text_.size() != b.text_.size())
            return a.text_.size() <=> b.text_.size();
        return a.text_ <=> b.text_;
    }

    // Decimal digits only, as an auto-increment key.
    bool is_integer() const
    {
        return !text_.empty() && text_.find_first_not_of("0123456789") == std::string::npos;
    }

    bool is_uuid() const
    {
        constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
        if (text_.size() != form.size())
            return false;
        for (std::size_t n = 0; n < form.size(); ++n) {
            const auto allowed = form[n] == '-' ? std::string_view("-") : "0123456789abcdefABCDEF";
            if (allowed.find(text_[n]) == std::string_view::npos)
                return false;
        }
        return true;
    }

private:
    std::string text_;
};

using user_id = id<struct user_tag>; // a UUID of directus_users
using item_id = id<struct item_tag>; // the primary key of a row: a UUID or an integer, as text

enum class client_id : std::uint64_t {}; // one connected IRC client; never reused within a run

} // namespace base

template <class Tag>
struct std::hash<base::id<Tag>> {
    std::size_t operator()(const base::id<Tag>& id) const { return std::hash<std::string>()(id.str()); }
};
