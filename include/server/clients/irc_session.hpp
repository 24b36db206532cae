// One IRC connection: bytes to lines, registration, then lines to the room; and the room's lines to the
// socket.
#pragma once

#include "base/secret.hpp"
#include "bridge/wire/line.hpp"
#include "directus/caller.hpp"
#include "irc/flood.hpp"
#include "irc/line_buffer.hpp"
#include "irc/registration.hpp"
#include "net/alarm.hpp"
#include "net/stream.hpp"
#include "net/task_group.hpp"
#include "server/clients/connection_limits.hpp"
#include "server/clients/keepalive.hpp"
#include "server/clients/login_attempts.hpp"
#include "server/clients/outgoing_lines.hpp"
#include "server/clients/queue_memory.hpp"
#include "server/context.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace server {

class irc_session final : private bridge::sink {
public:
    // What a session asks of the gateway.
    class host {
    public:
        // Whose credentials these are; `user` is set where Directus lets them in.
        virtual boost::asio::awaitable<base::result<irc::identity>>
        log_in(irc::credentials with, directus::caller from, base::user_id& user) = 0;
        virtual void registered(irc_session& one) = 0; // attach it to the room

    protected:
        ~host() = default;
    };
    struct services {
        host& gateway;
        connection_limits& limits;
        queue_memory& queues;
        std::uint16_t tls_port = 0; // for sts; 0: there is none
    };

    irc_session(context& shared, services& with, bridge::client_id id, net::stream::socket socket,
                const net::stream::settings& of);

    bridge::client_id id() const { return id_; }
    const std::string& address() const { return address_; }
    bool is_secure() const { return stream_.client().secure; }
    const irc::registration& registration() const { return *registration_; } // Pre: it has begun
    const base::user_id& user() const { return user_; }

    // Until the connection is over. Call once.
    boost::asio::awaitable<void> run();
    // From now on what the room has for this client goes to the socket.
    void attached(bridge::client& self) { self.socket = this; }
    // Whether Directus can be asked about logins.
    void login_available(bool now);
    // Ends the connection with an ERROR of this reason, before registration too.
    void close(std::string_view reason);
    // The same, and what the client has sent before it learns of it is stored: until its end, 2 s at most.
    void dismiss(std::string_view reason);
    // Handles no further line until close() or dismiss().
    void hold() { held_ = true; }
    // Closes the socket at once.
    void cut() { stream_.close(); }

private:
    void flush(bridge::client& self) override;
    boost::asio::awaitable<void> enter();
    std::string sts() const;
    boost::asio::awaitable<void> read();
    void send(bridge::client* self);
    void send_now(bridge::client* self);
    void write_later();
    boost::asio::awaitable<void> write(); // once the socket takes more
    boost::asio::awaitable<void> end_stream();
    boost::asio::awaitable<void> log_in(irc::credentials with, unsigned attempt);
    // None where it could not be read.
    using maybe = std::optional<irc::message>;
    void guard(bool on);
    base::duration cost(const maybe& message);
    void handle(const irc::line_buffer::line& line, const maybe& message);
    void handle(const irc::message& message);
    void register_with(const irc::message& message);
    template <class Input>
    void step_registration(Input input);
    void perform(irc::registration::actions& actions);
    void complain(const irc::line_buffer::line& line);
    void handle_deferred();
    void enqueue(std::string text);
    void overflow(std::string_view reason); // what it has for the client is too much
    void count_waiting();
    bool is_deaf() const { return closing_ && !lingering_; } // to what comes
    void hang_up();                                          // once everything is written, or after a while
    bool is_registering() const { return !attached_ && !attempts_.is_waiting(); }
    keepalive::limits silence_limits() const;
    void tick();
    void schedule();

    context& shared_;
    services& services_;
    bridge::client_id id_;
    net::stream stream_;
    connection_limits::place place_;
    std::string address_;
    std::optional<irc::registration> registration_; // after the handshake
    irc::line_buffer lines_;
    irc::flood flood_;
    std::unique_ptr<boost::asio::steady_timer> pause_; // that flood control imposes on the reader
    std::vector<base::secret> deferred_;               // lines that wait for a PASS login to end
    base::user_id user_;
    bool guarded_ = true; // what comes may hold a password
    bool attached_ = false;
    bool introduced_ = false; // has sent more than a PING and its like
    bool is_probe_ = false;   // came and went as health checks do
    login_attempts attempts_;

    outgoing_lines outgoing_;
    queue_memory::share waiting_; // of that, while the socket takes nothing
    bool writing_ = false;
    bool closing_ = false;
    bool lingering_ = false; // closing, and still hears
    bool held_ = false;
    bool gone_ = false; // the connection is lost: nothing that is written arrives
    std::string close_reason_;

    keepalive alive_;
    net::alarm alarm_;
    net::task_group tasks_;
};

} // namespace server
