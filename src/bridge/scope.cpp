#include "bridge/scope.hpp"

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
    const auto* const files = files_of(who.rights.read_files);
    if (per_user || who.rights.read != directus::access::full)
        return fmt::format("user:{}{}", who.id.str(), files);
    return fmt::format("full:{}{}", fmt::join(who.rights.read_fields, ","), files);
}

} // namespace bridge
