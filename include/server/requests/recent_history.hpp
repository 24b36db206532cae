// The rows that clients are pushed when they join. Those of one scope who come while a read is under way
// share the next one, so that a crowd that comes at once costs Directus a few reads.
#pragma once

#include "bridge/channel/questions.hpp"
#include "net/task_group.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace server {

class recent_history {
public:
    struct asker {
        bridge::client_id who;
        unsigned question;     // its number, for the answer
        std::size_t limit;     // the newest rows, so many of them …
        base::wall_time since; // … and all that are dated so or later …
        std::size_t most;      // … of more than so many the newest
        // Who comes back may be gone again before all that it missed is read: what the limit does not have is
        // read oldest first, a part for each time that it asks.
        enum class order { newest, newest_or_parts, parts };
        order reads = order::newest;
        std::optional<bridge::part_of_past> left_out{}; // of its first part on, which has found it out
    };
    using rows = bridge::ask::shared_past;
    struct part {
        rows found;                            // oldest first
        std::optional<base::wall_time> next{}; // empty for the last
        base::wall_time settled{};             // rows dated before this can no longer become visible
    };
    class source {
    public:
        // As bridge::scope_of() for the client's user; empty where he may not read, or has gone.
        virtual std::string scope_of(bridge::client_id who) const = 0;
        // The rows as this client may read them, oldest first.
        virtual boost::asio::awaitable<base::result<rows>> read(asker one) = 0;
        // Those dated since its time, the oldest part.
        virtual boost::asio::awaitable<base::result<part>> read_part(asker one) = 0;
        // Rows dated before are too many to be given to somebody who comes back; empty where they are not.
        virtual boost::asio::awaitable<std::optional<base::wall_time>> find_start(asker one) = 0;
        // Those dated before `end` that the asker wants, too: how many of its part are older than its first.
        virtual boost::asio::awaitable<bridge::part_of_past> count_older(asker one, base::wall_time end) = 0;
        virtual void answer(const asker& one, const base::result<rows>& found, bridge::part_of_past own) = 0;

    protected:
        ~source() = default;
    };

    // `from` has to outlive it.
    recent_history(boost::asio::any_io_executor executor, source& from);

    // Answered once, with rows of a read that begins now or later, and of the scope that the client has then.
    void ask(asker one);
    boost::asio::awaitable<void> stop();

private:
    using group = std::vector<asker>;
    struct kind {
        std::string scope;
        bool in_parts = false;
        friend auto operator<=>(const kind&, const kind&) = default;
    };

    boost::asio::awaitable<void> serve(kind of);
    boost::asio::awaitable<void> read_for(group askers, std::string scope);
    boost::asio::awaitable<void> read_part_for(group askers, std::string scope);
    boost::asio::awaitable<void> read_alone(asker one);
    // `scope`: empty where the asker read by itself.
    boost::asio::awaitable<void> answer(asker one, rows past, std::string scope);
    boost::asio::awaitable<void> answer_part(asker one, part past, std::optional<base::wall_time> start);

    source& from_;
    std::map<kind, group> waiting_; // of those that are being read
    net::task_group tasks_;
};

// How many of these rows, oldest first, the asker wants: the newest.
std::size_t wanted_by(const recent_history::asker& one, const std::vector<bridge::past_row>& rows);

} // namespace server
