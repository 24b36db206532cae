#include "support/loopback.hpp"

#include "support/temporary_directory.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace support {

using std::chrono::steady_clock;

namespace {

[[noreturn]] void fail(const char* what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

// Bound to a free port, which it reports.
int bound_socket(std::uint16_t& port)
{
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto address = loopback(0);
    socklen_t size = sizeof address;
    if (made < 0 || ::bind(made, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::getsockname(made, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        fail("bind");
    port = ntohs(address.sin_port);
    return made;
}

} // namespace

struct certificate::state {
    temporary_directory directory;
    EVP_PKEY* key = nullptr;
    X509* signed_key = nullptr;
    SSL_CTX* context = nullptr;

    ~state()
    {
        SSL_CTX_free(context);
        X509_free(signed_key);
        EVP_PKEY_free(key);
    }
};

certificate::certificate(const std::string& host)
    : state_(std::make_unique<state>())
{
    auto& made = *state_;
    made.key = EVP_EC_gen("P-256");
    made.signed_key = X509_new();
    X509_set_version(made.signed_key, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made.signed_key), 1);
    X509_gmtime_adj(X509_getm_notBefore(made.signed_key), -60);
    X509_gmtime_adj(X509_getm_notAfter(made.signed_key), 3600);
    X509_set_pubkey(made.signed_key, made.key);
    auto* name = X509_get_subject_name(made.signed_key);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(host.c_str()), -1, -1, 0);
    X509_set_issuer_name(made.signed_key, name);
    const bool is_address = host.find_first_not_of("0123456789.") == std::string::npos;
    const auto names = (is_address ? "IP:" : "DNS:") + host;
    auto* extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
    X509_add_ext(made.signed_key, extension, -1);
    X509_EXTENSION_free(extension);
    X509_sign(made.signed_key, made.key, EVP_sha256());

    made.context = SSL_CTX_new(TLS_server_method());
    if (SSL_CTX_use_certificate(made.context, made.signed_key) != 1 ||
        SSL_CTX_use_PrivateKey(made.context, made.key) != 1)
        throw std::runtime_error("the certificate cannot be used");

    file_ = made.directory.path() / "certificate.pem";
    auto* out = std::fopen(file_.c_str(), "w");
    if (!out)
        fail("fopen");
    PEM_write_X509(out, made.signed_key);
    std::fclose(out);
    key_file_ = made.directory.path() / "key.pem";
    out = std::fopen(key_file_.c_str(), "w");
    if (!out)
        fail("fopen");
    PEM_write_PrivateKey(out, made.key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(out);
}

certificate::~certificate() = default;

struct loopback_stream::tls {
    SSL* session = nullptr;
    ~tls() { SSL_free(session); }
};

loopback_stream::loopback_stream(int socket)
    : socket_(socket)
{
    const int yes = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const timeval limit{std::chrono::duration_cast<std::chrono::seconds>(patience).count(), 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit); // for the handshake
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

std::unique_ptr<loopback_stream> loopback_stream::connect(std::uint16_t port, int receive_buffer,
                                                          const std::string& from)
{
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = loopback(port);
    if (auto own = loopback(0); !from.empty()) {
        inet_pton(AF_INET, from.c_str(), &own.sin_addr);
        ::bind(made, reinterpret_cast<const sockaddr*>(&own), sizeof own);
    }
    if (receive_buffer > 0)
        ::setsockopt(made, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    if (made < 0 || ::connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        fail("connect");
    const int on = 1;
    ::setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return std::make_unique<loopback_stream>(made);
}

loopback_stream::~loopback_stream()
{
    tls_.reset();
    ::close(socket_);
}

bool loopback_stream::accept_tls(const certificate& with)
{
    tls_ = std::make_unique<tls>();
    tls_->session = SSL_new(with.state_->context);
    SSL_set_fd(tls_->session, socket_);
    return SSL_accept(tls_->session) == 1;
}

bool loopback_stream::connect_tls(const std::string& server_name, tls_version version)
{
    auto* context = SSL_CTX_new(TLS_client_method());
    if (version == tls_version::tls_1_2)
        SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    tls_ = std::make_unique<tls>();
    tls_->session = SSL_new(context);
    SSL_CTX_free(context);
    SSL_clear_mode(tls_->session, SSL_MODE_AUTO_RETRY); // a ticket is not yet something to read
    if (!server_name.empty())
        SSL_set_tlsext_host_name(tls_->session, server_name.c_str());
    SSL_set_fd(tls_->session, socket_);
    return SSL_connect(tls_->session) == 1;
}

bool loopback_stream::renegotiate()
{
    return SSL_renegotiate(tls_->session) == 1 && SSL_do_handshake(tls_->session) == 1;
}

void loopback_stream::update_keys()
{
    SSL_key_update(tls_->session, SSL_KEY_UPDATE_REQUESTED);
    SSL_do_handshake(tls_->session);
}

std::string loopback_stream::shown() const
{
    std::array<char, 256> name{};
    if (auto* of = SSL_get0_peer_certificate(tls_->session))
        X509_NAME_get_text_by_NID(X509_get_subject_name(of), NID_commonName, name.data(), name.size());
    return name.data();
}

bool loopback_stream::fill(steady_clock::time_point until)
{
    if (at_end_)
        return false;
    if (!tls_ || SSL_pending(tls_->session) == 0) {
        const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now()).count();
        pollfd watched{socket_, POLLIN, 0};
        const auto ready = ::poll(&watched, 1, static_cast<int>(std::max<long>(left, 0)));
        if (ready < 0 && errno == EINTR) // libFuzzer's alarm
            return left > 0;
        if (ready <= 0)
            return false;
    }
    std::array<char, 16384> bytes;
    const auto size = tls_ ? SSL_read(tls_->session, bytes.data(), static_cast<int>(bytes.size()))
                           : static_cast<int>(::recv(socket_, bytes.data(), bytes.size(), 0));
    if (tls_ && size < 0 && SSL_get_error(tls_->session, size) == SSL_ERROR_WANT_READ)
        return steady_clock::now() < until;
    at_end_ = size <= 0;
    if (!at_end_)
        buffer_.append(bytes.data(), static_cast<std::size_t>(size));
    return !at_end_;
}

std::optional<std::string> loopback_stream::read_to(std::string_view delimiter, milliseconds limit)
{
    const auto until = steady_clock::now() + limit;
    auto at = buffer_.find(delimiter);
    while (at == std::string::npos) {
        if (!fill(until))
            return std::nullopt;
        at = buffer_.find(delimiter);
    }
    auto text = buffer_.substr(0, at + delimiter.size());
    buffer_.erase(0, text.size());
    return text;
}

std::optional<std::string> loopback_stream::read(std::size_t count, milliseconds limit)
{
    const auto until = steady_clock::now() + limit;
    while (buffer_.size() < count)
        if (!fill(until))
            return std::nullopt;
    auto text = buffer_.substr(0, count);
    buffer_.erase(0, count);
    return text;
}

bool loopback_stream::ended(milliseconds limit)
{
    const auto until = steady_clock::now() + limit;
    while (fill(until))
        buffer_.clear();
    return at_end_;
}

bool loopback_stream::ended_properly() const
{
    return at_end_ && (!tls_ || (SSL_get_shutdown(tls_->session) & SSL_RECEIVED_SHUTDOWN));
}

bool loopback_stream::write(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto size = tls_ ? SSL_write(tls_->session, bytes.data(), static_cast<int>(bytes.size()))
                               : static_cast<int>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
        if (size <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
}

void loopback_stream::end_writing()
{
    ::shutdown(socket_, SHUT_WR);
}

void loopback_stream::shut_down()
{
    ::shutdown(socket_, SHUT_RDWR);
}

void loopback_stream::reset()
{
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

loopback_server::loopback_server(script run)
    : run_(std::move(run))
    , listener_(bound_socket(port_))
{
    if (::listen(listener_, 512) != 0)
        fail("listen");
    acceptor_ = std::thread([this] { accept(); });
}

loopback_server::~loopback_server()
{
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    ::close(listener_);
    cut_all();
    for (auto& one : threads_)
        one.join();
}

void loopback_server::accept()
{
    for (;;) {
        const int made = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (made < 0)
            return;
        auto stream = std::make_shared<loopback_stream>(made);
        const auto number = accepted_++;
        const std::scoped_lock lock(mutex_);
        if (away_) {
            stream->reset();
            continue;
        }
        ++open_;
        streams_.push_back(stream);
        threads_.emplace_back([this, stream = std::move(stream), number]() mutable {
            run_(*stream, number);
            {
                const std::scoped_lock end(mutex_);
                std::erase(streams_, stream);
            }
            stream.reset();
            --open_;
        });
    }
}

void loopback_server::cut_all()
{
    const std::scoped_lock lock(mutex_);
    for (const auto& one : streams_)
        one->shut_down();
}

void loopback_server::set_away(bool away)
{
    away_ = away;
    if (away)
        cut_all();
}

std::uint16_t refused_port()
{
    std::uint16_t port = 0;
    ::close(bound_socket(port));
    return port;
}

} // namespace support
