// What an administrator finds in a Directus project: which of the blueprint's parts are there, and what
// stands in the way of chat.
#pragma once

#include "directus/blueprint.hpp"
#include "directus/json.hpp"
#include "directus/rest.hpp"
#include "directus/types.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace directus {

class project {
public:
    // Reactions are asked for where the schema names their collection.
    explicit project(schema shape, std::string markers = {})
        : shape_(std::move(shape))
        , markers_(std::move(markers))
    {
    }

    // Each takes the "data" of the answer to the blueprint's request of that name, and returns what stands in
    // the way: with that, nothing should be made.
    using obstacle = std::optional<std::string>;
    obstacle collection(json::value data);
    obstacle fields(json::value data);
    obstacle relations(json::value data);
    obstacle policies(json::value data);
    // These two of the collection of read markers: "fields" and "relations".
    obstacle marker_fields(json::value data);
    void marker_relations(json::value data);
    // And these of that of reactions.
    obstacle reaction_fields(json::value data);
    void reaction_relations(json::value data);
    void permissions(json::value data);
    void roles(json::value data);
    void grants(json::value data);

    bool has(blueprint::part which) const { return there_.contains(which); }
    const std::string& policy() const { return policy_; } // its id; empty where there is none
    const std::string& role() const { return role_; }
    const std::string& key_type() const
    {
        return key_type_;
    } // Directus's name for it; empty without collection
    bool whole_profiles() const { return whole_profiles_; } // more than names may be read
    bool all_markers() const { return all_markers_; }       // not only one's own may be read or changed
    bool all_reactions() const { return all_reactions_; }   // not only one's own may be deleted
    // What is adopted as it is but will not serve chat well.
    const std::vector<std::string>& warnings() const { return warnings_; }

private:
    void reaction_permission(json::value one);
    obstacle missing_content(const std::vector<std::string>& texts) const;

    schema shape_;
    std::string markers_; // the collection; empty: not asked for
    std::set<blueprint::part> there_;
    std::string policy_;
    std::string role_;
    std::string key_type_;
    bool whole_profiles_ = false;
    bool all_markers_ = false;
    bool all_reactions_ = false;
    std::vector<std::string> warnings_;
};

// Directus's own words in an answer that is not 2xx, in one line.
struct refusal {
    std::string code; // "FORBIDDEN"; empty where it is not Directus that answered
    std::string message;
};
refusal read_refusal(const rest::response& answer);

} // namespace directus
