// Writes one client's lines to its socket. Lines that the socket does not take at once wait, and count
// against the limit for all clients.
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
        // The client in the room; null while it is not there.
        virtual bridge::client* recipient() const = 0;
        // The connection is lost: nothing that is written arrives.
        virtual void output_lost() = 0;
        // The limit for all clients is exceeded, and this one has the most lines waiting.
        virtual void output_shed() = 0;

    protected:
        ~sink() = default;
    };

    // All have to outlive it; `tasks` run what it starts.
    client_output(context& shared, net::stream& to, queue_memory& all, net::task_group& tasks, sink& of);

    void add(std::string line) { lines_.add(std::move(line)); }
    void take_from(bridge::outbox& queue) { lines_.take_from(queue); }
    // Drops all lines but those being written, and adds a last one.
    void end_with(std::string last);
    // Writes. `self`: the recipient.
    void send(bridge::client* self);
    // Writes the stream's own bytes, as those of TLS, once the socket takes them.
    void write_later();
    // Ends the stream behind the lines that were added. They no longer count against the limit.
    void finish();
    // The connection is over: the lines no longer count against the limit.
    void give_up();

    std::size_t bytes() const { return lines_.bytes(); } // not yet written
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
