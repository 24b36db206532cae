// Rows of the collection as Directus's JSON tells them, over REST and over the WebSocket alike.
#pragma once

#include "directus/json.hpp"
#include "directus/types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace directus::row {

// The fields that the gateway asks for: key, date, author, content, and what else is configured; of the
// attachment what may be read.
std::vector<std::string> fields(const schema& shape);

// A row's key: an integer or visible ASCII. Empty for anything else.
std::optional<item_id> key_from(json::value from);
// A user's id, bare or as an object with `id`: letters, digits and dashes, as a UUID has. Empty for anything
// else.
std::optional<user_id> user_from(json::value from);

// Empty where the row has no usable key. The author may be a bare UUID or an object with `id`.
std::optional<item> read(json::value from, const schema& shape);
// Of an array of rows, or of one row alone; those without a usable key are left out.
std::vector<item> read_all(json::value from, const schema& shape);

// A row to create: without a key where Directus is to choose one.
void write(json::writer& out, const draft& row, const schema& shape);

} // namespace directus::row
