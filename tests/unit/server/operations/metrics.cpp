#include "server/operations/metrics.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

using namespace std::chrono_literals;

namespace {

std::string line_of(const std::string& text, const std::string& series)
{
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("directus_ircd_" + series + " "))
            return line.substr(line.rfind(' ') + 1);
    return "none";
}

std::set<std::string> names_in(const std::string& text, const std::string& pattern)
{
    const std::regex name(pattern);
    return {std::sregex_token_iterator(text.begin(), text.end(), name, 1), std::sregex_token_iterator()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(metrics)

BOOST_AUTO_TEST_CASE(reasons_are_counted_by_kind)
{
    server::metrics one;
    for (const auto* reason :
         {"SendQ exceeded", "SendQ exceeded for all clients together", "Ping timeout: 150 seconds",
          "Registration timed out", "Too many connections from your address",
          "Quit: SendQ exceeded, they say", "connection closed", "Directus ended your session",
          "TLS on a plain port", "HTTP on an IRC port"})
        one.disconnected(reason);
    const auto text = one.text({});
    BOOST_TEST(line_of(text, "disconnections_total{reason=\"not_irc\"}") == "2");
    for (const auto* kind :
         {"sendq", "queue_memory", "ping_timeout", "registration_timeout", "connection_limit", "directus"})
        BOOST_TEST(line_of(text, "disconnections_total{reason=\"" + std::string(kind) + "\"}") == "1", kind);
    BOOST_TEST(line_of(text, "disconnections_total{reason=\"client\"}") == "2");
}

BOOST_AUTO_TEST_CASE(logins_are_counted_by_result_and_by_who_answered)
{
    server::metrics one;
    for (const bool by_directus : {true, false}) {
        one.logged_in({}, by_directus);
        one.logged_in(base::errc::invalid_credentials, by_directus);
        one.logged_in(base::errc::otp_required, by_directus);
        one.logged_in(base::errc::licence_locked, by_directus);
    }
    one.logged_in(base::errc::server_failed, true);
    const auto text = one.text({});
    const auto count = [&](const std::string& by, const std::string& result) {
        return line_of(text, "logins_total{answered_by=\"" + by + "\",result=\"" + result + "\"}");
    };
    for (const auto* result : {"ok", "refused", "second_factor_needed", "unavailable"})
        BOOST_TEST(count("gateway", result) == "1", result);
    BOOST_TEST(count("directus", "ok") == "1");
    BOOST_TEST(count("directus", "unavailable") == "2");
}

BOOST_AUTO_TEST_CASE(times_are_told_in_seconds)
{
    server::metrics one;
    one.shown(3ms);
    one.created(1500ms, true);
    one.created(20s, false);
    const auto text = one.text({});
    BOOST_TEST(line_of(text, "event_to_wire_seconds_bucket{le=\"0.002\"}") == "0");
    BOOST_TEST(line_of(text, "event_to_wire_seconds_bucket{le=\"0.005\"}") == "1");
    BOOST_TEST(line_of(text, "create_seconds_sum") == "21.5");
    BOOST_TEST(line_of(text, "creates_stored_total") == "1");
    BOOST_TEST(line_of(text, "creates_unconfirmed_total") == "1");
}

BOOST_AUTO_TEST_CASE(process_and_build_are_described)
{
    const server::metrics one;
    const auto value_of = [&](const std::string& name) {
        const auto text = one.text({});
        const auto at = text.find("\n" + name + " ");
        return at == std::string::npos ? -1.0 : std::stod(text.substr(at + name.size() + 2));
    };
    const auto before = value_of("process_cpu_seconds_total");
    BOOST_TEST(before >= 0);
    BOOST_TEST(value_of("process_resident_memory_bytes") > 1e6);
    BOOST_TEST(value_of("process_virtual_memory_bytes") >= value_of("process_resident_memory_bytes"));
    BOOST_TEST(value_of("process_start_time_seconds") > 1.7e9);
    BOOST_TEST(value_of("process_max_fds") > 0);
    const auto open = value_of("process_open_fds");
    const std::ifstream another("/proc/self/status");
    BOOST_TEST(value_of("process_open_fds") == open + 1);
    BOOST_TEST(value_of("process_cpu_seconds_total") >= before);
    BOOST_TEST(line_of(one.text({}), "build_info{version=\"" DIRECTUS_IRCD_VERSION "\"}") == "1");
}

BOOST_AUTO_TEST_CASE(the_dashboard_asks_for_what_there_is)
{
    std::ifstream file(DIRECTUS_IRCD_SOURCE "/conf/grafana-dashboard.json");
    std::ostringstream dashboard;
    dashboard << file.rdbuf();
    const auto asked = names_in(dashboard.str(), "(directus_ircd_[a-z_]+)");
    BOOST_TEST(asked.size() > 10U);
    server::metrics one;
    one.logged_in({}, true); // there is none without a label
    one.disconnected("");
    const auto there = names_in(one.text({}), "# TYPE (directus_ircd_[a-z_]+)");
    for (auto name : asked) {
        if (name.ends_with("_bucket"))
            name.resize(name.size() - 7);
        BOOST_TEST((there.contains(name)), name << " does not exist");
    }
}

BOOST_AUTO_TEST_SUITE_END()
