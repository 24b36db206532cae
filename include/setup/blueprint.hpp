// The parts that chat needs in a Directus project, as data: collections with their fields, relations and
// permissions, a policy and a role. And the REST requests that look for the parts and make them; the sender
// adds an administrator's token. https://directus.io/docs/api
#pragma once

#include "directus/rest.hpp"
#include "directus/types.hpp"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace setup::blueprint {

namespace rest = directus::rest;

inline constexpr std::string_view name = "Chat"; // of the policy and of the role
inline constexpr std::string_view users = "directus_users";

// The parts that are no collection's, by their descriptions.
inline const std::string policy_part{"policy Chat"};
inline const std::string role_part{"role Chat"};
inline const std::string grant_part{"policy Chat in role Chat"};

// A field without its name, as POST /fields takes it.
struct field_kind {
    std::string_view type;          // empty: that of the messages' key
    std::string_view meta;          // JSON
    std::string_view schema = "{}"; // JSON
};

struct field {
    std::string name;
    field_kind kind;
};

struct relation {
    std::string field;
    std::string_view on_delete; // when the related row is deleted: "SET NULL", "CASCADE"
    std::string related{users}; // a collection
};

// One action on a collection. A restriction to the user's own rows or to some fields is a rule: Directus 12
// refuses it without a licence.
struct permission {
    std::string_view action;
    std::string_view own{};                    // the field that refers to a row's user; empty: any row
    std::vector<std::string_view> fields{"*"}; // "*": all of them
    std::string_view beyond{};                 // a field that may not be read where the rule is in force
    std::string_view description{};            // empty: made of the action and the collection

    bool has_rule() const { return !own.empty() || fields.front() != "*"; }
};

struct collection {
    std::string name;
    std::string_view key{};            // the configuration key for its name: "directus.reactions"
    std::string_view option{};         // of `setup --with`: "reactions"; empty: the collection is no extra
    std::string_view purpose{};        // a plural: "reactions"
    std::string meta{};                // JSON
    std::vector<field> fields{};       // the primary key first; empty: Directus has the collection already
    std::vector<relation> relations{}; // of these fields
    std::vector<permission> permissions{}; // of the policy
    std::string unruled{};                 // the warning where a permission lacks its rule
    std::string_view unruled_dry_run{};    // the same where a dry run cannot know it: "… could be read"
};

struct plan {
    directus::schema shape; // of the messages
    collection messages;
    collection users;
    std::vector<collection> extras; // the optional ones that are wanted

    std::vector<const collection*> collections() const;
};

// The values that become known while the parts are looked for and made.
struct known_values {
    std::string key_type = "uuid";                // of the messages' key: "uuid", "integer"
    std::string policy{};                         // its id
    std::string role{};                           // its id
    std::set<std::string, std::less<>> unruled{}; // collections whose rules Directus refused
};

// One thing to make, with one request. It refers to its plan.
struct part {
    std::string description; // "field messages.date_created"; unique in a plan
    rest::request (*request)(const part& part, const known_values& values);
    const collection* owner = nullptr; // null for the policy, the role and the grant
    std::size_t index = 0;             // in the owner's fields, relations or permissions
    bool is_field = false;             // a new collection has it from the start
    bool has_rule = false;
    std::string known_values::*id = nullptr; // where the id of the made thing is kept
};

// In the order in which they are made: each needs only those before it.
std::vector<part> parts(const plan& plan);

// The name of the field for a row's last editor: as configured, or as Directus calls it.
std::string editor_of(const directus::schema& shape);

// Descriptions of parts.
std::string describe(const collection& collection);
std::string describe_field(const collection& collection, std::string_view field);
std::string describe(const collection& collection, const relation& relation);
std::string describe(const collection& collection, const permission& permission);

// Requests that look.
rest::request my_rights();
rest::request collection_named(std::string_view collection); // 403 to an administrator: it does not exist
rest::request fields(std::string_view collection);
rest::request relations(std::string_view collection);
rest::request policies();                                                   // named Chat
rest::request permissions(std::string_view policy, std::size_t offset = 0); // as many as a page may have
rest::request roles();                                                      // named Chat
rest::request grants(std::string_view role, std::string_view policy);

} // namespace setup::blueprint
