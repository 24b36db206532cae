// Files as Directus keeps them: uploads, and links to them. https://directus.io/docs/api/files
#pragma once

#include "base/errc.hpp"
#include "directus/rest.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace directus::upload {

struct content {
    std::string name;
    std::string type; // image/png; without line breaks
};

// The request, whose body is the file's bytes between these two.
struct form {
    rest::request request;
    std::string before;
    std::string behind;
};

// Into this folder, by its id; an empty one is the root.
form make(const base::secret& token, const content& what, std::string_view folder);

// Of make(): the file's id; empty where it is stored and its owner may not read it.
base::result<std::optional<std::string>> parse(const rest::response& answer);

// With the name at its end, which Directus passes over, and people and programs read.
std::string link(std::string_view assets, std::string_view id, std::string_view name);

} // namespace directus::upload
