// One registered IRC client: what it negotiated, whether it is on the channel, and what it is to be sent.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "bridge/history/receipt.hpp"
#include "bridge/history/shown_past.hpp"
#include "bridge/people/roster.hpp"
#include "bridge/rows/change.hpp"
#include "bridge/wire/line.hpp"
#include "bridge/wire/outbox.hpp"
#include "irc/caps.hpp"
#include "irc/multiline.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bridge {

struct client;

// Takes what a client is to be sent to its socket.
class sink {
public:
    virtual void flush(client& from) = 0;

protected:
    ~sink() = default;
};

struct client {
    client(client_id id_, member& user_, irc::cap_set caps_, std::size_t send_limit)
        : id(id_)
        , user(&user_)
        , caps(caps_)
        , out(send_limit)
    {
    }

    client_id id;
    member* user;
    // As its user sees it.
    const std::string& nick() const { return user->nick_as(user->sees); }
    irc::cap_set caps;
    outbox out;
    bool dirty = false;                   // `out` has something for the socket
    sink* socket = nullptr;               // of its connection
    std::optional<std::string> closing{}; // the reason, as the log has it, once it is
    bool lingering = false;               // closing, and what it still sends is stored
    bool joined = false;
    unsigned joins = 0;
    base::time_point joined_at{};
    base::wall_time joined_wall{};
    bool secure = false;    // connected with TLS
    bool bot = false;       // user mode +B
    bool invisible = false; // user mode +i: kept for clients that set it, changes nothing
    std::optional<std::string> away;
    std::size_t labelled = 0; // batches that answered a label
    // Connected by itself, without anybody behind it.
    bool unattended() const { return away == "*" && caps.has(irc::cap::pre_away); }

    irc::multiline incoming; // the message of several lines that it is sending

    // What was said before, as it is shown this client.
    struct history {
        bool waiting = false;                // for what is pushed
        unsigned asked = 0;                  // the number of the last question for it, which alone counts
        std::vector<shared_change> held{};   // what came live meanwhile
        std::vector<line> held_reactions{};  // the same
        std::size_t held_bytes = 0;          // of both
        std::optional<base::wall_time> from; // the date of its oldest row
        // Of a history that comes in parts: those so far had the rows dated before, the next has the others.
        std::optional<base::wall_time> read_until;
        bool is_read_again = false; // that next part: rows of it came live and are no longer held
        shown_past shown{};         // of what was pushed, and of pages
    };
    history past;
    std::string user_name;                       // as USER gave it: tells a user's clients apart
    std::optional<bridge::receipt> receipt;      // of the rows pushed to it; none for who asks himself
    std::optional<base::time_point> receipt_due; // as the room has it noted

    struct late_pong {
        std::string token;
        base::time_point by;
        std::string label;
    };
    std::size_t outstanding = 0;  // own lines that Directus has not yet confirmed
    std::vector<late_pong> pongs; // PINGs that wait for them
};

} // namespace bridge
