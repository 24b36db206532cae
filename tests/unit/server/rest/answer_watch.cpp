// What stands in the log is tested in io gateway_foreign.
#include "server/rest/answer_watch.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using base::errc;
using directus::rest::response;
using grade = server::finding::grade;

namespace {

const response own{200, R"({"data":{}})", {}, "application/json"};
const response moved{301, "", {}, "", "https://chat.example/auth/login"};
const response page{200, "<html>", {}, "text/html"};

struct watching {
    server::findings checks{};
    server::answer_watch watch{checks, "http://chat.example"};
    base::time_point now{};

    bool post(const response& what) { return watch.answered("POST", "/auth/login", what, now); }
    bool ping(const response& what) { return watch.answered("GET", "/server/ping", what, now); }

    // The grade of the finding of this name; ok where there is none.
    grade of(std::string_view name) const
    {
        for (const auto& one : checks.all())
            if (one.name == name)
                return one.how;
        return grade::ok;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(server_answer_watch, watching)

BOOST_AUTO_TEST_CASE(a_foreign_answer_fails_until_directus_answers)
{
    BOOST_TEST(!post(moved));
    BOOST_TEST((of("directus") == grade::fail));
    const auto line = checks.all().at(0).line();
    BOOST_TEST(line.starts_with("fail directus: POST /auth/login was answered 301"), line);
    BOOST_TEST(line.find("set directus.url = https://chat.example") != std::string::npos, line);
    BOOST_TEST(post(own));
    BOOST_TEST(checks.all().empty());
}

BOOST_AUTO_TEST_CASE(one_call_that_is_kept_from_directus_is_a_warning)
{
    ping(page);
    BOOST_TEST((of("directus") == grade::fail));
    post(own);
    BOOST_TEST((of("directus") == grade::warn));
    ping(own);
    BOOST_TEST((of("directus") == grade::ok));
}

BOOST_AUTO_TEST_CASE(an_end_of_one_kind_is_the_end_of_it_for_all_calls)
{
    post(moved);
    ping(moved);
    ping(own);
    BOOST_TEST((of("directus") == grade::ok));
}

BOOST_AUTO_TEST_CASE(a_query_that_search_answers_ends_the_finding_of_get)
{
    watch.answered("GET", "/items/messages?limit=1", page, now);
    BOOST_TEST((of("directus") == grade::fail));
    watch.answered("SEARCH", "/items/messages", own, now);
    BOOST_TEST((of("directus") == grade::ok));
}

BOOST_AUTO_TEST_CASE(a_connection_that_cannot_be_made_fails_until_one_can)
{
    watch.connection("chat.example: Host not found");
    BOOST_TEST((of("reachable") == grade::fail));
    BOOST_TEST(checks.all().at(0).text == "chat.example: Host not found");
    watch.connection("");
    BOOST_TEST((of("reachable") == grade::ok));
}

BOOST_AUTO_TEST_CASE(silence_fails_until_an_answer_comes)
{
    watch.silent(errc::timeout);
    BOOST_TEST((of("reachable") == grade::fail));
    watch.connection(""); // it could be connected to all the time
    BOOST_TEST((of("reachable") == grade::fail));
    ping(own);
    BOOST_TEST((of("reachable") == grade::ok));
}

BOOST_AUTO_TEST_CASE(a_slow_answer_is_no_finding)
{
    watch.unanswered("GET", "/items/messages", errc::timeout, now);
    watch.unanswered("GET", "/items/messages", errc::interrupted, now);
    BOOST_TEST(checks.all().empty());
}

BOOST_AUTO_TEST_CASE(rows_and_queries_of_one_call_are_not_told_apart)
{
    watch.answered("GET", "/items/messages/1?fields=id", page, now);
    watch.answered("GET", "/items/messages/2", own, now);
    BOOST_TEST(checks.all().empty());
}

BOOST_AUTO_TEST_SUITE_END()
