#include "directus/refusal.hpp"

#include "directus/json.hpp"

#include <algorithm>

namespace directus {

refusal read_refusal(const rest::response& answer)
{
    const auto parsed = json::document::parse(answer.body);
    if (!parsed || parsed->root()["errors"].size() == 0)
        return {{}, "HTTP " + std::to_string(answer.status) + ", and not an answer of Directus"};
    const auto first = parsed->root()["errors"].at(0);
    refusal out;
    out.code = first["extensions"]["code"].string().value_or("");
    out.message = first["message"].string().value_or("HTTP " + std::to_string(answer.status));
    std::ranges::replace_if(
        out.message, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    return out;
}

} // namespace directus
