// How far somebody has read a channel, as a row of a collection of its own: one for each user and target, in
// the fields id, user, target and timestamp. Requests and what their answers say.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "directus/rest.hpp"
#include "directus/types.hpp"

#include <optional>
#include <string>

namespace directus::read_marker {

struct place {
    std::string collection;
    user_id user;
    std::string target; // the channel
};

struct stored {
    item_id row;
    base::wall_time until;
    friend bool operator==(const stored&, const stored&) = default;
};

query find(const place& of);
rest::request create(const base::secret& token, const place& of, base::wall_time until);
rest::request move(const base::secret& token, const place& of, const item_id& row, base::wall_time until);

// Of find(): empty where there is none.
base::result<std::optional<stored>> parse(const rest::response& answer);

} // namespace directus::read_marker
