// What becomes of the channel's rows, on its way to the clients: one is said, edited or removed.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "directus/types.hpp"

#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace bridge {

using base::client_id;

struct said {
    directus::item row;
    std::optional<client_id> from; // the client that sent it, where one of ours did
    bool notice = false;           // it was sent as NOTICE
    std::string label{};           // that its client gave it
    bool early = false;            // others of the same create have still to come
    bool missed = false;           // it was read back, or held while rows were
    bool shown = false;            // its event was known to be this line's, and came before the answer
    bool undecided = false;        // perhaps a line of its author's that a hook changed: the answer tells
    bool past = false;             // it comes late: clients without server-time are told its time
    bool entered = false;          // it became a message now, whenever it was created
    base::duration shift{};        // added to the date to show it: no two rows have the same time
    std::optional<base::time_point> heard_at{}; // when its event came, where one did
    friend bool operator==(const said&, const said&) = default;
};

// Of a row that some clients were shown: live at `shown_at`, or as history where that is empty.
struct edited {
    directus::item row;  // as it is now, with the author and the date that it was shown with
    unsigned number = 1; // of the row's edits
    std::optional<base::time_point> shown_at;
    bool other_file = false; // its attachment is another, too
    bool by_author = false;  // known for certain; set by the room
    friend bool operator==(const edited&, const edited&) = default;
};

// Who deleted a row over IRC.
struct redaction {
    directus::user_id by;
    std::string reason; // empty: none given
    friend bool operator==(const redaction&, const redaction&) = default;
};

struct removed {
    directus::item row; // as it was shown last; of its text the beginning
    std::optional<base::time_point> shown_at;
    std::optional<redaction> over_irc{};
    friend bool operator==(const removed&, const removed&) = default;
};

using change = std::variant<said, edited, removed>;
inline const directus::item& row_of(const change& what)
{
    return std::visit([](const auto& one) -> const directus::item& { return one.row; }, what);
}

using shared_change = std::shared_ptr<const change>;

} // namespace bridge
