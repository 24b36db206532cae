#include "directus/rest.hpp"

#include "base/timestamp.hpp"
#include "unit/directus/expect.hpp"

#include <boost/test/unit_test.hpp>

#include <array>

using namespace directus;
using namespace std::chrono_literals;
using base::errc;

BOOST_AUTO_TEST_SUITE(rest_)

namespace {

const base::secret token("adatoken");

void check_get(const rest::request& got, std::string_view target)
{
    BOOST_TEST(got.method == "GET");
    BOOST_TEST(got.target == target);
    BOOST_TEST(got.body.empty());
    BOOST_TEST((got.bearer == token));
    BOOST_TEST(got.idempotent());
}

void check_query(const query& got, std::string_view path, std::string_view asked)
{
    const auto request = queries::search(token, got);
    BOOST_TEST(request.method == "SEARCH");
    BOOST_TEST(request.target == path);
    BOOST_TEST(request.body == R"({"query":)" + std::string(asked) + "}");
    BOOST_TEST((request.bearer == token));
    BOOST_TEST(request.idempotent());
}

void check_post(const rest::request& got, std::string_view target, std::string_view body)
{
    BOOST_TEST(got.method == "POST");
    BOOST_TEST(got.target == target);
    BOOST_TEST(got.body == body);
    BOOST_TEST(got.bearer.empty());
    BOOST_TEST(!got.idempotent());
}

rest::response answer(unsigned status, std::string body)
{
    return {status, std::move(body), {}};
}

std::string error_body(std::string_view code)
{
    return R"({"errors":[{"message":"m","extensions":{"reason":"r","code":")" + std::string(code) +
           R"("}}]})";
}

} // namespace

BOOST_AUTO_TEST_CASE(logging_in_and_out)
{
    check_post(rest::login("ada@example.com", base::secret("p\"w")), "/auth/login",
               R"({"email":"ada@example.com","password":"p\"w","mode":"json"})");
    check_post(rest::login("ada@example.com", base::secret("pw"), "123456"), "/auth/login",
               R"({"email":"ada@example.com","password":"pw","mode":"json","otp":"123456"})");
    check_post(rest::refresh(base::secret("r")), "/auth/refresh", R"({"refresh_token":"r","mode":"json"})");
    check_post(rest::logout(base::secret("r")), "/auth/logout", R"({"refresh_token":"r","mode":"json"})");
}

BOOST_AUTO_TEST_CASE(reading)
{
    check_get(rest::me(token), "/users/me?fields=id,first_name,last_name,email");
    check_get(rest::my_id(token), "/users/me?fields=id");
    check_get(rest::my_permissions(token), "/permissions/me");
    check_query(rest::people(500), "/users",
                R"({"fields":["id","first_name","last_name"],"sort":["id"],"limit":500})");
    const std::array people{user_id("u-1"), user_id("u-2")};
    check_query(
        rest::people(people), "/users",
        R"({"fields":["id","first_name","last_name"],"filter":{"id":{"_in":["u-1","u-2"]}},"limit":2})");
    const std::string fields = R"({"fields":["id","date_created","user_created","content"],)";
    const std::string newest = R"("sort":["-date_created","-id"],)";
    check_query(rest::latest({}, 100), "/items/messages", fields + newest + R"("limit":100})");
    const auto from = *base::from_iso8601("2026-11-23T18:49:42.618Z");
    const std::string dated = R"("filter":{"date_created":{"_gte":"2026-11-23T18:49:42.618Z")";
    check_query(rest::rows({}, {.from = from, .limit = 200}), "/items/messages",
                fields + dated + "}}," + newest + R"("limit":200})");
    check_query(rest::rows({}, {.from = from, .end = from + base::duration(1), .offset = 3, .limit = 200}),
                "/items/messages",
                fields + dated + R"(,"_lt":"2026-11-23T18:49:42.619Z"}},)" + newest +
                    R"("limit":200,"offset":3})");
    check_query(rest::rows({}, {.from = from, .newest_first = false, .keys_only = true, .limit = 9}),
                "/items/messages",
                R"({"fields":["id","date_created"],)" + dated +
                    R"(}},"sort":["date_created","id"],"limit":9})");
    const auto filter = [&](const rest::page& of) { return R"("filter":)" + rest::rows({}, of).filter; };
    BOOST_TEST(filter({.from = from, .text = "100% \"x\"", .author = user_id("u-1")}) ==
               dated + R"(},"content":{"_icontains":"100% \"x\""},"user_created":{"_eq":"u-1"}})");
    BOOST_TEST(filter({.from = from, .author = user_id()}) == dated + R"(},"user_created":{"_null":true}})");
    const std::array rows{item_id("7"), item_id("8")};
    check_query(rest::items({}, rows), "/items/messages",
                fields + R"("filter":{"id":{"_in":["7","8"]}},"limit":2})");
}

BOOST_AUTO_TEST_CASE(rows_are_created_as_an_array)
{
    const std::array rows{draft{item_id("u-1"), "one"}, draft{{}, "two"}};
    const auto got = rest::create(token, {}, rows);
    BOOST_TEST(got.method == "POST");
    BOOST_TEST(got.target == "/items/messages?fields=id,date_created,user_created,content&limit=-1");
    BOOST_TEST(got.body == R"([{"id":"u-1","content":"one"},{"content":"two"}])");
    BOOST_TEST((got.bearer == token));
    BOOST_TEST(!got.idempotent());
}

BOOST_AUTO_TEST_CASE(a_row_is_changed_and_removed_by_its_key)
{
    const auto change = rest::update(token, {}, item_id("a/b?"), "new \"text\"");
    BOOST_TEST(change.method == "PATCH");
    BOOST_TEST(change.target == "/items/messages/a%2Fb%3F?fields=id");
    BOOST_TEST(change.body == R"({"content":"new \"text\""})");
    BOOST_TEST((change.bearer == token));
    const auto removal = rest::remove(token, {}, item_id("17"));
    BOOST_TEST(removal.method == "DELETE");
    BOOST_TEST(removal.target == "/items/messages/17");
    BOOST_TEST(removal.body.empty());
    BOOST_TEST((removal.bearer == token));
}

BOOST_AUTO_TEST_CASE(a_row_is_changed_only_where_its_text_is_the_one_that_was_read)
{
    const auto change = rest::update_if(token, {}, item_id("17"), "old \"text\"", "new");
    BOOST_TEST(change.method == "PATCH");
    BOOST_TEST(change.target == "/items/messages?fields=id");
    BOOST_TEST(change.body ==
               R"({"query":{"filter":{"_and":[{"id":{"_eq":"17"}},{"content":{"_eq":"old \"text\""}}]},)"
               R"("limit":1},"data":{"content":"new"}})");
    BOOST_TEST((change.bearer == token));
    BOOST_TEST(rest::parse_updated(answer(200, R"({"data":[{"id":17}]})")).has_value());
    BOOST_TEST(rest::parse_updated(answer(204, "")).has_value());
    BOOST_TEST((rest::parse_updated(answer(200, R"({"data":[]})")).error() == errc::changed));
    BOOST_TEST((rest::parse_updated(answer(200, R"({"data":{}})")).error() == errc::malformed));
    BOOST_TEST((rest::parse_updated(answer(200, "<html>")).error() == errc::malformed));
    BOOST_TEST((rest::parse_updated(answer(403, error_body("FORBIDDEN"))).error() == errc::forbidden));
}

BOOST_AUTO_TEST_CASE(texts_that_directus_takes_for_something_else_are_not_compared)
{
    for (const auto* text : {"", "$NOW", "$CURRENT_USER", "$5", "true", "false", "null"})
        BOOST_TEST(!rest::can_be_compared(text), text);
    for (const auto* text : {"TRUE", "true ", "not null", "5 $", "17", "[1]", "a,b"})
        BOOST_TEST(rest::can_be_compared(text), text);
}

BOOST_AUTO_TEST_CASE(the_editor_and_the_row_replied_to_where_the_collection_keeps_them)
{
    schema shape;
    shape.editor = "user_updated";
    shape.reply = "reply_to";
    const auto names = rest::latest(shape, 1).fields;
    const std::vector<std::string> expected{"id",      "date_created", "user_created",
                                            "content", "user_updated", "reply_to"};
    BOOST_TEST(names == expected, boost::test_tools::per_element());
    const std::array drafts{draft{item_id("u-1"), "one", item_id("17")}, draft{{}, "two"}};
    BOOST_TEST(rest::create(token, shape, drafts).body ==
               R"([{"id":"u-1","content":"one","reply_to":"17"},{"content":"two"}])");
    BOOST_TEST(rest::create(token, {}, drafts).body == R"([{"id":"u-1","content":"one"},{"content":"two"}])");
    const auto body = R"({"data":[{"id":18,"user_updated":"u-2","reply_to":17},
                                  {"id":19,"user_updated":null,"reply_to":null},
                                  {"id":20,"user_updated":{"id":"u-2"},"reply_to":{"id":17}}]})";
    const auto rows = rest::parse_items(answer(200, body), shape);
    BOOST_REQUIRE(rows->size() == 3u);
    BOOST_TEST((*rows)[0].editor.str() == "u-2");
    BOOST_TEST((*rows)[0].reply_to.str() == "17");
    BOOST_TEST((*rows)[1].editor.empty());
    BOOST_TEST((*rows)[1].reply_to.empty());
    BOOST_TEST((*rows)[2].editor.str() == "u-2");
    BOOST_TEST((*rows)[2].reply_to.empty());
    const auto unasked = rest::parse_items(answer(200, body), {});
    BOOST_TEST((*unasked)[0].editor.empty());
    BOOST_TEST((*unasked)[0].reply_to.empty());
}

BOOST_AUTO_TEST_CASE(any_answer_of_directus_shows_that_it_is_there)
{
    for (const unsigned status : {200U, 403U, 404U, 429U})
        BOOST_TEST(rest::parse_ping(answer(status, "pong")).has_value());
    BOOST_TEST((rest::parse_ping(answer(502, "<html>")).error() == errc::server_failed));
    BOOST_TEST((rest::parse_ping(answer(503, "")).error() == errc::overloaded));
}

BOOST_AUTO_TEST_CASE(names_of_the_schema_are_encoded)
{
    const schema shape{"my chat", "k&y", "t?xt", "by/", "a t"};
    check_get(queries::get(token, rest::latest(shape, 1)),
              "/items/my%20chat?fields=k%26y,a%20t,by%2F,t%3Fxt&sort=-a%20t,-k%26y"
              "&limit=1");
    BOOST_TEST(rest::latest(shape, 1).path == "/items/my%20chat");
}

BOOST_AUTO_TEST_CASE(percent_encoding)
{
    BOOST_TEST(rest::percent_encoded("AZaz09-._~") == "AZaz09-._~");
    BOOST_TEST(rest::percent_encoded(" +/?#[]@%\xc3\xa9\n") == "%20%2B%2F%3F%23%5B%5D%40%25%C3%A9%0A");
    BOOST_TEST(rest::percent_encoded("") == "");
}

BOOST_AUTO_TEST_CASE(tokens_given)
{
    const auto got = rest::parse_tokens(
        answer(200, R"({"data":{"expires":900000,"refresh_token":"r_-","access_token":"e.y.J"}})"));
    BOOST_TEST_REQUIRE(got.has_value());
    BOOST_TEST((*got == tokens{base::secret("e.y.J"), base::secret("r_-"), 900s}));

    for (const auto* body : {R"({"data":{"expires":900000,"refresh_token":"r"}})",
                             R"({"data":{"expires":900000,"access_token":"a"}})",
                             R"({"data":{"refresh_token":"r","access_token":"a"}})",
                             R"({"data":{"expires":0,"refresh_token":"r","access_token":"a"}})",
                             R"({"data":{"expires":-1,"refresh_token":"r","access_token":"a"}})",
                             R"({"data":{"expires":"1","refresh_token":"r","access_token":"a"}})",
                             R"({"data":null})", "{}", "[]", "", "<html>"})
        BOOST_TEST((rest::parse_tokens(answer(200, body)).error() == errc::malformed), body);

    const auto long_lived = rest::parse_tokens(
        answer(200, R"({"data":{"expires":9223372036854775807,"refresh_token":"r","access_token":"a"}})"));
    BOOST_TEST((long_lived->lifetime == base::duration(24h * 365)));
}

BOOST_AUTO_TEST_CASE(refusals)
{
    const auto check = [](unsigned status, std::string body, errc expected) {
        BOOST_TEST_CONTEXT(status << " " << body)
        {
            const auto got = rest::parse_me(answer(status, std::move(body)));
            BOOST_TEST_REQUIRE(got.has_error());
            BOOST_TEST(got.error() == expected);
        }
    };
    check(
        401,
        R"({"errors":[{"message":"Invalid user credentials.","extensions":{"code":"INVALID_CREDENTIALS"}}]})",
        errc::invalid_credentials);
    check(401, error_body("USER_SUSPENDED"), errc::invalid_credentials);
    check(403, error_body("INVALID_TOKEN"), errc::invalid_credentials);
    check(401, error_body("INVALID_OTP"), errc::otp_required);
    check(401, error_body("TOKEN_EXPIRED"), errc::token_expired);
    check(400, error_body("INVALID_PAYLOAD"), errc::invalid_payload);
    check(400, error_body("FAILED_VALIDATION"), errc::invalid_payload);
    check(400, error_body("RECORD_NOT_UNIQUE"), errc::not_unique);
    check(403, error_body("FORBIDDEN"), errc::forbidden);
    check(403, error_body("RESOURCE_RESTRICTED"), errc::forbidden);
    check(404, error_body("ROUTE_NOT_FOUND"), errc::forbidden);
    check(429, error_body("REQUESTS_EXCEEDED"), errc::overloaded);
    check(503, error_body("SERVICE_UNAVAILABLE"), errc::overloaded);
    check(503, error_body("UNDER_PRESSURE"), errc::overloaded);
    check(500, error_body("INTERNAL_SERVER_ERROR"), errc::server_failed);
    check(500, error_body("INVALID_CREDENTIALS"), errc::server_failed);
    // A code that is not known: the status says it.
    check(401, error_body("NEWER_THAN_THIS"), errc::invalid_credentials);
    check(404, error_body("NEWER_THAN_THIS"), errc::forbidden);
    check(422, error_body("NEWER_THAN_THIS"), errc::invalid_payload);
    check(418, error_body("NEWER_THAN_THIS"), errc::malformed);
    // Another service's: it knows nothing of passwords.
    check(401, R"({"errors":[{"message":"no code"}]})", errc::malformed);
}

// Whether the account has paid for it decides how often a login may be tried.
BOOST_AUTO_TEST_CASE(refused_logins)
{
    const auto check = [](unsigned status, std::string body, errc expected) {
        BOOST_TEST_CONTEXT(status << " " << body)
        {
            const auto error = rest::parse_tokens(answer(status, std::move(body))).error();
            BOOST_TEST(error == expected);
        }
    };
    check(403, error_body("RESOURCE_RESTRICTED"), errc::licence_locked);
    check(403, error_body("FORBIDDEN"), errc::forbidden);
    check(401, error_body("INVALID_CREDENTIALS"), errc::invalid_credentials);
    check(401, error_body("INVALID_OTP"), errc::otp_required);
    check(429, error_body("REQUESTS_EXCEEDED"), errc::overloaded);
    check(503, error_body("SERVICE_UNAVAILABLE"), errc::overloaded);
    check(503, error_body("UNDER_PRESSURE"), errc::overloaded);
    check(503, error_body("LICENSE_SERVICE_UNAVAILABLE"), errc::server_failed);
    check(503, "<html>no upstream</html>", errc::server_failed);
    check(500, error_body("INTERNAL_SERVER_ERROR"), errc::server_failed);
    check(401, "<html>who are you?</html>", errc::malformed);
    BOOST_TEST(base::is_temporary(errc::licence_locked));
    BOOST_TEST(base::is_temporary(errc::interrupted));
}

BOOST_AUTO_TEST_CASE(logins_renewals_and_permissions_are_urgent)
{
    const base::secret token("t");
    for (const auto& one : {rest::login("ada@example.com", token), rest::refresh(token), rest::logout(token),
                            rest::me(token), rest::my_id(token), rest::my_permissions(token), rest::ping()})
        BOOST_TEST(one.is_urgent(), one.target);
    BOOST_TEST(!rest::remove(token, {}, base::item_id("1")).is_urgent());
    BOOST_TEST(!rest::export_one(token, {}).is_urgent());
}

BOOST_AUTO_TEST_CASE(answers_that_are_not_of_directus)
{
    const auto check = [](unsigned status, std::string body, errc expected) {
        BOOST_TEST_CONTEXT(status << " " << body)
        {
            const auto error = rest::parse_items(answer(status, std::move(body)), {}).error();
            BOOST_TEST(error == expected);
            BOOST_TEST(base::is_temporary(error));
        }
    };
    check(200, "<html>captive portal</html>", errc::malformed);
    check(200, R"({"data":{}})", errc::malformed);
    check(200, R"("data")", errc::malformed);
    check(302, "", errc::malformed);
    check(401, "<html>who are you?</html>", errc::malformed);
    check(403, "{}", errc::malformed);
    check(403, R"({"errors":[]})", errc::malformed);
    check(404, "", errc::malformed);
    check(429, "slow down", errc::overloaded);
    check(502, "<html>Bad Gateway</html>", errc::server_failed);
    check(503, "", errc::overloaded);
    check(504, "<html>Gateway Timeout</html>", errc::server_failed);
    check(0, "", errc::malformed);
}

BOOST_AUTO_TEST_CASE(codes)
{
    BOOST_TEST((rest::errc_from("FORBIDDEN") == errc::forbidden));
    BOOST_TEST((rest::errc_from("INVALID_COLLECTION") == errc::forbidden));
    BOOST_TEST((rest::errc_from("AUTH_FAILED") == errc::invalid_credentials));
    BOOST_TEST((rest::errc_from("NEWER_THAN_THIS") == errc::server_failed));
    BOOST_TEST((rest::errc_from("") == errc::server_failed));
}

BOOST_AUTO_TEST_CASE(myself)
{
    const auto whole = rest::parse_me(answer(
        200, R"({"data":{"id":"3761646b","first_name":"Ada","last_name":null,"email":"ada@example.com"}})"));
    BOOST_TEST_REQUIRE(whole.has_value());
    BOOST_TEST((*whole == person{user_id("3761646b"), "Ada", "", "ada@example.com"}));
    const auto id_alone = rest::parse_me(answer(200, R"({"data":{"id":"3761646b"}})"));
    BOOST_TEST_REQUIRE(id_alone.has_value());
    BOOST_TEST((*id_alone == person{.id = user_id("3761646b"), .hides_name = true}));
    BOOST_TEST((rest::parse_me(answer(200, R"({"data":{"first_name":"Ada"}})")).error() == errc::malformed));
    BOOST_TEST(
        (rest::parse_me(answer(200, R"({"data":{"share":"5a1e"}})")).error() == errc::invalid_credentials));
}

BOOST_AUTO_TEST_CASE(permissions)
{
    const auto parse = [](std::string_view data) {
        return rest::parse_permissions(answer(200, R"({"data":)" + std::string(data) + "}"), {});
    };
    const auto full = parse(
        R"({"messages":{"read":{"access":"full","fields":["*"]},"create":{"access":"full","fields":["*"]},"update":{"access":"none"}}})");
    BOOST_TEST(
        (*full ==
         rights{.read = access::full, .create = access::full, .read_fields = {"*"}, .write_author = true}));
    const auto partial = parse(
        R"({"messages":{"read":{"access":"partial","fields":["id","content","id",7]},"create":{"access":"none"}}})");
    BOOST_TEST((*partial == rights{access::partial, access::none, {"content", "id"}}));
    BOOST_TEST((*parse(R"({"messages":{"read":{"access":"full","fields":["id","*"]}}})") ==
                rights{access::full, access::none, {"*"}}));
    BOOST_TEST((*parse(R"({"messages":{"read":{"access":"none","fields":["id"]}}})") == rights{}));
    BOOST_TEST((*parse(R"({"other":{"read":{"access":"full","fields":["*"]}}})") == rights{}));
    BOOST_TEST((*parse("{}") == rights{}));
    BOOST_TEST((*parse(R"({"messages":{"read":{"access":"newer"}}})") == rights{}));
    const auto changing = parse(
        R"({"messages":{"read":{"access":"none"},"update":{"access":"partial","fields":["content"]},"delete":{"access":"full"}}})");
    BOOST_TEST((*changing == rights{.update = access::partial, .remove = access::full}));
    BOOST_TEST((parse("[]").error() == errc::malformed));
    BOOST_TEST((parse("null").error() == errc::malformed));
}

BOOST_AUTO_TEST_CASE(what_may_be_read_of_files)
{
    const auto files_for = [](std::string_view messages, std::string_view of_files) {
        const auto found = rest::parse_permissions(
            answer(200, R"({"data":{"messages":{"read":)" + std::string(messages) +
                            R"(},"directus_files":{"read":)" + std::string(of_files) + "}}}"),
            {.attachment = "file"});
        return found->read_files;
    };
    const auto* all = R"({"access":"full","fields":["*"]})";
    BOOST_TEST((files_for(all, all) == files::details));
    BOOST_TEST((files_for(all, R"({"access":"full","fields":["filename_download","filesize","id"]})") ==
                files::details));
    BOOST_TEST((files_for(all, R"({"access":"full","fields":["filename_download","id"]})") == files::ids));
    BOOST_TEST((files_for(all, R"({"access":"partial","fields":["*"]})") == files::ids));
    BOOST_TEST((files_for(all, R"({"access":"none"})") == files::ids));
    BOOST_TEST((files_for(all, "{}") == files::ids));
    BOOST_TEST((files_for(R"({"access":"full","fields":["content","file","id"]})", all) == files::details));
    BOOST_TEST((files_for(R"({"access":"full","fields":["content","id"]})", all) == files::none));
    BOOST_TEST((files_for(R"({"access":"none"})", all) == files::none));
    const auto without_field = rest::parse_permissions(
        answer(200, R"({"data":{"messages":{"read":{"access":"full","fields":["*"]}}}})"), {});
    BOOST_TEST((without_field->read_files == files::none));
}

BOOST_AUTO_TEST_CASE(read_people_needs_every_user_and_the_name_fields)
{
    const auto reads = [](std::string_view users) {
        return rest::parse_permissions(
                   answer(200, R"({"data":{"directus_users":{"read":)" + std::string(users) + "}}}"), {})
            ->read_people;
    };
    BOOST_TEST(reads(R"({"access":"full","fields":["*"]})"));
    BOOST_TEST(reads(R"({"access":"full","fields":["avatar","last_name","first_name","id"]})"));
    BOOST_TEST(
        !reads(R"({"access":"full","fields":["first_name","id"]})")); // Directus refuses the whole request
    BOOST_TEST(!reads(R"({"access":"full","fields":["first_name","last_name"]})"));
    BOOST_TEST(!reads(R"({"access":"partial","fields":["*"]})"));
    BOOST_TEST(!reads(R"({"access":"none"})"));
}

BOOST_AUTO_TEST_CASE(everybody)
{
    const auto got = rest::parse_people(answer(
        200,
        R"({"data":[{"id":"a","first_name":"Ada","last_name":"L"},{"first_name":"nobody"},{"id":"b"}]})"));
    BOOST_TEST_REQUIRE(got.has_value());
    const std::vector<person> expected{{user_id("a"), "Ada", "L", ""},
                                       {.id = user_id("b"), .hides_name = true}};
    BOOST_TEST((*got == expected));
}

BOOST_AUTO_TEST_CASE(rows)
{
    const auto got = rest::parse_items(
        answer(
            200,
            R"({"data":[{"id":2,"content":"b","date_created":"2026-11-23T20:54:51","user_created":"u"},{"content":"x"},{"id":1}]})"),
        {});
    BOOST_TEST_REQUIRE(got.has_value());
    const std::vector<item> expected{{.id = item_id("2"),
                                      .content = "b",
                                      .author = user_id("u"),
                                      .date = base::from_iso8601("2026-11-23T20:54:51.000Z"),
                                      .zoneless = true},
                                     {item_id("1"), "", user_id(), std::nullopt}};
    BOOST_TEST((*got == expected));
}

// They stand in masks, tags and parameters of IRC.
BOOST_AUTO_TEST_CASE(ids_that_irc_could_not_carry_are_none)
{
    const auto found = rest::parse_items(
        {200,
         R"({"data":[{"id":"a b","content":"x"},{"id":":a","content":"x"},{"id":"ok","content":"x",)"
         R"("user_created":"\r\nQUIT"},{"id":"a\nb"}]})",
         ""},
        {});
    BOOST_REQUIRE(found);
    BOOST_REQUIRE(found->size() == 1U);
    BOOST_TEST(found->front().id.str() == "ok");
    BOOST_TEST(found->front().author.empty());
    const auto people = rest::parse_people({200, R"({"data":[{"id":"u 1"},{"id":"u-1"}]})", ""});
    BOOST_REQUIRE(people);
    BOOST_REQUIRE(people->size() == 1U);
    BOOST_TEST(people->front().id.str() == "u-1");
}

BOOST_AUTO_TEST_CASE(nothing)
{
    BOOST_TEST(rest::parse_nothing(answer(204, "")).has_value());
    BOOST_TEST(rest::parse_nothing(answer(200, R"({"data":{}})")).has_value());
    BOOST_TEST((rest::parse_nothing(answer(200, "<html>")).error() == errc::malformed));
    BOOST_TEST((rest::parse_nothing(answer(401, error_body("INVALID_CREDENTIALS"))).error() ==
                errc::invalid_credentials));
}

BOOST_AUTO_TEST_CASE(who_is_an_administrator)
{
    const auto told = [](std::string body) {
        const auto found = rest::parse_globals(answer(200, std::move(body)));
        BOOST_REQUIRE(found.has_value());
        return found->admin_access;
    };
    BOOST_TEST(told(R"({"data":{"enforce_tfa":false,"app_access":true,"admin_access":true}})"));
    BOOST_TEST(!told(R"({"data":{"enforce_tfa":false,"app_access":true,"admin_access":false}})"));
    BOOST_TEST(!told(R"({"data":{"app_access":false}})"));
    BOOST_TEST(!told(R"({"data":{"admin_access":"true"}})"));
    BOOST_TEST((rest::parse_globals(answer(200, R"({"data":[]})")).error() == errc::malformed));
    BOOST_TEST((rest::parse_globals(answer(404, R"({"errors":[{"extensions":{"code":"ROUTE_NOT_FOUND"}}]})"))
                    .error() == errc::forbidden));
}

BOOST_AUTO_TEST_SUITE_END()
