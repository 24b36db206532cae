#include "server/config/config_reload.hpp"

#include "server/config/config_keys.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

BOOST_AUTO_TEST_SUITE(config_reload)

namespace {

using namespace std::chrono_literals;
using names = std::vector<std::string_view>;

server::config read(std::vector<std::string> options)
{
    options.push_back("--config=/dev/null");
    return server::read_command_line(options, {}).settings;
}

void check(const names& found, const names& expected)
{
    BOOST_TEST(found == expected, boost::test_tools::per_element());
}

} // namespace

BOOST_AUTO_TEST_CASE(nothing_has_changed)
{
    auto now = read({"--directus.service_token=secret", "--irc.motd=one", "--irc.motd=two"});
    const auto report =
        server::take_over(now, read({"--directus.service_token=secret", "--irc.motd=one", "--irc.motd=two"}));
    check(report.in_force, {});
    check(report.need_restart, {});
}

BOOST_AUTO_TEST_CASE(what_can_be_taken_over_is_and_the_rest_waits)
{
    auto now = read({"--irc.topic=old", "--irc.channel=#old"});
    const auto anew = read({"--irc.topic=new", "--irc.channel=#new", "--irc.listen=127.0.0.1:1",
                            "--irc.ping_after=5", "--log.format=json"});
    auto report = server::take_over(now, anew);
    check(report.in_force, {"irc.topic", "irc.ping_after", "log.format"});
    check(report.need_restart, {"irc.listen", "irc.channel"});
    BOOST_TEST(now.room.topic == "new");
    BOOST_TEST((now.ping_after == 5s));
    BOOST_TEST((now.log_format == base::log::layout::json));
    BOOST_TEST(now.room.channel == "#old");
    BOOST_TEST((now.listen == std::vector<server::listen_address>{{"127.0.0.1", 6667}}));

    report = server::take_over(now, anew); // what waits still does
    check(report.in_force, {});
    check(report.need_restart, {"irc.listen", "irc.channel"});
    report = server::take_over(now, read({"--irc.channel=#old"})); // and back again
    check(report.in_force, {"irc.topic", "irc.ping_after", "log.format"});
    check(report.need_restart, {});
    BOOST_TEST(now.room.topic == "");
}

BOOST_AUTO_TEST_CASE(a_secret_is_compared_and_kept_nowhere_else)
{
    auto now = read({"--directus.service_token=before"});
    const auto report = server::take_over(now, read({"--directus.service_token=after"}));
    check(report.in_force, {"directus.service_token"});
    BOOST_TEST((now.service_token == base::secret("after")));
    for (const auto& [name, values] : now.texts)
        for (const auto& one : values)
            BOOST_TEST(one != "after", name);
}

BOOST_AUTO_TEST_CASE(a_secret_in_a_file_is_read_again)
{
    const auto path = "/tmp/directus-ircd-reload-" + std::to_string(::getpid());
    std::ofstream(path) << "before\n";
    auto now = read({"--directus.service_token_file=" + path});
    std::ofstream(path) << "after\n";
    const auto report = server::take_over(now, read({"--directus.service_token_file=" + path}));
    std::filesystem::remove(path);
    check(report.in_force, {"directus.service_token"});
    BOOST_TEST((now.service_token == base::secret("after")));
}

BOOST_AUTO_TEST_CASE(certificates_change_but_tls_comes_and_goes_with_a_restart)
{
    auto now = read({"--tls.certificate=a", "--tls.key=b"});
    auto report = server::take_over(now, read({"--tls.certificate=c", "--tls.key=b"}));
    check(report.in_force, {"tls.certificate"});
    BOOST_TEST(now.certificates.front().certificate == "c");
    report = server::take_over(now, read({}));
    check(report.in_force, {});
    check(report.need_restart, {"tls.certificate", "tls.key"});
    BOOST_TEST(now.certificates.size() == 1u);
}

// Each key that is taken over is one, and its name is spelt as in the table.
BOOST_AUTO_TEST_CASE(every_key_is_either_taken_over_or_waits)
{
    const auto before = read({});
    for (const auto& key : server::config_keys()) {
        auto now = before;
        auto anew = before;
        if (key.name == "directus.service_token")
            anew.service_token = base::secret("other");
        else
            anew.texts.at(std::string(key.name)) = {"other"};
        const auto report = server::take_over(now, anew);
        BOOST_TEST(report.in_force.size() + report.need_restart.size() == 1u, key.name);
    }
}

BOOST_AUTO_TEST_SUITE_END()
