// TLS towards Directus: certificates are verified, always.
#pragma once

#include <boost/asio/ssl/context.hpp>

#include <string>

namespace net {

// TLS 1.2 and later, trusting the system's authorities and, where `ca_file` is set, those in it (PEM). Throws
// boost::system::system_error where the file cannot be read.
boost::asio::ssl::context client_tls(const std::string& ca_file);

} // namespace net
