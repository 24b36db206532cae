// Which collection and fields serve the chat, found in what Directus says of its collections.
#pragma once

#include "directus/oas.hpp"
#include "directus/types.hpp"

#include <optional>
#include <string>
#include <vector>

namespace directus {

// The names of a schema that the operator has set: these are taken as they are, the others are found.
struct fixed_names {
    bool collection = false;
    bool key = false;
    bool content = false;
    bool author = false;
    bool date = false;
    bool editor = false;
    bool reply = false;
    bool attachment = false;
    bool filter = false;
};

class schema_search {
public:
    struct result {
        std::optional<schema> found{};
        // Its collection is the operator's choice or messages, or the asker may write there, too. Any other
        // that somebody may only read need not be the chat.
        bool certain = false;
        oas::type key_type = oas::type::other;
        // Without one: why, and what to do about it, each a part of a sentence.
        std::string reason{};
        std::string change{};
    };

    schema_search(schema configured, fixed_names fixed)
        : configured_(std::move(configured))
        , fixed_(fixed)
    {
    }

    // The collections to ask the document for.
    std::vector<std::string> collections() const;
    result in(const oas::document& what) const;

private:
    result in(const oas::collection& one, const oas::document& what) const;

    schema configured_;
    fixed_names fixed_;
};

} // namespace directus
