#include "bridge/people/scope.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace bridge {

namespace {

const char* files_of(directus::files which)
{
    switch (which) {
    case directus::files::none:
        return "";
    case directus::files::ids:
        return ":file ids";
    case directus::files::details:
        return ":files";
    }
    return "";
}

} // namespace

std::string scope_of(const member& who, bool per_user)
{
    if (!who.may_read())
        return {};
    std::string more = files_of(who.rights.read_files);
    if (who.may_read_reactions())
        more += ":reactions";
    const bool filtered =
        who.rights.read != directus::access::full || who.rights.read_reactions == directus::access::partial;
    if (per_user || filtered)
        return fmt::format("user:{}{}", who.id.str(), more);
    return fmt::format("full:{}{}", fmt::join(who.rights.read_fields, ","), more);
}

} // namespace bridge
