// What the gateway knows of Directus: the collection's shape, its rows, people, tokens and permissions.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/secret.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace directus {

using base::item_id;
using base::user_id;

// What may be read of the files that rows have: nothing, their ids, or their names and sizes too.
enum class files { none, ids, details };

// The collection and the names of its fields, as configured.
struct schema {
    std::string collection = "messages";
    std::string key = "id";
    std::string content = "content";
    std::string author = "user_created"; // special `user-created`
    std::string date = "date_created";   // special `date-created`
    std::string editor{};                // special `user-updated`; empty: there is none
    std::string reply{};                 // the key of the row that this one answers; empty: there is none
    std::string attachment{};            // many-to-one to directus_files; empty where there is none
    files attachment_as = files::none;   // what is asked for of it
    std::string reactions{};             // the collection of reactions to rows; empty: there is none
};

// A row of directus_files, as far as the reader may see it.
struct file {
    std::string id;
    std::string name;       // empty where it is not known
    std::int64_t bytes = 0; // 0 where that is not known
    friend bool operator==(const file&, const file&) = default;
};

// A row of the collection. Fields that were null, missing or of another type are empty.
struct item {
    item_id id;
    std::string content;
    user_id author;
    std::optional<base::wall_time> date;
    user_id editor{};   // who changed it last, where the collection keeps that
    item_id reply_to{}; // where the collection keeps that
    std::optional<file> attachment{};
    friend bool operator==(const item&, const item&) = default;
};

// A row of the collection of reactions: what somebody put under a row of the chat.
struct reaction {
    item_id id;
    item_id message; // the row
    std::string emoji;
    user_id author;                      // empty where it is not known
    std::optional<base::wall_time> date; // the same
    friend bool operator==(const reaction&, const reaction&) = default;
};

// A row to be created. An empty `id` leaves the key to Directus.
struct draft {
    item_id id;
    std::string content;
    item_id reply_to{}; // empty for none
    friend bool operator==(const draft&, const draft&) = default;
};

// A row of directus_users, as far as the reader may see it.
struct person {
    user_id id;
    std::string first_name;
    std::string last_name;
    std::string email; // only one's own is ever asked for
    friend bool operator==(const person&, const person&) = default;
};

// What a login or a refresh gave. A static token has no refresh token and no lifetime; an access token that
// somebody brought with him has a lifetime alone.
struct tokens {
    base::secret access_token;
    base::secret refresh_token;
    std::optional<base::duration> lifetime; // of the access token, from when it was given
    friend bool operator==(const tokens&, const tokens&) = default;
};

enum class access { none, partial, full }; // `partial`: a row filter exists

// What a user may do with the collection. `fields` are those that may be read, sorted; {"*"} for all.
struct rights {
    access read = access::none;
    access create = access::none;
    std::vector<std::string> read_fields;
    access update = access::none;
    access remove = access::none;
    files read_files = files::none; // those of the rows
    bool read_people = false;       // every user, not only some of them
    // Reactions, where there is a collection for them.
    access read_reactions = access::none;
    access create_reactions = access::none;
    access remove_reactions = access::none;
    friend bool operator==(const rights&, const rights&) = default;
};

} // namespace directus
