// Directus's REST API as values: requests to send, and what their answers say. Performs nothing.
// https://directus.io/docs/api
#pragma once

#include "base/errc.hpp"
#include "directus/caller.hpp"
#include "directus/query.hpp"
#include "directus/rejection.hpp"
#include "directus/types.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace directus::rest {

struct request {
    std::string method;  // "GET", "SEARCH", "POST", "PATCH", "DELETE"
    std::string target;  // path and query, percent-encoded, from the API's root: "/users/me?fields=id"
    std::string body;    // empty for none. May hold a secret: wipe after use
    base::secret bearer; // access or static token; empty for none
    std::string type = "application/json"; // of the body
    caller from{};                         // whom Directus is to take for the client, where that is known

    // Safe to send twice.
    bool idempotent() const { return method == "GET" || method == "SEARCH"; }
    // A login, a renewal or permissions: a user's session waits for it.
    bool is_urgent() const;
};

struct response {
    unsigned status = 0;
    std::string body;
    std::string date;          // the Date header: Directus's own clock
    std::string type{};        // the Content-Type header
    std::string location{};    // the Location header
    std::string disposition{}; // the Content-Disposition header
};

struct globals {
    bool admin_access = false;
};

request login(std::string_view email, const base::secret& password, std::string_view otp = {});
request refresh(const base::secret& refresh_token);
request logout(const base::secret& refresh_token);
request me(const base::secret& token);
// For a role that may not read directus_users: there Directus 11 answers me() with 403, 12 leaves the rest
// out.
request my_id(const base::secret& token);
request my_permissions(const base::secret& token);
// What all the policies of the token's owner give together, besides permissions.
request my_globals(const base::secret& token);
// Everyone the token may see, sorted by id: for the roster.
query people(std::size_t limit);
query people(std::span<const user_id> ids);

// Rows of the collection that meet the schema's filter, newest first by (date, key): the last `limit`.
query latest(const schema& shape, std::size_t limit);
// Rows that have a date and meet the schema's filter, in the order of (date, key).
struct page {
    base::wall_time from{};               // dated then or later
    std::optional<base::wall_time> end{}; // and before this
    bool newest_first = true;
    bool keys_only = false; // key and date: contents and authors are not asked for
    std::size_t offset = 0; // so many are left out at the beginning
    std::size_t limit = 0;
    std::string text{};              // that their contents hold, in whatever case; empty: any
    std::optional<user_id> author{}; // an empty one: rows without an author
    bool hidden = false;             // those that do not meet the filter, rather than those that do
};
query rows(const schema& shape, const page& of);
// These rows, in no order; hidden ones, too.
query items(const schema& shape, std::span<const item_id> ids);
// The key of one row as a file: its name tells Directus's local time.
request export_one(const base::secret& token, const schema& shape);
// One row with exactly these fields: refused where one of them is not there or may not be read.
query probe(const schema& shape, std::vector<std::string> fields);
// All of these rows or none; answered with them, as by items().
request create(const base::secret& token, const schema& shape, std::span<const draft> rows);
// Another text for this row, answered with its key; with nothing to somebody who may not read it.
request update(const base::secret& token, const schema& shape, const item_id& id, std::string_view content);
// The same, if the row's text is still `was` then: of Directus's own two steps, reading and writing, nothing
// comes between but what is changed within the same milliseconds. Pre: can_be_compared(was).
request update_if(const base::secret& token, const schema& shape, const item_id& id, std::string_view was,
                  std::string_view content);
// Directus takes a few texts in a filter for something else: "$NOW", "true".
bool can_be_compared(std::string_view text);
request remove(const base::secret& token, const schema& shape, const item_id& id);
// Whether Directus answers at all: to anyone, without a look at its database.
request ping();

// Answers. A refusal becomes its errc: 400 INVALID_PAYLOAD and FAILED_VALIDATION invalid_payload, 401
// INVALID_CREDENTIALS, USER_SUSPENDED and INVALID_TOKEN invalid_credentials, INVALID_OTP otp_required,
// TOKEN_EXPIRED token_expired, RECORD_NOT_UNIQUE not_unique, 403 and 404 forbidden, 429, 503,
// REQUESTS_EXCEEDED, SERVICE_UNAVAILABLE, UNDER_PRESSURE overloaded, other 5xx server_failed; anything that
// is not Directus's JSON (HTML of a proxy, another shape) malformed.
// Of login() and refresh(): also licence_locked; overloaded only where Directus refused before it looked at
// the account, any other 503 is server_failed.
base::result<tokens> parse_tokens(const response& answer);
// invalid_credentials for a share's token, which belongs to nobody.
base::result<person> parse_me(const response& answer);
base::result<globals> parse_globals(const response& answer);
base::result<rights> parse_permissions(const response& answer, const schema& shape);
base::result<std::vector<person>> parse_people(const response& answer);
base::result<std::vector<item>> parse_items(const response& answer, const schema& shape);
// Any answer but one that says that Directus is not there, or not yet: 5xx.
base::result<void> parse_ping(const response& answer);
base::result<void> parse_nothing(const response& answer);
// Of update_if(): errc::changed where the row is not there with that text.
base::result<void> parse_updated(const response& answer);

// The answer to create(). Without Directus's JSON it proves nothing, whatever its status.
creation parse_creation(const response& answer, const schema& shape);

// The errc for a Directus error code ("FORBIDDEN"): nothing, or errc::server_failed, for one not known.
std::optional<base::errc> errc_of(std::string_view code);
base::errc errc_from(std::string_view code);

// Percent-encodes for a query's value (RFC 3986: everything but unreserved characters).
std::string percent_encoded(std::string_view text);

} // namespace directus::rest
