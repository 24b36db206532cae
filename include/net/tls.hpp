// TLS towards Directus: certificates are verified, always.
#pragma once

#include "base/errc.hpp"

#include <boost/asio/ssl/context.hpp>

#include <string>

namespace boost::asio::ssl {
class verify_context;
}

namespace net {

// TLS 1.2 and later, trusting the system's authorities and, where `ca_file` is set, those in it (PEM). Throws
// std::runtime_error where the file cannot be used: its name and the reason.
boost::asio::ssl::context client_tls(const std::string& ca_file);

// For set_verify_callback(): the certificate has to be made out for this host, a name or an address.
class made_out_for {
public:
    explicit made_out_for(std::string host)
        : host_(std::move(host))
    {
    }
    bool operator()(bool is_trusted, boost::asio::ssl::verify_context& context) const;

private:
    std::string host_;
};

// Why a handshake failed: where the certificate is the reason, what is wrong with it.
base::error_code handshake_failure(const base::error_code& error, const ssl_st* session);

} // namespace net
