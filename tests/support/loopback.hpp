// Loopback sockets for tests, blocking and with a deadline: one end of a connection, and a server that runs a
// script on each connection in a thread of its own. Knows nothing of the code under test.
#pragma once

#include "support/wait.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

namespace support {

using std::chrono::milliseconds;

// A self-signed certificate for one host name or address, made when asked for.
class certificate {
public:
    explicit certificate(const std::string& host);
    ~certificate();
    certificate(const certificate&) = delete;
    certificate& operator=(const certificate&) = delete;

    const std::string& file() const { return file_; } // PEM, deleted with the certificate
    const std::string& key_file() const { return key_file_; }

private:
    friend class loopback_stream;
    struct state;
    std::unique_ptr<state> state_;
    std::string file_;
    std::string key_file_;
};

class loopback_stream {
public:
    explicit loopback_stream(int socket);
    // `from`: an address of the loopback's to come from; empty for 127.0.0.1.
    static std::unique_ptr<loopback_stream> connect(std::uint16_t port, int receive_buffer = 0,
                                                    const std::string& from = "");
    ~loopback_stream();
    loopback_stream(const loopback_stream&) = delete;
    loopback_stream& operator=(const loopback_stream&) = delete;

    // The server's side of a TLS handshake. False where the other side does not like it.
    bool accept_tls(const certificate& with);
    // The client's side. Any certificate is taken; shown() says whose it was. An empty name is not sent.
    enum class tls_version { newest, tls_1_2 };
    bool connect_tls(const std::string& server_name = "", tls_version version = tls_version::newest);
    bool renegotiate();        // in TLS 1.2. False where the server does not
    void update_keys();        // in TLS 1.3, of both sides
    std::string shown() const; // the common name

    // Up to and with the delimiter; empty at the stream's end and past the limit.
    std::optional<std::string> read_to(std::string_view delimiter, milliseconds limit = patience);
    std::optional<std::string> read(std::size_t count, milliseconds limit = patience);
    // True where the other side is known to have ended the stream.
    bool at_end() const { return at_end_; }
    // True once it has; what it sends until then is dropped.
    bool ended(milliseconds limit = patience);
    // ... and TLS with its close_notify.
    bool ended_properly() const;
    bool write(std::string_view bytes);

    void end_writing(); // as `nc -N` does: the other side may go on
    void shut_down();   // both directions, at once; from any thread
    void reset();       // a RST in place of an orderly end, as soon as the stream is destroyed

private:
    bool fill(std::chrono::steady_clock::time_point until);

    struct tls;
    int socket_;
    std::string buffer_;
    bool at_end_ = false;
    std::unique_ptr<tls> tls_;
};

class loopback_server {
public:
    // `number` counts connections from 0. The connection is closed when the script returns.
    using script = std::function<void(loopback_stream&, std::size_t number)>;

    explicit loopback_server(script run);
    ~loopback_server(); // ends all connections and waits for their scripts
    loopback_server(const loopback_server&) = delete;
    loopback_server& operator=(const loopback_server&) = delete;

    std::uint16_t port() const { return port_; }
    std::size_t accepted() const { return accepted_; }
    std::size_t open() const { return open_; }
    // Away: every connection is reset, those to come at once.
    void set_away(bool away);

private:
    void accept();
    void cut_all();

    script run_;
    std::uint16_t port_ = 0;
    int listener_;
    std::atomic<std::size_t> accepted_ = 0;
    std::atomic<std::size_t> open_ = 0;
    std::atomic<bool> away_ = false;
    std::mutex mutex_;
    std::list<std::shared_ptr<loopback_stream>> streams_;
    std::list<std::thread> threads_;
    std::thread acceptor_;
};

// A port of the loopback where nobody listens.
std::uint16_t refused_port();

} // namespace support
