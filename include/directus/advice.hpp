// What an administrator is told of a collection that is there: the gateway's keys that fit it, and what of it
// will not serve chat well.
#pragma once

#include "directus/json.hpp"
#include "directus/types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace directus {

class advice {
public:
    struct line { // of the configuration: "directus.reply_field", "parent_id"
        std::string key;
        std::string value;
        friend bool operator==(const line&, const line&) = default;
    };

    explicit advice(schema shape)
        : shape_(std::move(shape))
    {
    }

    // The "data" of the answers to setup's requests for a collection.
    void collection(json::value data);
    void fields(json::value data);
    void relations(json::value data);

    // The keys that do not have their defaults, in the order of the manual.
    std::vector<line> lines() const;
    const std::vector<std::string>& warnings() const { return warnings_; }

private:
    void look_at(json::value field, const std::string& name);
    void look_at_status(json::value field);
    void look_at_author(json::value field, const std::string& name);

    schema shape_;
    std::string editor_;
    std::string reply_;
    std::string attachment_;
    std::optional<condition> unarchived_; // the rows that are not in the collection's archive
    bool needs_published_ = false;        // a new row is shown on websites only with this status
    std::vector<std::string> warnings_;
};

} // namespace directus
