#include "bridge/scope.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace bridge {

std::string scope_of(const member& who, bool per_user)
{
    if (!who.may_read())
        return {};
    if (per_user || who.rights.read != directus::access::full)
        return fmt::format("user:{}", who.id.str());
    return fmt::format("full:{}", fmt::join(who.rights.read_fields, ","));
}

} // namespace bridge
