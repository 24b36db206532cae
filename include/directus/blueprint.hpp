// What chat needs in a Directus project, part by part, as an administrator's REST requests: those that look
// whether a part is there, and those that make it. The bearer is left to the sender.
// https://directus.io/docs/api
#pragma once

#include "directus/rest.hpp"
#include "directus/types.hpp"

#include <array>
#include <string>
#include <string_view>

namespace directus::blueprint {

inline constexpr std::string_view name = "Chat"; // of the policy and of the role

enum class key_type { uuid, integer };

enum class part {
    collection,
    key, // this and the next four are fields of the collection
    content,
    author,
    date,
    editor,
    relation,        // author -> directus_users
    editor_relation, // editor -> directus_users
    policy,
    may_create,
    may_read,
    may_read_names,
    role,
    grant, // of the policy to the role
    // The rest is for read markers, where they are asked for.
    markers,      // their collection, with its fields
    marker_owner, // relation user -> directus_users
    may_create_markers,
    may_read_markers,
    may_update_markers,
    // And this for reactions.
    reactions,       // their collection, with its fields
    reacted_message, // relation message -> the collection of messages
    reaction_author, // relation user_created -> directus_users
    may_create_reactions,
    may_read_reactions,
    may_delete_reactions,
};

// In the order in which they are made: each needs only those before it.
inline constexpr std::array parts{part::collection, part::key,        part::content,  part::author,
                                  part::date,       part::editor,     part::relation, part::editor_relation,
                                  part::policy,     part::may_create, part::may_read, part::may_read_names,
                                  part::role,       part::grant};

inline constexpr std::array marker_parts{part::markers, part::marker_owner, part::may_create_markers,
                                         part::may_read_markers, part::may_update_markers};

inline constexpr std::array reaction_parts{part::reactions,          part::reacted_message,
                                           part::reaction_author,    part::may_create_reactions,
                                           part::may_read_reactions, part::may_delete_reactions};

constexpr bool is_field(part which)
{
    return which >= part::key && which <= part::editor;
}

// The field of who edited a row last: as configured, or as Directus calls it.
std::string editor_of(const schema& shape);

// What a person calls it: "collection messages".
std::string describe(part which, const schema& shape, std::string_view markers = "read_markers");

// Looking.
rest::request my_rights();
rest::request collection(std::string_view which); // 403 where it is not there, to an administrator
rest::request fields(std::string_view collection);
rest::request relations(std::string_view collection);
rest::request policies();                                                   // of our name
rest::request permissions(std::string_view policy, std::size_t offset = 0); // as many as a page may have
rest::request roles();                                                      // of our name
rest::request grants(std::string_view role, std::string_view policy);

// Making.
struct choice {
    schema shape;
    key_type key = key_type::uuid;
    std::string policy{}; // its id, from part::may_create on
    std::string role{};   // its id, for part::grant
    bool whole_profiles =
        false; // part::may_read_names gives every field: Directus refused to give only names
    std::string markers = "read_markers"; // the collection
    bool all_markers = false; // others' may be read and changed, too: Directus refused to give only one's own
    std::string message_type = "uuid"; // of the key that a reaction refers to
    bool all_reactions = false;        // others' may be deleted, too: for the same reason
};
// The collection is made together with all of its fields. Pre: not part::key, which no existing table lacks.
rest::request make(part which, const choice& with);

} // namespace directus::blueprint
