// What `GET /server/specs/oas` says of Directus's collections: their fields, types and relations, as far as
// the asker may read them. It tells neither the specials of a field nor its interface nor which field is the
// primary key. https://directus.io/docs/api/server
#pragma once

#include "base/errc.hpp"
#include "directus/rest.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace directus::oas {

enum class type {
    text, // Directus's string and text; and uuid, where the database has no such type
    uuid,
    integer,   // also bigInteger
    timestamp, // in UTC
    date_time, // without a zone: in the server's own
    relation,  // many-to-one
    other
};

struct field {
    std::string name;
    type kind = type::other;
    bool nullable = true;
    bool required = false; // not nullable, without a default
    std::string related{}; // the collection, of a relation
    type related_key = type::other;
    friend bool operator==(const field&, const field&) = default;
};

struct collection {
    std::string name;
    bool singleton = false;
    bool creatable = false;    // by the asker: some fields of some rows
    std::vector<field> fields; // in Directus's order

    const field* find(std::string_view name) const; // null where there is none
};

// Of the collections of the project itself.
struct document {
    std::vector<std::string> names;      // all of them
    std::vector<collection> collections; // those that were asked for
    bool reads_users = false; // relations to users and files are told only to those who may read these
    bool reads_files = false;

    const collection* find(std::string_view name) const;
};

rest::request ask(const base::secret& token);

// With these collections' fields. errc::malformed for what is no such document, or too large a one; otherwise
// a refusal's errc, as of rest::parse_permissions().
base::result<document> parse(const rest::response& answer, std::span<const std::string> wanted);

} // namespace directus::oas
