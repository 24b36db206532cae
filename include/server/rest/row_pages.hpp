// Going from one page of rows to the next.
#pragma once

#include "directus/rest.hpp"

#include <vector>

namespace server {

// The page behind these rows, by the date of the last and by number among those of its date: whatever comes
// or goes elsewhere meanwhile shifts nothing. False where a date cannot be read. Pre: there are rows.
bool go_on(directus::rest::page& next, const std::vector<directus::item>& rows);

} // namespace server
