// The certificates that TLS listeners show: chosen by the name that the client asks for, and read anew
// without disturbing anybody.
#pragma once

#include <boost/asio/ssl/context.hpp>

#include <list>
#include <optional>
#include <string>
#include <vector>

namespace net {

class server_certificates {
public:
    struct files { // PEM: the certificate with its chain, and its key
        std::string certificate;
        std::string key;
        friend bool operator==(const files&, const files&) = default;
    };

    // Throws std::runtime_error where a file cannot be used. Pre: at least one.
    explicit server_certificates(std::vector<files> from);
    server_certificates(const server_certificates&) = delete;
    server_certificates& operator=(const server_certificates&) = delete;

    // Reads all files anew, for the handshakes to come. What is wrong with one of them, and then all stay as
    // they were.
    std::optional<std::string> reload();
    std::optional<std::string> reload(std::vector<files> from);

    // For a new connection, which keeps what it needs of it. TLS 1.2 and later; the certificate is that whose
    // subjectAltNames hold the server name that the client sends, or else the first.
    boost::asio::ssl::context& context() { return contexts_.front(); }

private:
    static int choose(ssl_st* session, int* alert, void* self);
    boost::asio::ssl::context made_of(const files& from);

    std::vector<files> files_;
    std::list<boost::asio::ssl::context> contexts_;
};

} // namespace net
