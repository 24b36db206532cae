// What everybody in a chaos run wrote and was shown, and what has to be true of it in the end.
#pragma once

#include "base/clock.hpp"
#include "support/chat_project.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace e2e::chaos {

// What a line's author knows of it.
enum class fate { open, acknowledged, returned, perhaps };

enum class ending { none, quit, dropped, closed }; // the last by the gateway

struct written {
    std::string text;
    base::wall_time at;
    fate known = fate::open;
};

struct shown {
    std::string text;
    std::string key;                     // empty where the client may not see it
    std::string host;                    // of its author
    std::optional<base::wall_time> date; // likewise
    bool past = false;                   // history
    base::wall_time at{};
};

inline constexpr std::string_view rest_suffix = ".rest"; // of a name

// One connection over IRC, or one writer over REST. Every text begins with the name and a running number.
struct stream {
    std::string name;
    std::string author; // his id
    bool irc = true;
    bool echoes = true;
    bool renews = false;     // its tokens: a renewal whose answer is lost has lost the session
    bool from_start = false; // of all writing
    base::wall_time joined{};
    ending how = ending::none;
    std::string reason{}; // of the gateway for closing
    std::size_t refused = 0;
    std::vector<written> lines{};
    std::vector<shown> rows{};
};

struct report {
    std::size_t sent = 0, acknowledged = 0, stored = 0, returned = 0, unknown = 0, rows = 0, deliveries = 0;
    std::size_t connections = 0, sessions_lost = 0;
    // As is permitted: close neighbours, and rows of others that a fault kept back for longer than the
    // gateway waits for them.
    std::size_t swapped = 0, overtaken = 0;
    // None of these may occur.
    std::size_t lost = 0, doubled = 0, unseen = 0, disordered = 0, misdated = 0, misattributed = 0;
    std::size_t misreported =
        0;                   // stored though returned, shown though not stored, unclear though it need not be
    std::size_t cut_off = 0; // connections that the gateway had no reason to close
    std::vector<std::string> complaints{}; // each of them

    std::size_t pending() const { return lost + unseen; } // which time may heal
    std::size_t wrong() const
    {
        return lost + doubled + unseen + disordered + misdated + misattributed + misreported + cut_off;
    }
};

// May be used from many threads.
class books {
public:
    struct rules {
        bool keys_are_ours = true;    // UUIDs
        bool order_of_authors = true; // false: events overtake each other, but those of one IRC connection
        std::chrono::milliseconds order_within{250}; // rows of several authors may be swapped
    };
    explicit books(rules with)
        : rules_(with)
    {
    }

    stream& open(stream what);
    void wrote(stream& by, std::string text);
    void answered(std::string_view text, fate known);
    void saw(stream& by, shown what);
    void refused(stream& by);
    void joined(stream& by, bool from_start);
    void ended(stream& by, ending how, std::string reason = {});

    // Whether something was wrong between Directus and the gateway at some time between.
    using troubled = std::function<bool(base::wall_time from, base::wall_time to)>;
    // `rows` as Directus has them, oldest first.
    report audit(const std::vector<support::row>& rows, const troubled& between) const;

private:
    const rules rules_;
    mutable std::mutex mutex_;
    std::list<stream> streams_;
    std::map<std::string, stream*, std::less<>> by_name_;
};

} // namespace e2e::chaos
