// The JSON frames of Directus's WebSocket: those we send, and what those we receive say.
// https://directus.io/docs/guides/realtime/subscriptions/websockets
#pragma once

#include "base/errc.hpp"
#include "directus/types.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace directus::frames {

std::string auth(const base::secret& token, std::string_view uid);
// `event` is "create", "update" or "delete": never without, or rows are lost between snapshot and
// subscription.
std::string subscribe(const schema& shape, std::string_view event, std::string_view uid);
// The same for the collection of reactions. Pre: there is one.
std::string subscribe_reactions(const schema& shape, std::string_view event, std::string_view uid);
// The same for directus_users: id and names. Directus confirms it to everybody; to a user who may not read
// them it answers each event with an error.
std::string subscribe_users(std::string_view event, std::string_view uid);
// Answered whether or not there is such a subscription, without any read of the database. One without a uid
// would end all of them.
std::string unsubscribe(std::string_view uid);
// Several rows are one transaction: all are stored, in this order, or none; one answer tells them, in the
// order of their keys, and one event each. Asks for key, date, author and content back. Pre: there is one.
std::string create(const schema& shape, std::span<const draft> rows, std::string_view uid);
std::string pong();

struct authenticated {
    std::string uid;
    friend bool operator==(const authenticated&, const authenticated&) = default;
};
struct auth_failed { // AUTH_FAILED, TOKEN_EXPIRED, AUTH_TIMEOUT …
    std::string uid;
    std::string code;
    friend bool operator==(const auth_failed&, const auth_failed&) = default;
};
struct subscribed { // `init`
    std::string uid;
    friend bool operator==(const subscribed&, const subscribed&) = default;
};
struct subscribe_failed { // also in place of an event that the token may not read any more
    std::string uid;
    std::string code;
    friend bool operator==(const subscribe_failed&, const subscribe_failed&) = default;
};
struct rows { // a `create` or `update` event
    std::string uid;
    std::string event;
    std::vector<item> items;
    std::vector<reaction> reactions{}; // what of them can be one, where there is a collection for them
    std::vector<person> users{};       // the same of users
    friend bool operator==(const rows&, const rows&) = default;
};
struct keys { // a `delete` event
    std::string uid;
    std::vector<item_id> ids;
    friend bool operator==(const keys&, const keys&) = default;
};
struct answer { // to an `items` request
    std::string uid;
    std::vector<item> items;
    friend bool operator==(const answer&, const answer&) = default;
};
struct answer_failed { // to an `items` request; Directus 11 leaves out the uid
    std::string uid;
    std::string code;
    std::string message;
    friend bool operator==(const answer_failed&, const answer_failed&) = default;
};
struct throttled { // the last frame was not executed; `wait` as the message says, 1 s where it does not
    base::duration wait;
    friend bool operator==(const throttled&, const throttled&) = default;
};
struct pinged {
    friend bool operator==(const pinged&, const pinged&) = default;
};
struct unsubscribed {
    std::string uid;
    friend bool operator==(const unsubscribed&, const unsubscribed&) = default;
};
struct unknown { // valid JSON of a type that does not concern us
    friend bool operator==(const unknown&, const unknown&) = default;
};
using frame = std::variant<authenticated, auth_failed, subscribed, subscribe_failed, rows, keys, answer,
                           answer_failed, throttled, pinged, unsubscribed, unknown>;

// errc::malformed where it is not JSON or has no string `type`. Rows without a usable key are left out.
base::result<frame> parse(std::string_view text, const schema& shape);

} // namespace directus::frames
