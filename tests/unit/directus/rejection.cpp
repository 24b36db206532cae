// What Directus's own answers say of a create.
#include "directus/rejection.hpp"

#include "directus/rest.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(directus_rejection)

using base::errc;
using directus::rejection;

BOOST_AUTO_TEST_CASE(a_code_that_is_not_directuss_is_a_rule_of_the_projects)
{
    BOOST_TEST((rejection::of("NO_SWEARING", "x").why == errc::rejected));
    BOOST_TEST((rejection::of("", "x").why == errc::rejected));
    BOOST_TEST((rejection::of("FAILED_VALIDATION", "x").why == errc::invalid_payload));
}

BOOST_AUTO_TEST_CASE(what_was_not_executed_may_be_sent_again)
{
    const std::pair<std::string, std::string> answers[] = {
        {"REQUESTS_EXCEEDED", "Too many requests, retry after 1s."},
        {"SERVICE_UNAVAILABLE", "Service \"api\" is unavailable. Under pressure."},
        {"UNDER_PRESSURE", "Under pressure"},
        {"OUT_OF_DATE", "Operation could not be executed: Your current instance of Directus is out of date."},
        {"LICENSE_SERVICE_UNAVAILABLE", "Licensing service is unreachable."},
        {"TOKEN_EXPIRED", "Token expired."},
        {"INVALID_CREDENTIALS", "Invalid user credentials."}};
    for (const auto& [code, message] : answers) {
        BOOST_TEST(rejection::of(code, message).is_temporary(), code);
        // A flow's, with a code that it borrowed: final.
        for (const auto* own : {"", "not before noon"}) {
            const auto of_flow = rejection::of(code, own);
            BOOST_TEST((!of_flow.is_temporary() && of_flow.why == errc::rejected), code);
        }
    }
    for (const auto* code : {"FORBIDDEN", "RECORD_NOT_UNIQUE", "INTERNAL_SERVER_ERROR", "NO_SWEARING",
                             "NOT_NULL_VIOLATION", "RESOURCE_RESTRICTED", "OUT_OF_TIME"})
        BOOST_TEST(!rejection::of(code, "").is_temporary(), code);
}

BOOST_AUTO_TEST_CASE(forbidden_is_directuss_or_a_flows)
{
    const auto unseen = rejection::of("FORBIDDEN", "You don't have permission to access this.");
    const auto field = rejection::of("FORBIDDEN", "You don't have permission to access field \"a\" in …");
    const auto flow = rejection::of("FORBIDDEN", "mind your language");
    BOOST_TEST((unseen.is_lack_of_permission() && unseen.is_row_out_of_sight()));
    BOOST_TEST((field.is_lack_of_permission() && !field.is_row_out_of_sight()));
    BOOST_TEST((!flow.is_lack_of_permission() && !flow.is_row_out_of_sight()));
}

BOOST_AUTO_TEST_CASE(the_limit_of_a_batch_is_read_from_its_message)
{
    const auto limit = [](std::string text) {
        return rejection::of("INVALID_PAYLOAD", std::move(text)).batch_limit();
    };
    BOOST_TEST(limit("Invalid payload. Exceeded max batch mutation limit of 6.") == 6u);
    BOOST_TEST(limit("Invalid payload. Exceeded max batch mutation limit of 99999999999999999999999.") == 0u);
    BOOST_TEST(limit("Invalid payload. Exceeded max batch mutation limit of") == 0u);
    BOOST_TEST(limit("") == 0u);
}

BOOST_AUTO_TEST_CASE(only_directuss_json_is_an_answer_to_a_create)
{
    using directus::creation;
    const auto parse = [](unsigned status, std::string body) {
        return directus::rest::parse_creation({status, std::move(body), {}}, {});
    };
    const auto error = [](std::string_view code) {
        return R"({"errors":[{"message":"why","extensions":{"code":")" + std::string(code) + R"("}}]})";
    };
    BOOST_TEST(
        (parse(400, error("NO_SWEARING")) == creation(rejection{errc::rejected, "NO_SWEARING", "why"})));
    BOOST_TEST((parse(500, error("INTERNAL_SERVER_ERROR")) ==
                creation(rejection{errc::server_failed, "INTERNAL_SERVER_ERROR", "why"})));
    BOOST_TEST((parse(502, "<html>") == creation(base::make_error_code(errc::server_failed))));
    BOOST_TEST((parse(502, "{}") == creation(base::make_error_code(errc::server_failed))));
    for (const auto* text : {"<html>", "{}"}) {
        BOOST_TEST((parse(503, text) == creation(base::make_error_code(errc::server_failed))));
        BOOST_TEST((parse(429, text) == creation(base::make_error_code(errc::overloaded))));
    }
    BOOST_TEST((parse(200, "<html>") == creation(base::make_error_code(errc::malformed))));
    BOOST_TEST((parse(200, R"({"data":{}})") == creation(base::make_error_code(errc::malformed))));
    BOOST_TEST((parse(200, R"({"data":[]})") == creation(std::vector<directus::item>())));
}

BOOST_AUTO_TEST_SUITE_END()
