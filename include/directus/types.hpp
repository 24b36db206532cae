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

// How a row tells its author.
enum class author_kind {
    filled,  // a relation to directus_users that Directus fills in (special `user-created`)
    written, // a relation to directus_users that the gateway fills in, as it does with `filled` where it may
    named    // plain text: the author's name, which nobody verifies
};

// A field and its value as text: "status=published".
struct field_value {
    std::string field;
    std::string value;
    friend bool operator==(const field_value&, const field_value&) = default;
};

// What a row's field has to hold: one of these values or, negated, none of them; as text, "null" for nothing.
struct condition {
    std::string field;
    std::vector<std::string> values;
    bool negated = false;
    friend bool operator==(const condition&, const condition&) = default;
};

// The collection and the names of its fields, as configured or found in Directus.
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
    author_kind author_as = author_kind::filled;
    bool zoned_dates = true;             // false: `date` has no zone (dateTime), it is in the server's own
    base::duration date_offset{};        // of that zone from UTC, now; +05:30 is positive
    std::vector<field_value> defaults{}; // written with each new row
    std::vector<condition> filter{};     // what a row has to meet to be a message; empty: nothing
    friend bool operator==(const schema&, const schema&) = default;
};

// A row of directus_files, as far as the reader may see it.
struct file {
    std::string id;
    std::string name;       // empty where it is not known
    std::int64_t bytes = 0; // 0 where that is not known
    friend bool operator==(const file&, const file&) = default;
};

inline constexpr std::size_t longest_author_name = 256; // bytes

// A row of the collection. Fields that were null, missing or of another type are empty.
struct item {
    item_id id;
    std::string content;
    user_id author;
    std::optional<base::wall_time> date;
    user_id editor{};   // who changed it last, where the collection keeps that
    item_id reply_to{}; // where the collection keeps that
    std::optional<file> attachment{};
    std::string author_name{}; // unverified, where authors are plain text: of at most longest_author_name
    bool zoneless = false;     // `date` is the server's local time, taken for UTC
    bool hidden = false;       // it does not meet the filter: no message
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
    item_id reply_to{};   // empty for none
    std::string author{}; // written into the author's field; empty: left to Directus
    friend bool operator==(const draft&, const draft&) = default;
};

// A row of directus_users, as far as the reader may see it.
struct person {
    user_id id;
    std::string first_name;
    std::string last_name;
    std::string email;       // only one's own is ever asked for
    bool hides_name = false; // the reader may read neither name
    // The part of the address before the @ that the user logged in with, where that is to go for a name that
    // hides; else empty.
    std::string address_name{};
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
    bool write_author = false; // the author's field, in a create
    // Why nothing of the collection can be read or written, whatever the permissions say: "the field text of
    // messages is not there or may not be read; …". Empty where nothing stands in the way.
    std::string obstacle{};
    // The same of what stands in the way of creating alone.
    std::string create_obstacle{};
    access update = access::none;
    access remove = access::none;
    files read_files = files::none; // those of the rows
    bool read_people = false;       // every user, not only some of them, with the name
    // Reactions, where there is a collection for them.
    access read_reactions = access::none;
    access create_reactions = access::none;
    access remove_reactions = access::none;
    bool create_files = false; // perhaps not every one
    friend bool operator==(const rights&, const rights&) = default;
};

} // namespace directus
