// One IRC connection: bytes to lines, registration, then lines to the room; and the room's lines to the
// socket.
#pragma once

#include "irc/line_buffer.hpp"
#include "net/alarm.hpp"
#include "net/stream.hpp"
#include "net/task_group.hpp"
#include "server/clients/client_output.hpp"
#include "server/clients/client_registration.hpp"
#include "server/clients/connection_limits.hpp"
#include "server/clients/keepalive.hpp"
#include "server/clients/line_pace.hpp"
#include "server/clients/queue_memory.hpp"
#include "server/context.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace server {

class irc_session final : private bridge::sink,
                          private client_output::sink,
                          private client_registration::sink {
public:
    // What a session asks of the gateway.
    class host : public client_registration::login_service {
    public:
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
    const irc::registration& registration() const { return registration_.machine(); } // Pre: it has begun
    const base::user_id& user() const { return registration_.user(); }

    // Until the connection is over. Call once.
    boost::asio::awaitable<void> run();
    // From now on what the room has for this client goes to the socket.
    void attached(bridge::client& self) { self.socket = this; }
    // Whether Directus can be asked about logins.
    void login_available(bool now);
    // Ends the connection with an ERROR of this reason, before registration too.
    void close(std::string_view reason) override;
    // The same, and what the client has sent before it learns of it is stored: until its end, 2 s at most.
    void dismiss(std::string_view reason);
    // Handles no further line until close() or dismiss().
    void hold() { pace_.hold(); }
    // Closes the socket at once.
    void cut() { stream_.close(); }

private:
    // None where it could not be read.
    using maybe = std::optional<irc::message>;
    struct ending {
        bool is_under_way = false;
        bool is_lingering = false; // and what the client still sends is stored
        std::string nick{};        // of the client that was closed
        bool is_probe = false;     // logged at debug only: a health check, or too fast
        std::string reason{};

        bool is_deaf() const { return is_under_way && !is_lingering; } // to what comes
    };

    // bridge::sink
    void flush(bridge::client& self) override;
    // client_output::sink and client_registration::sink
    bridge::client* recipient() const override;
    void output_lost() override { pace_.cut_short(); } // the reader notices, too, unless it waits
    void output_shed() override;
    bool is_ending() const override { return end_.is_under_way; }
    void enqueue(std::string text) override;
    void registered() override;
    void handle(const irc::message& message) override;
    void refused(std::string reason) override;
    void schedule() override;

    boost::asio::awaitable<void> enter();
    irc::registration::settings registration_settings() const;
    std::string sts() const;
    boost::asio::awaitable<void> read();
    base::duration cost(const maybe& message);
    void handle(const irc::line_buffer::line& line, const maybe& message);
    void complain(const irc::line_buffer::line& line);
    void overflow(std::string_view reason); // what it has for the client is too much
    void hang_up();                         // once everything is written, or after a while
    bool is_registering() const { return !registration_.is_complete() && !registration_.is_waiting(); }
    keepalive::limits silence_limits() const;
    void tick();

    context& shared_;
    services& services_;
    bridge::client_id id_;
    net::task_group tasks_;
    net::stream stream_;
    connection_limits::place place_;
    std::string address_;
    irc::line_buffer lines_;
    line_pace pace_;
    client_registration registration_; // begins after the handshake
    client_output output_;
    bool has_spoken_ = false; // more than a PING and its like
    ending end_;
    keepalive alive_;
    net::alarm alarm_;
};

} // namespace server
