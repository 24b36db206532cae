#include "directus/query.hpp"

#include "directus/rest.hpp"

#include <boost/test/unit_test.hpp>

using namespace directus;

BOOST_AUTO_TEST_SUITE(query_)

namespace {

const base::secret token("adatoken");

std::optional<std::size_t> limit_in(unsigned status, std::string_view code, std::string_view reason)
{
    return queries::page_limit_in({status,
                                   R"({"errors":[{"message":"Invalid query. )" + std::string(reason) +
                                       R"(.","extensions":{"reason":")" + std::string(reason) +
                                       R"(","code":")" + std::string(code) + R"("}}]})",
                                   {}});
}

} // namespace

BOOST_AUTO_TEST_CASE(both_forms_ask_for_the_same)
{
    const query asked{"/items/messages", {"id", "a b"}, R"({"id":{"_in":["1"]}})", {"-a b", "id"}, 7, 3};
    const auto search = queries::search(token, asked);
    BOOST_TEST(search.method == "SEARCH");
    BOOST_TEST(search.target == "/items/messages");
    BOOST_TEST(search.body == R"({"query":{"fields":["id","a b"],"filter":{"id":{"_in":["1"]}},)"
                              R"("sort":["-a b","id"],"limit":7,"offset":3}})");
    BOOST_TEST((search.bearer == token));
    BOOST_TEST(search.idempotent());
    const auto get = queries::get(token, asked);
    BOOST_TEST(get.method == "GET");
    BOOST_TEST(get.target == "/items/messages?fields=id,a%20b&filter=%7B%22id%22%3A%7B%22_in%22%3A%5B%221%22"
                             "%5D%7D%7D&sort=-a%20b,id&limit=7&offset=3");
    BOOST_TEST(get.body.empty());
    BOOST_TEST((get.bearer == token));
}

BOOST_AUTO_TEST_CASE(an_alias_makes_a_get_unique)
{
    auto get = queries::get(token, {"/users", {"id"}});
    queries::make_unique(get, 0x2a);
    BOOST_TEST(get.target == "/users?fields=id&limit=1&alias%5Bn2a%5D=id");
    rest::request without_query{"GET", "/permissions/me", {}, token};
    queries::make_unique(without_query, 1);
    BOOST_TEST(without_query.target == "/permissions/me?alias%5Bn1%5D=id");
}

// As 11.17.4 and 12.4.0 word it.
BOOST_AUTO_TEST_CASE(the_refusal_of_a_page_names_the_limit)
{
    const auto named = [](std::string_view number) {
        return limit_in(400, "INVALID_QUERY",
                        R"(\"limit\" must be less than or equal to )" + std::string(number));
    };
    BOOST_TEST((named("100") == 100U));
    BOOST_TEST((named("1") == 1U));
    BOOST_TEST((named("0") == 0U));
    BOOST_TEST((named("-5") == 0U));
    BOOST_TEST((named("2.5") == 0U));
    BOOST_TEST((named("1,000") == 0U));
    BOOST_TEST((named("99999999999999999999999") == 0U));
    BOOST_TEST((named("many") == 0U));
    BOOST_TEST((named("") == 0U));
}

BOOST_AUTO_TEST_CASE(other_refusals_name_no_page_limit)
{
    const auto reason = R"(\"limit\" must be less than or equal to 100)";
    BOOST_TEST(!limit_in(400, "INVALID_PAYLOAD", reason));
    BOOST_TEST(!limit_in(200, "INVALID_QUERY", reason));
    BOOST_TEST(!limit_in(400, "INVALID_QUERY", R"(\"_in\" has to be an array of values)"));
    for (const auto* body : {"", "<html>", "[]", "{}", R"({"errors":[]})", R"({"errors":{"limit":1}})"})
        BOOST_TEST(!queries::page_limit_in({400, body, {}}), body);
}

BOOST_AUTO_TEST_CASE(a_message_alone_names_the_limit_too)
{
    const auto found = queries::page_limit_in(
        {400,
         R"({"errors":[{"message":"Invalid query. \"limit\" must be less than or equal to 10.",)"
         R"("extensions":{"code":"INVALID_QUERY"}}]})",
         {}});
    BOOST_TEST((found == 10U));
}

BOOST_AUTO_TEST_CASE(proxies_refuse_search_in_their_own_words)
{
    const auto refused = [](unsigned status, std::string body) {
        return queries::refuses_search({status, std::move(body), {}});
    };
    BOOST_TEST(refused(405, "<html>"));
    BOOST_TEST(refused(501, ""));
    BOOST_TEST(refused(403, "<html>"));
    BOOST_TEST(refused(400, ""));
    BOOST_TEST(refused(200, "<html>"));
    BOOST_TEST(refused(404, "{}"));
    BOOST_TEST(!refused(200, R"({"data":[]})"));
    BOOST_TEST(!refused(403, R"({"errors":[{"extensions":{"code":"FORBIDDEN"}}]})"));
    for (const unsigned status : {429U, 500U, 502U, 503U, 504U}) // it may be back soon
        BOOST_TEST(!refused(status, "<html>"), status);
}

BOOST_AUTO_TEST_CASE(bodies_that_are_too_large_are_told_from_others_that_are_refused)
{
    const auto refused = [](unsigned status, std::string_view code) {
        return queries::refuses_size(
            {status, R"({"errors":[{"extensions":{"code":")" + std::string(code) + R"("}}]})", {}});
    };
    BOOST_TEST(refused(400, "INVALID_PAYLOAD"));
    BOOST_TEST(refused(413, "CONTENT_TOO_LARGE"));
    BOOST_TEST(queries::refuses_size({413, "<html>", {}}));
    BOOST_TEST(!refused(400, "INVALID_QUERY"));
    BOOST_TEST(!refused(403, "FORBIDDEN"));
    BOOST_TEST(!queries::refuses_size({200, R"({"data":[]})", {}}));
}

BOOST_AUTO_TEST_SUITE_END()
