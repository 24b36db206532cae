// Other ways in than plain IRC, with the programs that people use for them.
#include "e2e/scenario.hpp"
#include "support/child.hpp"

using namespace e2e;

namespace {

const unsigned short tls_port = support::free_port();
const unsigned short websocket_port = support::free_port();

support::finished shell(const std::string& command, std::map<std::string, std::string> variables = {})
{
    const support::temporary_directory directory;
    return support::run({.command = {"/bin/sh", "-c", command},
                         .environment = std::move(variables),
                         .output = directory.path() / "log"},
                        60s);
}

struct own_certificate {
    support::temporary_directory directory;

    own_certificate()
    {
        const auto made = shell(fmt::format("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 "
                                            "-nodes -days 1 -subj /CN=localhost "
                                            "-addext subjectAltName=DNS:localhost -out {} -keyout {}",
                                            file(), key_file()));
        BOOST_REQUIRE_MESSAGE(made.status == 0, made.output);
    }

    std::string file() const { return directory.path() / "certificate.pem"; }
    std::string key_file() const { return directory.path() / "key.pem"; }
};

struct with_tls : own_certificate, scenario {
    with_tls()
        : scenario({"--irc.history=0", fmt::format("--irc.listen_tls=127.0.0.1:{}", tls_port),
                    fmt::format("--irc.listen_websocket=127.0.0.1:{}", websocket_port),
                    "--tls.certificate=" + file(), "--tls.key=" + key_file()})
    {
    }
};

struct behind_proxy : scenario {
    behind_proxy()
        : scenario({"--irc.history=0", "--irc.proxies=127.0.0.1", "--allow_plaintext_login=yes"})
    {
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(listening)

BOOST_FIXTURE_TEST_CASE(openssl_s_client_logs_in, with_tls)
{
    const auto done = shell(
        fmt::format(
            "(printf '%s\\r\\n' \"PASS $CREDENTIALS\" 'NICK ada' 'USER ada 0 * :Ada' 'JOIN #messages' "
            "'PRIVMSG #messages :said over TLS'; sleep 5; printf 'QUIT\\r\\n'; sleep 1) | openssl s_client "
            "-quiet -verify_return_error -verify_hostname localhost -CAfile {} -connect 127.0.0.1:{}",
            file(), tls_port),
        {{"CREDENTIALS", who.ada.email + ":" + who.ada.password}});
    BOOST_TEST(done.output.find(" 001 Ada ") != std::string::npos, done.output);
    BOOST_TEST(done.output.find("ERROR :Closing Link: ") != std::string::npos, done.output);
    rows.wait_for("said over TLS");
}

BOOST_FIXTURE_TEST_CASE(curl_is_told_what_this_is, with_tls)
{
    const auto done = shell(fmt::format("curl -si http://127.0.0.1:{}/", websocket_port));
    BOOST_TEST(done.output.starts_with("HTTP/1.1 426 Upgrade Required\r\n"), done.output);
    BOOST_TEST(done.output.find("This is the IRC WebSocket of directus-ircd") != std::string::npos,
               done.output);
}

BOOST_FIXTURE_TEST_CASE(a_node_websocket_chats, with_tls)
{
    const auto done =
        support::run({.command = {support::need_variable("DIRECTUS_NODE"),
                                  DIRECTUS_IRCD_SOURCE "/tests/clients/websocket.mjs"},
                      .environment = {{"CLIENT_LIBRARIES", support::need_variable("CLIENT_LIBRARIES")},
                                      {"IRC_WEBSOCKET", fmt::format("ws://127.0.0.1:{}/", websocket_port)},
                                      {"DIRECTUS_URL", chat.url()},
                                      {"EMAIL", who.ada.email},
                                      {"PASSWORD", who.ada.password},
                                      {"TOKEN", who.grace.token}},
                      .output = with_tls::directory.path() / "log"},
                     90s);
    BOOST_TEST(done.status == 0, done.output);
    BOOST_TEST(rows.wait_for("said over a WebSocket; grüße 👋").author == who.ada.id);
}

BOOST_FIXTURE_TEST_CASE(a_proxy_header_names_the_client, behind_proxy)
{
    auto ada = connect();
    ada.send("PROXY TCP4 192.0.2.7 127.0.0.1 4660 6667");
    ada.log_in(who.ada.email + ":" + who.ada.password);
    gateway.expect_log("* event=registered addr=192.0.2.7 *");
    auto silent = connect();
    silent.send("NICK ada");
    silent.expect_end();
}

// Of a login, and of a row that came over the WebSocket.
BOOST_AUTO_TEST_CASE(directus_s_activity_tells_where_people_are)
{
    const private_directus own(support::directus_process::variables{{"IP_TRUST_PROXY", "127.0.0.1"}});
    own.project().admin().patch("/collections/messages", R"({"meta":{"accountability":"all"}})");
    const scenario on({"--irc.history=0", "--irc.proxies=127.0.0.1", "--allow_plaintext_login=yes"},
                      own.project());
    auto ada = on.connect();
    ada.send("PROXY TCP4 192.0.2.7 127.0.0.1 4660 6667");
    ada.log_in(on.who.ada.email + ":" + on.who.ada.password);
    ada.join();
    ada.say("from 192.0.2.7");
    on.rows.wait_for("from 192.0.2.7");
    for (const auto* action : {"login", "create"}) {
        const auto target = fmt::format("/activity?fields=ip&sort=-id&limit=1&filter%5Baction%5D%5B_eq%5D={}"
                                        "&filter%5Buser%5D%5B_eq%5D={}",
                                        action, on.who.ada.id);
        BOOST_TEST(own.project().admin().get(target).text == R"({"data":[{"ip":"192.0.2.7"}]})", action);
    }
}

BOOST_FIXTURE_TEST_CASE(sighup_reads_the_certificates_anew, with_tls)
{
    auto ada = join(who.ada);
    gateway.hang_up();
    gateway.expect_log("* event=reloaded certificates=1 *");
    ada.fence();
}

BOOST_AUTO_TEST_SUITE_END()
