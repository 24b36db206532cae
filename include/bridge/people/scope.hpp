// Who may share a subscription: those whom Directus shows the same rows with the same fields.
#pragma once

#include "bridge/people/roster.hpp"

#include <string>

namespace bridge {

// Equal for those who may share; empty for somebody who may not read at all. Whoever reads through a row
// filter shares with nobody, as the filter may name its reader; files of rows and
// reactions to them are shared by those who may read as much of them.
std::string scope_of(const member& who, bool per_user);

} // namespace bridge
