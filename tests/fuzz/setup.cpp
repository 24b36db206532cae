// `directus-ircd setup` against what answers anything: it ends, and what it asks for is well-formed; a dry
// run changes nothing.
#include "fuzz/fuzz.hpp"
#include "setup/run.hpp"
#include "support/loopback.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <mutex>

namespace {

using support::loopback_stream;

// Answers each request with a line of the input: a status, and a body. At its end nothing is there.
class anything {
public:
    anything(fuzz::source& in, bool dry_run)
        : in_(in)
        , dry_run_(dry_run)
        , server_([this](loopback_stream& on, std::size_t) { serve(on); })
    {
    }

    std::uint16_t port() const { return server_.port(); }

private:
    void serve(loopback_stream& on)
    {
        while (const auto head = on.read_to("\r\n\r\n")) {
            const auto first = head->substr(0, head->find("\r\n"));
            fuzz::require(std::ranges::count(first, ' ') == 2 && first.ends_with(" HTTP/1.1"), "a request");
            const bool looks = first.starts_with("GET ");
            fuzz::require(looks || first.starts_with("POST ") || first.starts_with("PATCH /collections/"),
                          "it looks, makes, or switches accountability off");
            fuzz::require(looks || !dry_run_ || first.starts_with("POST /auth/"), "a dry run makes nothing");
            constexpr std::string_view length = "\r\nContent-Length: ";
            if (const auto at = head->find(length); at != head->npos) {
                const auto body = on.read(std::stoul(head->substr(at + length.size())));
                fuzz::require(body && directus::json::document::parse(*body), "a body of JSON");
            }
            answer(on);
        }
    }

    void answer(loopback_stream& on)
    {
        const std::scoped_lock lock(mutex_);
        const auto line = in_.line();
        constexpr unsigned statuses[] = {200, 204, 302, 400, 401, 403, 404, 429, 500, 503};
        const auto number = line.empty() ? 0U : static_cast<unsigned char>(line.front());
        auto status = statuses[number % std::size(statuses)];
        std::string body(line.substr(!line.empty()));
        if (line.empty()) {
            status = 403;
            body = R"({"errors":[{"message":"no","extensions":{"code":"FORBIDDEN"}}]})";
        }
        on.write("HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: application/json\r\n" +
                 (status == 204 ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") + "\r\n" +
                 (status == 204 ? "" : body));
    }

    std::mutex mutex_;
    fuzz::source& in_;
    bool dry_run_;
    support::loopback_server server_;
};

void run(const setup::options& options, server::administrator who)
{
    namespace asio = boost::asio;
    asio::ssl::context tls(asio::ssl::context::tls_client);
    asio::io_context io(1);
    net::http_client http(io.get_executor(), options.settings.url, tls, {});
    setup::session session(http, options.settings, std::move(who));
    setup::run all(session, options);
    std::exception_ptr failure;
    const auto ended = [&](const std::exception_ptr& why) {
        failure = why;
        http.close();
    };
    asio::co_spawn(io, all.perform(), ended);
    io.run();
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool quiet = std::freopen("/dev/null", "w", stdout) != nullptr;
    fuzz::require(quiet, "what it says goes nowhere");
    std::signal(SIGPIPE, SIG_IGN);
    fuzz::source in(data, size);
    const auto flags = in.byte();
    server::administrator who{.email = "admin@example.com"};
    (flags & 1 ? who.token : who.password) = base::secret("secret");
    anything directus(in, flags & 2);
    std::vector<std::string> arguments{"--directus.url=http://127.0.0.1:" + std::to_string(directus.port())};
    if (flags & 2)
        arguments.emplace_back("--dry-run");
    if (flags & 4)
        arguments.emplace_back("--with=read-markers");
    if (flags & 8)
        arguments.emplace_back("--with=reactions");
    if (flags & 16)
        arguments.emplace_back("--with=edits");
    if (flags & 32)
        arguments.emplace_back("--role=Editors");
    if (flags & 64)
        arguments.emplace_back("--bot=ci");
    if (flags & 128)
        arguments.emplace_back("--no-accountability");
    try {
        run(setup::read_options(arguments, {}), std::move(who));
    } catch (const setup::failed&) {
        // in words, to the administrator
    }
    return 0;
}
