// Which certificate a client is shown.
#include "net/server_certificates.hpp"

#include "support/loopback.hpp"

#include <openssl/ssl.h>

#include <boost/test/unit_test.hpp>

#include <array>
#include <filesystem>

using namespace support;

namespace {

// The name in the certificate that a client is shown who asks for this one; all in memory.
std::string shown(net::server_certificates& by, const std::string& asked_for, int version = TLS1_3_VERSION)
{
    auto* context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context, version);
    SSL_CTX_set_security_level(context, 0);
    auto* client = SSL_new(context);
    auto* server = SSL_new(by.context().native_handle());
    BIO* one = nullptr;
    BIO* other = nullptr;
    BIO_new_bio_pair(&one, 0, &other, 0);
    SSL_set_bio(client, one, one);
    SSL_set_bio(server, other, other);
    SSL_set_connect_state(client);
    SSL_set_accept_state(server);
    if (!asked_for.empty())
        SSL_set_tlsext_host_name(client, asked_for.c_str());
    for (int n = 0; n < 10; ++n) {
        SSL_do_handshake(client);
        SSL_do_handshake(server);
    }
    std::array<char, 256> name{};
    if (SSL_is_init_finished(server))
        X509_NAME_get_text_by_NID(X509_get_subject_name(SSL_get0_peer_certificate(client)), NID_commonName,
                                  name.data(), name.size());
    SSL_free(client);
    SSL_free(server);
    SSL_CTX_free(context);
    return name.data();
}

net::server_certificates::files of(const certificate& one)
{
    return {one.file(), one.key_file()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(net_server_certificates)

BOOST_AUTO_TEST_CASE(the_name_that_is_asked_for_chooses)
{
    const certificate first("irc.example.com");
    const certificate second("chat.example.com");
    const certificate wild("*.example.org");
    net::server_certificates all({of(first), of(second), of(wild)});
    BOOST_TEST(shown(all, "irc.example.com") == "irc.example.com");
    BOOST_TEST(shown(all, "chat.example.com") == "chat.example.com");
    BOOST_TEST(shown(all, "CHAT.example.com") == "chat.example.com");
    BOOST_TEST(shown(all, "any.example.org") == "*.example.org");
    BOOST_TEST(shown(all, "far.any.example.org") == "irc.example.com");
    BOOST_TEST(shown(all, "unknown.example.com") == "irc.example.com");
    BOOST_TEST(shown(all, "") == "irc.example.com");
}

BOOST_AUTO_TEST_CASE(tls_1_2_is_the_oldest)
{
    const certificate own("localhost");
    net::server_certificates all({of(own)});
    BOOST_TEST(shown(all, "localhost", TLS1_2_VERSION) == "localhost");
    BOOST_TEST(shown(all, "localhost", TLS1_1_VERSION) == "");
}

BOOST_AUTO_TEST_CASE(files_are_read_anew_all_or_none)
{
    const certificate first("first.example.com");
    const certificate second("second.example.com");
    const certificate third("third.example.com");
    net::server_certificates all({of(first), of(second)});
    const auto copy = std::filesystem::copy_options::overwrite_existing;
    std::filesystem::copy_file(third.file(), first.file(), copy); // and the key is still the old one
    const auto wrong = all.reload();
    BOOST_TEST(wrong.value_or("") == first.key_file() + ": key values mismatch");
    BOOST_TEST(shown(all, "") == "first.example.com");
    std::filesystem::copy_file(third.key_file(), first.key_file(), copy);
    BOOST_TEST(all.reload().value_or("") == "");
    BOOST_TEST(shown(all, "") == "third.example.com");
    BOOST_TEST(shown(all, "second.example.com") == "second.example.com");
    std::filesystem::remove(second.file());
    BOOST_TEST(all.reload().value_or("") == second.file() + ": No such file or directory");
    BOOST_TEST(shown(all, "second.example.com") == "second.example.com");
}

BOOST_AUTO_TEST_CASE(files_that_are_no_certificates_are_an_error)
{
    const certificate own("localhost");
    BOOST_CHECK_THROW(net::server_certificates({{own.key_file(), own.key_file()}}), std::runtime_error);
    BOOST_CHECK_THROW(net::server_certificates({{own.file(), own.file()}}), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
