// What Directus has to be asked for, and what it answers.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "base/ids.hpp"
#include "bridge/changes/substitution.hpp"
#include "bridge/history/past_row.hpp"
#include "bridge/sending/send_queue.hpp"
#include "irc/history_query.hpp"
#include "irc/search_query.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace bridge {

using base::client_id;
using base::user_id;

namespace ask {

struct store { // to the end of the author's queue; answer with room::delivered() or room::returned()
    user_id author;
    send_queue::line what;
    friend bool operator==(const store&, const store&) = default;
};
struct read_history { // answer with pushed_history::read()
    client_id who;
    unsigned number; // of the client's such questions: a later one makes this one void
    std::size_t limit;
    base::wall_time joined;                    // rows dated since are news
    std::optional<base::wall_time> position{}; // all rows that are dated so or later: it missed them
    bool goes_on = false;                      // only these: it was given a part of what it missed
    friend bool operator==(const read_history&, const read_history&) = default;
};
// A page that the client asked for; answer with history_pages::page(). Of pages and searches together one at
// a time for each user.
struct read_page {
    client_id who;
    irc::history_query query;
    std::string label;
    friend bool operator==(const read_page&, const read_page&) = default;
};
// Deletion of a row; answer with row_delivery::redacted().
struct redact {
    client_id who;
    user_id by;
    base::item_id id;
    std::string reason; // empty: none given
    std::string label;
    friend bool operator==(const redact&, const redact&) = default;
};
// Another text for a row of the author's own; answer with corrections::answered(). One at a time for each
// author.
struct correct {
    user_id author;
    base::item_id id;
    substitution what;
    friend bool operator==(const correct&, const correct&) = default;
};
// What the client searches for; answer with history_pages::found(). errc::too_large where there would be too
// many rows to read.
struct find_rows {
    client_id who;
    irc::search_query query;
    std::optional<user_id> author{}; // an empty one: nobody's rows
    std::string label{};
    friend bool operator==(const find_rows&, const find_rows&) = default;
};
// A user's read marker has moved: where it is kept outside, it is to be written.
struct keep_marker {
    user_id whose;
    friend bool operator==(const keep_marker&, const keep_marker&) = default;
};
// A user's reaction to a row, or its removal; answer with reaction_requests::answered().
struct react {
    client_id who;
    user_id by;
    base::item_id row;
    std::string emoji;
    bool undo = false;
    std::string label{};
    friend bool operator==(const react&, const react&) = default;
};
// Figures for an administrator, which the asker has yet to prove to be; answer with statistics::answered().
// One at a time for each client.
struct read_figures {
    client_id who;
    user_id by;
    std::string query; // "g" or "l", as STATS has it, or "m"
    std::string label{};
    friend bool operator==(const read_figures&, const read_figures&) = default;
};
using question = std::variant<store, read_history, read_page, redact, correct, find_rows, keep_marker, react,
                              read_figures>;
// How such a change ended. Without an answer of Directus's it may have been made all the same.
struct outcome {
    base::error_code error{};
    bool perhaps = false;
};
using past = base::result<std::vector<past_row>>;
using shared_past = std::shared_ptr<const std::vector<past_row>>; // for the histories of several clients

} // namespace ask

} // namespace bridge
