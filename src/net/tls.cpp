#include "net/tls.hpp"

#include <boost/asio/ssl/verify_mode.hpp>

#include <openssl/ssl.h>

namespace net {

boost::asio::ssl::context client_tls(const std::string& ca_file)
{
    boost::asio::ssl::context context(boost::asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    context.set_default_verify_paths();
    if (!ca_file.empty())
        context.load_verify_file(ca_file);
    context.set_verify_mode(boost::asio::ssl::verify_peer);
    return context;
}

} // namespace net
