// The recorded OpenAPI documents of Directus, and answers made of text.
#pragma once

#include "directus/json.hpp"
#include "directus/rest.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <string>

namespace oas_documents {

inline std::string recorded(const std::string& name)
{
    std::ifstream file(std::string(DIRECTUS_IRCD_SOURCE "/tests/fuzz/corpus/oas/") + name + ".json");
    BOOST_REQUIRE_MESSAGE(file, name);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline directus::rest::response answer(std::string body)
{
    return {200, std::move(body), {}};
}

} // namespace oas_documents
