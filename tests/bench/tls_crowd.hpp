// Many connections with TLS, one after the other.
#pragma once

#include <openssl/ssl.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

class tls_crowd {
public:
    tls_crowd();
    ~tls_crowd();
    tls_crowd(const tls_crowd&) = delete;
    tls_crowd& operator=(const tls_crowd&) = delete;

    // Any certificate is taken. Throws where there is no connection.
    void connect(unsigned short port, std::string_view greeting);
    // Until each has been sent this text; throws where one is closed.
    void await(std::string_view text);
    void send(std::size_t who, std::string_view bytes);
    // Hands out the lines that arrive within this time, without their ends; throws where one is closed.
    using handler = std::function<void(std::size_t who, std::string_view line)>;
    void receive(const handler& arrived, std::chrono::milliseconds time);

private:
    struct free_session {
        void operator()(SSL* session) const { SSL_free(session); }
    };

    std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
    void read(std::size_t who, const handler& arrived);

    std::vector<std::unique_ptr<SSL, free_session>> members_;
    std::vector<std::string> unread_; // the beginnings of their next lines
};

} // namespace bench
