#include "directus/project_info.hpp"

#include "base/ids.hpp"
#include "base/printable.hpp"
#include "directus/json.hpp"

#include <algorithm>
#include <cstddef>

namespace directus {

namespace {

constexpr std::size_t name_bytes = 61;         // and the "…"
constexpr std::size_t description_bytes = 300; // a TOPIC with it fits into 512 bytes

// The words on one line, with single spaces between them.
std::string one_line(json::value text, std::size_t most)
{
    auto out = base::printable(text.string().value_or(""), most);
    const auto both_spaces = [](char a, char b) { return a == ' ' && b == ' '; };
    out.erase(std::unique(out.begin(), out.end(), both_spaces), out.end());
    if (out.starts_with(' '))
        out.erase(0, 1);
    if (out.ends_with(' '))
        out.pop_back();
    return out;
}

} // namespace

base::result<project_info> parse_project_info(const rest::response& answer)
{
    const auto parsed = json::document::parse(answer.body);
    const auto project = parsed ? parsed->root()["data"]["project"] : json::value();
    if (answer.status != 200 || !project.is_object())
        return base::make_error_code(base::errc::malformed);
    project_info found;
    found.name = one_line(project["project_name"], name_bytes);
    found.description = one_line(project["project_descriptor"], description_bytes);
    if (const base::item_id logo(std::string(project["project_logo"].string().value_or(""))); logo.is_uuid())
        found.logo = logo.str();
    return found;
}

} // namespace directus
