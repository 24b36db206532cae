#include "net/tls.hpp"

#include "net/openssl_error.hpp"

#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/verify_context.hpp>
#include <boost/asio/ssl/verify_mode.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace net {

namespace asio = boost::asio;

namespace {

// Nobody deletes a category: Boost's destructor is protected, which g++ 12 does not see here.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
// Its values are OpenSSL's results of a verification (X509_V_ERR_...).
// NOLINTNEXTLINE(cppcoreguidelines-virtual-class-destructor)
class certificate_category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "certificate"; }
    std::string message(int result) const override
    {
        return std::string("certificate not accepted: ") + X509_verify_cert_error_string(result);
    }
};
#pragma GCC diagnostic pop

const certificate_category certificates;

} // namespace

asio::ssl::context client_tls(const std::string& ca_file)
{
    asio::ssl::context context(asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    context.set_default_verify_paths();
    ERR_clear_error();
    if (!ca_file.empty() && SSL_CTX_load_verify_file(context.native_handle(), ca_file.c_str()) != 1)
        throw_openssl_error(ca_file);
    context.set_verify_mode(asio::ssl::verify_peer);
    return context;
}

// Without a code of its own, a refusal by a callback would be an unspecified error.
bool made_out_for::operator()(bool is_trusted, asio::ssl::verify_context& context) const
{
    const bool is_accepted = asio::ssl::host_name_verification(host_)(is_trusted, context);
    if (is_trusted && !is_accepted)
        X509_STORE_CTX_set_error(context.native_handle(), X509_V_ERR_HOSTNAME_MISMATCH);
    return is_accepted;
}

base::error_code handshake_failure(const base::error_code& error, const ssl_st* session)
{
    const auto result = SSL_get_verify_result(session);
    const bool is_refusal =
        error.category() == asio::error::get_ssl_category() &&
        ERR_GET_REASON(static_cast<unsigned long>(error.value())) == SSL_R_CERTIFICATE_VERIFY_FAILED;
    if (!is_refusal || result == X509_V_OK)
        return error;
    return {static_cast<int>(result), certificates};
}

} // namespace net
