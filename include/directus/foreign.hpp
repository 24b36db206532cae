// Answers that are not Directus's: of a proxy, a captive portal, another service, or Directus's own web
// pages. They must never be taken for a refusal of credentials.
#pragma once

#include "directus/rest.hpp"

#include <string>
#include <string_view>

namespace directus::foreign {

// Directus answers its API in JSON ({"data"} or {"errors"}; an export is an array), with "pong", or with
// nothing where it succeeded. It redirects no request that the gateway makes.
bool is_foreign(const rest::response& answer);

// What came, on one line and without secrets: "301, without a content type, Location https://chat.example/".
std::string describe(const rest::response& answer);
// The Location without its query, which may hold the state of a login; printable.
std::string location(const rest::response& answer);

// What to change. `url` is where Directus is configured to be, `target` what was asked for below that.
std::string advice(const rest::response& answer, std::string_view url, std::string_view target);

} // namespace directus::foreign
