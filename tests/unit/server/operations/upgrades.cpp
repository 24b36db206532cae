#include "server/operations/upgrades.hpp"

#include <boost/test/unit_test.hpp>

using server::finding;
using server::upgrades;

namespace {

const directus::user_id ada("ada");
const directus::user_id grace("grace");

struct fixture {
    server::findings checks;
    upgrades all{checks, "/websocket"};

    std::string line() const { return checks.all().empty() ? "" : checks.all().front().line(); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(upgrades_, fixture)

BOOST_AUTO_TEST_CASE(a_refusal_stands_until_nobody_is_refused)
{
    all.refused(ada, {404, "application/json"});
    BOOST_TEST(line() == "warn websocket: GET /websocket (WebSocket) was answered 404 with application/json; "
                         "set WEBSOCKETS_ENABLED=true in Directus, or directus.websocket_path to its "
                         "WEBSOCKETS_REST_PATH");
    all.refused(grace, {404});
    all.settled(ada);
    all.settled(ada);
    BOOST_TEST(!line().empty());
    all.settled(grace);
    BOOST_TEST(line().empty());
}

BOOST_AUTO_TEST_CASE(each_status_names_what_to_change)
{
    const auto change = [](unsigned status) { return server::finding_of({status}, "/ws").change; };
    BOOST_TEST(change(0).find("directus.websocket_path") != std::string::npos);
    BOOST_TEST(change(401).find("WEBSOCKETS_REST_AUTH") != std::string::npos);
    BOOST_TEST(change(403).find("WEBSOCKETS_REST_CONN_LIMIT") != std::string::npos);
    BOOST_TEST(change(404).find("WEBSOCKETS_ENABLED=true") != std::string::npos);
    for (const unsigned status : {200, 301, 400, 426, 502})
        BOOST_TEST(change(status).find("Upgrade") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_token_that_a_redirect_sends_back_is_not_told)
{
    const auto text = server::finding_of({302, "", "https://a.example/b?access_token=secret"}, "/ws").text;
    BOOST_TEST(text == "GET /ws (WebSocket) was answered 302, redirected to https://a.example/b");
}

BOOST_AUTO_TEST_CASE(that_a_token_is_wanted_is_forgotten_when_directus_was_away)
{
    BOOST_TEST(!all.want_token());
    all.learn_to_want_token();
    BOOST_TEST(all.want_token());
    all.forget_settings();
    BOOST_TEST(!all.want_token());
}

BOOST_AUTO_TEST_SUITE_END()
