// The way of one client's lines to its socket: what the socket takes at once goes out, and the rest waits for
// it, counted among what waits for all clients.
#pragma once

#include "bridge/channel/client.hpp"
#include "net/stream.hpp"
#include "net/task_group.hpp"
#include "server/clients/outgoing_lines.hpp"
#include "server/clients/queue_memory.hpp"
#include "server/context.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <string>

namespace server {

class client_output final : private queue_memory::holder {
public:
    class sink {
    public:
        // Whom the lines are for, as the room knows it; null where it does not (any more).
        virtual bridge::client* recipient() const = 0;
        // The connection is lost: nothing that is written arrives.
        virtual void output_lost() = 0;
        // More waits for all clients together than may, and most of it for this one.
        virtual void output_shed() = 0;

    protected:
        ~sink() = default;
    };

    // All have to outlive it; `tasks` run what it starts.
    client_output(context& shared, net::stream& to, queue_memory& all, net::task_group& tasks, sink& of);

    void add(std::string line) { lines_.add(std::move(line)); }
    void take_from(bridge::outbox& queue) { lines_.take_from(queue); }
    // Drops the lines that are not being written, and adds a last one.
    void end_with(std::string last);
    // Writes. `self`: the recipient.
    void send(bridge::client* self);
    // The socket does not take what the stream has to say by itself.
    void write_later();
    // Ends the stream behind what was added; of a client that is being closed nothing counts as waiting.
    void finish();

    std::size_t bytes() const { return lines_.bytes(); } // that were added and are not written
    bool is_lost() const { return is_lost_; }

private:
    void drop_what_waits() override;
    void send_now(bridge::client* self);
    void count_waiting();
    boost::asio::awaitable<void> write(); // once the socket takes more
    boost::asio::awaitable<void> end();

    context& shared_;
    net::stream& stream_;
    net::task_group& tasks_;
    sink& sink_;
    outgoing_lines lines_;
    queue_memory::share waiting_; // of these, while the socket takes nothing
    bool is_writing_ = false;
    bool is_finishing_ = false;
    bool is_lost_ = false;
};

} // namespace server
