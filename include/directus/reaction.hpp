// Reactions to rows of the chat, as rows of a collection of their own: somebody's emoji at a row, in the
// fields id, message, emoji, user_created and date_created. Requests and what their answers say.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "directus/json.hpp"
#include "directus/rest.hpp"
#include "directus/types.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace directus::reactions {

inline constexpr std::array<std::string_view, 5> fields{"id", "message", "emoji", "user_created",
                                                        "date_created"};

// Empty where the row has no usable key, names no row of the chat or has no emoji.
std::optional<reaction> read(json::value from);
// Of an array of rows, or of one row alone; those that are no reactions are left out.
std::vector<reaction> read_all(json::value from);

// To these rows of the chat, oldest first: so many at most.
query of_rows(std::string_view collection, std::span<const item_id> rows, std::size_t limit);
// The token's owner's own of this emoji. A database may take other emoji for the same: look at what comes.
query own(std::string_view collection, const item_id& row, std::string_view emoji);
// Dated then or later, newest first.
query since(std::string_view collection, base::wall_time from, std::size_t offset, std::size_t limit);
// Those of these keys, in no order.
query with_keys(std::string_view collection, std::span<const item_id> keys);
// Answered with the row that was made.
rest::request create(const base::secret& token, std::string_view collection, const item_id& row,
                     std::string_view emoji);
rest::request remove(const base::secret& token, std::string_view collection, const item_id& key);

// Of all but remove().
base::result<std::vector<reaction>> parse(const rest::response& answer);

} // namespace directus::reactions
