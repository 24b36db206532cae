// The gateway as a program: how it starts, how it ends, what it prints.
#include "e2e/scenario.hpp"

#include <algorithm>
#include <fstream>

using namespace e2e;

namespace {

support::finished run_gateway(std::vector<std::string> arguments)
{
    support::temporary_directory directory;
    return support::run(support::gateway_command(std::move(arguments), directory.path() / "log"));
}

std::ptrdiff_t line_count(const std::string& text)
{
    return std::ranges::count(text, '\n');
}

} // namespace

BOOST_AUTO_TEST_SUITE(process)

BOOST_FIXTURE_TEST_CASE(a_port_in_use_is_one_line_and_status_1, scenario)
{
    const auto address = fmt::format("127.0.0.1:{}", gateway.port());
    const auto second = run_gateway({"--irc.listen=" + address});
    BOOST_TEST(second.status == 1);
    BOOST_TEST(line_count(second.output) == 1);
    BOOST_TEST(support::matches(second.output, "directus-ircd: *" + address + "*in use\n"), second.output);
}

BOOST_AUTO_TEST_CASE(an_unknown_key_is_status_2_with_file_and_line)
{
    support::temporary_directory directory;
    const std::string path = directory.path() / "gateway.conf";
    std::ofstream(path) << "# a comment\n[irc]\nlisten = 127.0.0.1:0\nlissten = 127.0.0.1:0\n";
    const auto ended = run_gateway({"--config=" + path});
    BOOST_TEST(ended.status == 2);
    BOOST_TEST(ended.output ==
               "directus-ircd: " + path + ":4: unknown key irc.lissten; did you mean irc.listen?\n");
}

BOOST_AUTO_TEST_CASE(unknown_command_is_status_2_with_the_commands)
{
    const auto ended = run_gateway({"setpu"});
    BOOST_TEST(ended.status == 2);
    BOOST_TEST(
        ended.output ==
        "directus-ircd: unknown command setpu; the commands are doctor and setup; did you mean setup?\n");
}

BOOST_AUTO_TEST_CASE(check_config_tells_what_it_read_and_every_mistake)
{
    support::temporary_directory directory;
    const std::string path = directory.path() / "gateway.conf";
    std::ofstream(path) << "[irc]\nhistory = 10\n";
    BOOST_TEST(run_gateway({"--check-config", "--config=" + path}).output ==
               "read " + path + "\nthe configuration is good\n");
    std::ofstream(path) << "[irc]\nhistory = many\n[x\n";
    BOOST_TEST(run_gateway({"--check-config", "--config=" + path}).output ==
               "directus-ircd: " + path + ":2: irc.history: \"many\" is not a number from 0 to 1000\n" +
                   "directus-ircd: " + path + ":3: a section is [name]\n");
}

BOOST_AUTO_TEST_CASE(a_bad_value_is_status_2_with_its_key)
{
    const auto ended = run_gateway({"--irc.history=many"});
    BOOST_TEST(ended.status == 2);
    BOOST_TEST(line_count(ended.output) == 1);
    BOOST_TEST(support::matches(ended.output, "directus-ircd: command line: irc.history: *\n"), ended.output);
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_status_2)
{
    const auto ended = run_gateway({"--config=/nonexistent/gateway.conf"});
    BOOST_TEST(ended.status == 2);
    BOOST_TEST(support::matches(ended.output, "directus-ircd: /nonexistent/gateway.conf: *\n"), ended.output);
}

BOOST_FIXTURE_TEST_CASE(sigterm_tells_the_clients_and_ends_with_status_0, scenario)
{
    auto ada = join(who.ada);
    auto linus = connect();
    linus.log_in(who.linus.email + ":" + who.linus.password);
    auto nobody = connect();
    nobody.send("NICK nobody");
    gateway.terminate();
    for (auto* one : {&ada, &linus, &nobody}) {
        one->expect("ERROR :Closing Link: * (The gateway is stopping)");
        one->expect_end();
    }
    BOOST_TEST(gateway.wait() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_second_sigterm_ends_it_at_once, scenario)
{
    auto ada = join(who.ada); // does not hang up
    gateway.terminate();
    ada.expect("ERROR :Closing Link: * (The gateway is stopping)");
    const auto told = std::chrono::steady_clock::now();
    gateway.terminate();
    BOOST_TEST(gateway.wait() == 0);
    BOOST_TEST((std::chrono::steady_clock::now() - told < 1500ms));
}

BOOST_FIXTURE_TEST_CASE(a_line_that_crosses_the_end_is_stored, scenario)
{
    auto ada = join(who.ada);
    gateway.terminate();
    ada.expect("ERROR :Closing Link: * (The gateway is stopping)");
    ada.say("crossed");
    BOOST_TEST(gateway.wait() == 0);
    BOOST_TEST(rows.wait_for("crossed").author == who.ada.id);
}

namespace {

// A gateway whose configuration is a file that the scenario may write anew.
struct with_file {
    support::temporary_directory directory;
    std::string path = directory.path() / "gateway.conf";

    void write(const std::string& text) const { std::ofstream(path) << text; }
};

struct with_configuration : with_file, scenario {
    with_configuration()
        : scenario({"--config=" + written("[irc]\nhistory = 0\ntopic = before\n")})
    {
    }
    std::string written(const std::string& text) const
    {
        write(text);
        return path;
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(sighup_reads_the_configuration_anew, with_configuration)
{
    auto ada = join(who.ada);
    write("[irc]\nhistory = 0\ntopic = after\nchannel = #other\n");
    gateway.hang_up();
    ada.expect(":* TOPIC #messages :after");
    gateway.expect_log("* event=reloaded certificates=0 in_force=irc.topic need_restart=irc.channel");
    ada.fence();

    write("[irc]\nhistory = 0\ntopic = broken\nlissten = 127.0.0.1:0\n");
    gateway.hang_up();
    gateway.expect_log("* level=error event=reload_failed reason=\"" + path +
                       ":4: unknown key irc.lissten; did you mean irc.listen?\"");
    ada.send("TOPIC #messages");
    ada.expect(":* 332 * #messages :after");

    write("[irc]\nhistory = 0\ntopic = after\n[log]\nformat = json\n");
    gateway.hang_up();
    gateway.expect_log("* event=reloaded certificates=0 in_force=log.format need_restart=\"\"");
    ada.send("QUIT");
    gateway.expect_log("{\"time\":\"*Z\",\"level\":\"info\",\"event\":\"disconnected\",*}");
}

BOOST_AUTO_TEST_CASE(a_ca_file_that_cannot_be_used_is_status_2)
{
    for (const auto& [file, reason] : {std::pair("/nonexistent/ca.pem", "No such file or directory"),
                                       std::pair("/dev/null", "no certificate or crl found")}) {
        const auto ended = run_gateway({"--directus.ca_file=" + std::string(file)});
        BOOST_TEST(ended.status == 2);
        BOOST_TEST(ended.output == fmt::format("directus-ircd: directus.ca_file: {}: {}\n", file, reason));
    }
}

BOOST_AUTO_TEST_CASE(why_directus_cannot_be_reached_is_logged)
{
    const support::gateway_process closed("http://127.0.0.1:1");
    irc_peer ada(closed.port());
    ada.send({"PASS token:x", "NICK ada", "USER ada 0 * :Ada"});
    closed.expect_log(
        "* level=warning event=directus_unreachable reason=\"127.0.0.1:1: Connection refused\"");
}

BOOST_FIXTURE_TEST_CASE(health_checks_are_logged_for_those_alone_who_debug, scenario)
{
    connect();
    gateway.expect_log("* level=debug event=disconnected addr=127.0.0.1 *");
    {
        auto check = connect();
        check.send("PING health");
        check.expect(":* PONG * :health");
    }
    connect().send("NICK ada");
    gateway.expect_log(
        "* level=info event=disconnected addr=127.0.0.1 user=\"\" nick=\"\" reason=\"connection closed\"");
    const auto log = gateway.log();
    std::size_t infos = 0;
    for (auto at = log.find("level=info event=disconnected"); at != log.npos;
         at = log.find("level=info event=disconnected", at + 1))
        ++infos;
    BOOST_TEST(infos == 1U);
}

BOOST_FIXTURE_TEST_CASE(an_administrator_of_directus_is_told_figures, scenario)
{
    auto root = connect();
    root.log_in(fmt::format("token:{}", support::directus_process::admin_token));
    auto ada = join(who.ada);
    root.send("STATS l");
    root.expect(":* 249 * l :2 clients; 0 connections that are not registered");
    root.expect(":* 219 * l :*");
    root.send("STATS m");
    root.expect(":* 212 * JOIN 1");
    root.expect(":* 219 * m :*");
    root.send("STATS g");
    root.expect(":* 249 * g :Directus answers");
    root.expect(":* 219 * g :*");
    for (const std::string query : {"g", "l", "m"}) {
        ada.send("STATS " + query);
        ada.expect(":* 481 * :Permission denied: only administrators of Directus see this");
    }
    ada.send("STATS u");
    ada.expect(":* 242 * :Server Up *");
    ada.expect(":* 219 * u :*");
}

BOOST_FIXTURE_TEST_CASE(quit_is_answered_and_closes, scenario)
{
    auto ada = join(who.ada);
    ada.send("QUIT :bye");
    ada.expect("ERROR :Closing Link: * (Quit: bye)");
    ada.expect_end();
}

// Those of the other scenarios are looked for at the end of each.
BOOST_FIXTURE_TEST_CASE(the_log_holds_no_password_that_was_refused_or_misplaced, scenario)
{
    for (const auto& line : {"PASS ada@example.com:misplaced1", "PASS token:misplaced1", "PASS misplaced1",
                             "AUTHENTICATE misplaced1", "OPER ada misplaced1"}) {
        auto peer = connect();
        peer.send({"CAP REQ :sasl", line, "CAP END", "NICK ada", "USER ada 0 * :Ada"});
        peer.expect_end();
    }
    auto ada = join(who.ada);
    ada.send({"PASS misplaced1", "OPER ada misplaced1", "AUTHENTICATE misplaced1"});
    ada.fence();
    BOOST_TEST(gateway.log().find("misplaced1") == std::string::npos);
    BOOST_TEST(gateway.log().find(support::sasl_plain("", "a", "misplaced1")) == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
