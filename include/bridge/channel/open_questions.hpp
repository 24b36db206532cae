// Questions to Directus of one kind that are not answered yet, each with what is kept for its answer.
#pragma once

#include "base/ids.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace bridge {

// Pre: a Question has its asker, `who`, and can be compared.
template <class Question, class Kept = std::monostate>
class open_questions {
public:
    struct entry {
        Question asked;
        Kept kept{};
    };

    // `most`: of one client at a time.
    explicit open_questions(std::size_t most)
        : most_(most)
    {
    }

    bool is_full(base::client_id who) const
    {
        const auto its = std::ranges::count(entries_, who, [](const entry& one) { return one.asked.who; });
        return static_cast<std::size_t>(its) >= most_;
    }
    void add(Question asked) { entries_.push_back({std::move(asked)}); }
    // The question is answered. Empty where it was not asked.
    std::optional<entry> take(const Question& asked)
    {
        const auto found = std::ranges::find(entries_, asked, &entry::asked);
        if (found == entries_.end())
            return std::nullopt;
        auto out = std::move(*found);
        entries_.erase(found);
        return out;
    }
    // Null for none. The oldest first.
    template <class Predicate>
    entry* find(Predicate fits)
    {
        const auto found = std::ranges::find_if(entries_, fits);
        return found == entries_.end() ? nullptr : &*found;
    }

private:
    std::size_t most_;
    std::vector<entry> entries_;
};

} // namespace bridge
