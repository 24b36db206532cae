// An administrator's findings in a Directus project: the parts of a plan that exist, and obstacles to chat.
#pragma once

#include "directus/json.hpp"
#include "setup/blueprint.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace setup {

class project {
public:
    explicit project(blueprint::plan plan)
        : plan_(std::move(plan))
    {
    }

    // Each takes the "data" of the answer to the blueprint's request of that name, for a collection of the
    // plan. An obstacle says why nothing may be made.
    using obstacle = std::optional<std::string>;
    obstacle collection(const blueprint::collection& collection, directus::json::value data);
    obstacle fields(const blueprint::collection& collection, directus::json::value data);
    obstacle relations(const blueprint::collection& collection, directus::json::value data);
    obstacle policies(directus::json::value data);
    void permissions(directus::json::value data);
    obstacle roles(directus::json::value data);
    void grants(directus::json::value data);
    void presets(const blueprint::collection& collection, directus::json::value data);
    obstacle users_named(directus::json::value data); // after roles()

    bool has(std::string_view part) const { return there_.contains(part); } // by its description
    const std::string& policy() const { return policy_; } // its id; empty where there is none
    const std::string& role() const { return role_; }
    const std::string& bot() const { return bot_; } // the id of its user
    // The role, or a parent of it, has a policy that gives access to the Data Studio.
    bool role_has_app_access() const { return role_has_app_access_; }
    // The author's field refers to a user and is displayed as their id.
    bool author_shows_id() const { return author_shows_id_; }
    // The type of the messages' key in Directus's words; empty without their collection.
    const std::string& key_type() const { return key_type_; }
    // A permission on the collection exists without the rule that the plan has for it.
    bool is_unruled(std::string_view collection) const { return unruled_.contains(collection); }
    // Flaws of parts that are adopted as they are.
    const std::vector<std::string>& warnings() const { return warnings_; }

private:
    bool is_messages(const blueprint::collection& collection) const
    {
        return collection.name == plan_.messages.name;
    }
    void add_relation(const blueprint::collection& collection, std::string_view field);
    void add_permission(const blueprint::collection& collection, directus::json::value row);
    obstacle adopt(directus::json::value fields);
    void look_at(directus::json::value field, const std::string& name);
    bool is_limited_to_authors() const; // a permission of the plan
    obstacle missing_content(const std::vector<std::string>& texts) const;

    blueprint::plan plan_;
    std::set<std::string, std::less<>> there_; // descriptions of the parts that exist
    std::string policy_;
    std::string role_;
    std::string bot_;
    std::string key_type_;
    bool role_has_app_access_ = false;
    bool author_shows_id_ = false;
    std::set<std::string, std::less<>> unruled_; // collections
    std::vector<std::string> warnings_;
};

} // namespace setup
