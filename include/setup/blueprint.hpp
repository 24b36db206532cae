// The parts that chat needs in a Directus project, as data: collections with their fields, relations and
// permissions, a policy, a role and a bot. And the REST requests that look for the parts and make them; the
// sender adds an administrator's token. https://directus.io/docs/api
#pragma once

#include "base/secret.hpp"
#include "directus/rest.hpp"
#include "directus/types.hpp"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace setup::blueprint {

namespace rest = directus::rest;

inline constexpr std::string_view name = "Chat"; // of the policy and of the role that setup makes
inline constexpr std::string_view users = "directus_users";

// The part that is no collection's and has the same description in every plan.
inline const std::string policy_part{"policy Chat"};

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

// A column of a list in the Data Studio.
struct column {
    std::string field;
    int width; // pixels
};

// The Data Studio's list of a collection, for users without an arrangement of their own.
struct list {
    std::string sort{};            // "-date_created"
    std::vector<column> columns{}; // empty: the list stays Directus's
};

// One action on a collection. A restriction to the user's own rows or to some fields is a rule: Directus 12
// refuses it without a licence.
struct permission {
    std::string_view action;
    std::string own{};                    // the field that refers to a row's user; empty: any row
    std::vector<std::string> fields{"*"}; // "*": all of them
    std::string beyond{};                 // a field that the permission excludes where the rule is in force
    std::string_view description{};       // empty: made of the action and the collection

    bool has_rule() const { return !own.empty() || fields.front() != "*"; }
};

struct collection {
    std::string name;
    std::string_view key{};            // the configuration key for its name: "directus.reactions"
    std::string_view option{};         // of `setup --with`: "reactions"; empty: the collection is no extra
    std::string_view purpose{};        // a noun: "reactions"
    std::string meta{};                // JSON
    std::vector<field> fields{};       // the primary key first; empty: the entry has permissions alone
    std::vector<relation> relations{}; // of these fields
    list studio_list{};
    std::vector<permission> permissions{}; // of the policy
    std::string unruled{};                 // the warning where a permission lacks its rule
    std::string_view unruled_dry_run{};    // the same where a dry run cannot know it: "… could be read"
    // The error where Directus refuses the rules. Empty: the permissions are then made without them.
    std::string_view refusal{};

    bool has_table() const { return !fields.empty(); } // of its own
};

struct plan {
    directus::schema shape; // of the messages
    collection messages;
    collection users;
    std::vector<collection> extras{}; // the optional ones that are wanted
    std::string role{name};           // gets the policy; any but Chat has to exist
    std::string bot{};                // first name of a user with a static token; empty: none
    bool untracked = false; // collections that exist lose their accountability; new ones never have any

    std::vector<const collection*> collections() const;
};

// The values that become known while the parts are looked for and made.
struct known_values {
    std::string key_type = "uuid";                // of the messages' key: "uuid", "integer"
    std::string policy{};                         // its id
    std::string role{};                           // its id
    std::string bot{};                            // its id
    base::secret token{};                         // of a new bot
    std::set<std::string, std::less<>> unruled{}; // collections whose rules Directus refused
    // The author's field of the messages is displayed as the user's id: the list needs the name's own fields.
    bool author_shows_id = false;
};

// One thing to make, with one request. It refers to its plan.
struct part {
    std::string description; // "field messages.date_created"; unique in a plan
    rest::request (*request)(const plan& plan, const part& part, const known_values& values);
    const collection* owner = nullptr; // null for the policy, the role, the grant and the bot
    std::size_t index = 0;             // in the owner's fields, relations or permissions
    bool comes_with_owner = false;     // a new collection has it from the start
    bool has_rule = false;
    std::string known_values::*id = nullptr;  // where the id of the made thing is kept
    std::string_view made = "created";        // what a run does
    std::string_view found = "already there"; // where nothing is to be done
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
std::string describe_accountability(const collection& collection);
std::string describe_list(const collection& collection);
std::string describe_role(const plan& plan);
std::string describe_grant(const plan& plan);
std::string describe_bot(const plan& plan);

// Requests that look.
rest::request my_rights();
rest::request collection_named(std::string_view collection); // 403 to an administrator: it does not exist
rest::request fields(std::string_view collection);
rest::request relations(std::string_view collection);
rest::request policies();                                                   // named Chat
rest::request permissions(std::string_view policy, std::size_t offset = 0); // as many as a page may have
rest::request roles(std::string_view role); // with the policies of each and of three parents
rest::request grants(std::string_view role, std::string_view policy);
rest::request presets(std::string_view collection); // global ones, which are nobody's bookmark
rest::request users_named(std::string_view first_name);

} // namespace setup::blueprint
