// Unanswered questions to Directus, all of one kind, each with the state that its answer needs.
#pragma once

#include "base/ids.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace bridge {

// Pre: Question has a member `who`, the client that asks, and operator==.
template <class Question, class State = std::monostate>
class open_questions {
public:
    struct entry {
        Question question;
        State state{};
    };

    // `most`: questions of one client at a time.
    explicit open_questions(std::size_t most)
        : most_(most)
    {
    }

    // The client has as many open questions as it may have.
    bool is_full(base::client_id client) const
    {
        const auto open =
            std::ranges::count(entries_, client, [](const entry& each) { return each.question.who; });
        return static_cast<std::size_t>(open) >= most_;
    }
    void add(Question question) { entries_.push_back({std::move(question)}); }
    // Removes a question that was answered and returns it; empty if it is not open.
    std::optional<entry> take(const Question& question)
    {
        const auto found = std::ranges::find(entries_, question, &entry::question);
        if (found == entries_.end())
            return std::nullopt;
        auto answered = std::move(*found);
        entries_.erase(found);
        return answered;
    }
    // Returns the oldest that satisfies the predicate; null for none.
    template <class Predicate>
    entry* find(Predicate satisfies)
    {
        const auto found = std::ranges::find_if(entries_, satisfies);
        return found == entries_.end() ? nullptr : &*found;
    }
    // Returns all that satisfy it, the oldest first; valid until the next add() or take().
    template <class Predicate>
    std::vector<entry*> find_all(Predicate satisfies)
    {
        std::vector<entry*> found;
        for (auto& each : entries_)
            if (satisfies(each))
                found.push_back(&each);
        return found;
    }

private:
    std::size_t most_;
    std::vector<entry> entries_;
};

} // namespace bridge
