// Fields that were found, not configured, and that the chat can do without. Requests ask for the same fields,
// whoever reads: a spare one is asked for as long as everybody who is here may read it.
#pragma once

#include "directus/schema_search.hpp"
#include "directus/types.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace server {

bool may_read(const directus::rights& of, std::string_view field);

class spare_fields {
public:
    explicit spare_fields(directus::fixed_names fixed)
        : fixed_(fixed)
    {
    }

    // All that the search found. `is_other`: of another collection, whose readers are not known.
    void found(const directus::schema& shape, bool is_other);
    // Adds those that were found with another reader's permissions.
    void add(const directus::schema& shape);

    void rights_are(const directus::user_id& user, const directus::rights& of);
    void left(const directus::user_id& user);
    // Of a field that Directus refuses, whatever the permissions say. False where it is no spare one.
    bool leave_out(const std::string& field);

    // The schema with those that are to be asked for.
    directus::schema in(directus::schema shape) const;

private:
    std::vector<std::string> names() const;
    void readable(const std::string& field, const directus::user_id& user);

    directus::fixed_names fixed_;
    directus::schema found_{};
    // Field → who may not read it; nobody's id stands for everybody.
    std::map<std::string, std::set<directus::user_id>> hidden_;
};

} // namespace server
