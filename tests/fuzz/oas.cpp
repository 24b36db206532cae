// What is taken from Directus's description of itself: names that are there, whatever else the text holds.
#include "directus/oas.hpp"
#include "directus/schema_search.hpp"

#include "fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const directus::schema_search search(directus::schema{}, {});
    const auto wanted = search.collections();
    directus::rest::response answer{.status = 200, .body = {}, .date = {}};
    answer.body.assign(reinterpret_cast<const char*>(data), size); // NOLINT: bytes are text
    const auto told = directus::oas::parse(answer, wanted);
    if (!told)
        return 0;
    fuzz::require(told->collections.size() <= wanted.size(), "no more than was asked for");
    const auto result = search.in(*told);
    if (!result.found) {
        fuzz::require(!result.reason.empty() && !result.change.empty(), "the reason is said");
        return 0;
    }
    const auto* collection = told->find(result.found->collection);
    fuzz::require(collection && !collection->singleton, "it has rows");
    for (const auto* name :
         {&result.found->key, &result.found->content, &result.found->author, &result.found->date})
        fuzz::require(collection->find(*name), "its fields are there");
    return 0;
}
