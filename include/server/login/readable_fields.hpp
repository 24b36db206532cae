// The scopes whose users may read all fields that are asked for, and the users who may not. Keeps the finding
// "fields".
#pragma once

#include "directus/types.hpp"
#include "server/operations/findings.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <string>

namespace server {

class readable_fields {
public:
    static constexpr std::size_t most = 10'000; // scopes, and users; more are not remembered

    explicit readable_fields(findings& checks)
        : checks_(checks)
    {
    }

    // Whether users with these rights are known to read all fields.
    bool has(const directus::user_id& user, const directus::rights& with) const;
    void add(const directus::user_id& user, const directus::rights& with);
    // `field`: the first that this user may not read, empty for the whole collection; `reason`: the same in
    // words. Logged once for each field.
    void refused(const directus::user_id& user, const std::string& field, const std::string& reason);

    // The fields of this scope are to be read again.
    void distrust(const directus::user_id& user, const directus::rights& with);
    // The same for all scopes.
    void distrust_all() { readable_.clear(); }
    // It does not matter any more what this user may not read.
    void forget(const directus::user_id& user);
    // Other fields are asked for: nothing is known.
    void reset();

private:
    struct refusal {
        std::string field;
        finding about;
    };

    void raise();

    findings& checks_;
    std::set<std::string> readable_; // scopes
    std::map<directus::user_id, refusal> refused_;
};

} // namespace server
