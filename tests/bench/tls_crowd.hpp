// Many connections with TLS, one after the other.
#pragma once

#include <openssl/ssl.h>

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

private:
    struct free_session {
        void operator()(SSL* session) const { SSL_free(session); }
    };

    std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context_;
    std::vector<std::unique_ptr<SSL, free_session>> members_;
};

} // namespace bench
