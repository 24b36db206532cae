#include "net/server_certificates.hpp"

#include "net/openssl_error.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <stdexcept>
#include <utility>

namespace net {

namespace asio = boost::asio;

namespace {

int no_password(char*, int, int, void*)
{
    return -1; // nobody is there to type it
}

} // namespace

server_certificates::server_certificates(std::vector<files> from)
{
    if (auto wrong = reload(std::move(from)))
        throw std::runtime_error(*wrong);
}

std::optional<std::string> server_certificates::reload()
{
    return reload(files_);
}

std::optional<std::string> server_certificates::reload(std::vector<files> from)
{
    std::list<asio::ssl::context> made;
    try {
        for (const auto& one : from)
            made.push_back(made_of(one));
    } catch (const std::exception& error) {
        return error.what();
    }
    contexts_ = std::move(made);
    files_ = std::move(from);
    return std::nullopt;
}

asio::ssl::context server_certificates::made_of(const files& from)
{
    asio::ssl::context context(asio::ssl::context::tls_server);
    auto* native = context.native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS); // most connections are silent most of the time
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF); // tickets are the client's to keep
    SSL_CTX_set_default_passwd_cb(native, no_password);
    ERR_clear_error();
    if (SSL_CTX_use_certificate_chain_file(native, from.certificate.c_str()) != 1)
        throw_openssl_error(from.certificate);
    if (SSL_CTX_use_PrivateKey_file(native, from.key.c_str(), SSL_FILETYPE_PEM) != 1)
        throw_openssl_error(from.key);
    SSL_CTX_set_tlsext_servername_callback(native, choose);
    SSL_CTX_set_tlsext_servername_arg(native, this);
    return context;
}

int server_certificates::choose(ssl_st* session, int*, void* self)
{
    const char* name = SSL_get_servername(session, TLSEXT_NAMETYPE_host_name);
    if (!name)
        return SSL_TLSEXT_ERR_NOACK;
    for (auto& one : static_cast<server_certificates*>(self)->contexts_) {
        auto* shown = SSL_CTX_get0_certificate(one.native_handle());
        if (X509_check_host(shown, name, 0, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, nullptr) == 1) {
            SSL_set_SSL_CTX(session, one.native_handle());
            return SSL_TLSEXT_ERR_OK;
        }
    }
    return SSL_TLSEXT_ERR_NOACK;
}

} // namespace net
