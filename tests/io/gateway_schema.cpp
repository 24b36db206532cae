// The schema that is found at the first login, and what clients are told where it, or a field of it, cannot
// be used.
#include "served.hpp"

#include "support/rest.hpp"
#include "support/wait.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace support;

namespace {

constexpr auto document = "GET /server/specs/oas";
constexpr auto rows = "SEARCH /items/messages";

struct described : served {
    explicit described(const std::string& body, std::vector<std::string> options = {})
        : served(std::move(options))
    {
        directus.always(document, {steps::http{.body = body}});
    }
};

// As far as the gateway reads it.
std::string with_fields(const std::string& properties, std::string_view collection = "messages")
{
    return fmt::format(R"({{"openapi":"3.0.1","tags":[{{"x-collection":"directus_users"}}],"components":{{)"
                       R"("schemas":{{"Users":{{"x-collection":"directus_users"}},)"
                       R"("Items":{{"x-collection":"{}","properties":{{{}}}}}}}}}}})",
                       collection, properties);
}

// Whether somebody with Ada's password is welcomed.
bool enters(std::uint16_t port)
{
    irc_peer one(port);
    one.identify(ada_pass);
    while (one.count("* 001 *") == 0)
        if (one.ended(std::chrono::milliseconds(100)))
            return false;
    return true;
}

const std::string id = R"("id":{"type":"string","format":"uuid","nullable":false})";
const std::string author =
    R"("user_created":{"oneOf":[{"type":"string","format":"uuid"},{"$ref":"#/components/schemas/Users"}]})";
const std::string date = R"("date_created":{"type":"string","format":"timestamp"})";
const std::string content = R"("content":{"type":"string"})";
const std::string whole = with_fields(id + "," + author + "," + date + "," + content);
const std::string with_parent = with_fields(
    id + "," + author + "," + date + "," + content +
    R"(,"parent_id":{"oneOf":[{"type":"string","format":"uuid"},{"$ref":"#/components/schemas/Items"}]})");

constexpr auto permissions = "GET /permissions/me";
const steps::http without_parent{.body = R"({"data":{"messages":{"read":{"access":"full",)"
                                         R"("fields":["content","date_created","id","user_created"]},)"
                                         R"("create":{"access":"full","fields":["*"]}}}})"};

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_schema)

BOOST_AUTO_TEST_CASE(document_is_asked_for_once)
{
    described on(whole);
    auto ada = on.on_channel(ada_pass);
    auto grace = on.on_channel(grace_pass);
    BOOST_TEST(on.directus.count(document) == 1U);
    ada.send("PRIVMSG #messages :hello");
    grace.expect("*PRIVMSG #messages :hello*");
}

BOOST_AUTO_TEST_CASE(found_names_are_asked_for)
{
    described on(with_fields(id + "," + author + "," + date + R"(,"text":{"type":"string"})"));
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.join();
    BOOST_REQUIRE(on.directus.arrived(rows));
    BOOST_TEST(on.directus.calls(rows).front().body.find(
                   R"("fields":["id","date_created","user_created","text"])") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(configured_schema_is_not_looked_for)
{
    described on(whole, {"--directus.schema=configured"});
    on.on_channel(ada_pass);
    BOOST_TEST(on.directus.count(document) == 0U);
}

// Somebody who reads the website's posts is the first to log in.
BOOST_AUTO_TEST_CASE(collection_that_its_finder_may_not_write_in_is_left_for_one_that_serves)
{
    described on(whole);
    on.directus.once(
        document,
        {steps::http{.body = with_fields(id + "," + author + "," + date + "," + content, "posts")}});
    on.directus.once(
        "GET /permissions/me",
        {steps::http{.body = R"({"data":{"posts":{"read":{"access":"full","fields":["*"]}}}})"}});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    auto grace = on.on_channel(grace_pass);
    BOOST_TEST(on.directus.count(document) >= 2U);
    grace.send("PRIVMSG #messages :hello");
    BOOST_REQUIRE(on.directus.arrived("create"));
    BOOST_TEST(on.directus.calls("create").front().body.find(R"("collection":"messages")") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(collection_that_is_only_read_serves_until_another_is_found)
{
    described on(with_fields(id + "," + author + "," + date + "," + content, "posts"));
    on.directus.always(
        "GET /permissions/me",
        {steps::http{.body = R"({"data":{"posts":{"read":{"access":"full","fields":["*"]}}}})"}});
    on.directus.always("SEARCH /items/posts", {steps::http{.body = R"({"data":[]})"}});
    for (const auto& pass : {ada_pass, grace_pass}) {
        irc_peer one(on.gateway.port());
        one.log_in(pass);
        one.join();
    }
    BOOST_TEST(on.directus.count(document) == 2U);
}

BOOST_AUTO_TEST_CASE(those_in_a_collection_that_is_left_go_on_in_the_one_that_serves)
{
    described on(whole, {"--directus.recheck=60"});
    on.directus.once(
        document,
        {steps::http{.body = with_fields(id + "," + author + "," + date + "," + content, "posts")}});
    on.directus.once(
        "GET /permissions/me",
        {steps::http{.body = R"({"data":{"posts":{"read":{"access":"full","fields":["*"]}}}})"}});
    on.directus.always("SEARCH /items/posts", {steps::http{.body = R"({"data":[]})"}});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.join();
    on.on_channel(grace_pass);
    on.show_something(ada);
}

BOOST_AUTO_TEST_CASE(field_that_the_first_reader_is_not_told_of_is_found_with_another)
{
    described on(with_parent);
    on.directus.once(document, {steps::http{.body = whole}});
    on.directus.once(permissions, {without_parent});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    irc_peer grace(on.gateway.port());
    grace.log_in(grace_pass);
    BOOST_TEST(on.directus.count(document) == 2U);
    grace.join();
    BOOST_REQUIRE(on.directus.arrived("subscribe"));
    const auto asks_for_it = [&] {
        return on.directus.calls("subscribe").back().body.find("parent_id") != std::string::npos;
    };
    BOOST_TEST(eventually(asks_for_it));
    on.on_channel(grace_pass);
    BOOST_TEST(on.directus.count(document) == 2U);
}

BOOST_AUTO_TEST_CASE(field_that_somebody_may_not_read_is_left_out_until_they_may)
{
    described on(with_parent, {"--directus.recheck=5"});
    on.directus.once(permissions, {without_parent});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.join();
    BOOST_REQUIRE(on.directus.arrived("subscribe", 2, std::chrono::seconds(20)));
    const auto calls = on.directus.calls("subscribe");
    BOOST_TEST(calls[0].body.find("parent_id") == std::string::npos);
    BOOST_TEST(calls[1].body.find("parent_id") != std::string::npos);
    on.show_something(ada);
}

BOOST_AUTO_TEST_CASE(schema_found_late_is_subscribed_to)
{
    served on({"--directus.recheck=5"});
    on.directus.always(document, {refusal(403, "FORBIDDEN")});
    auto ada = on.on_channel(ada_pass);
    on.directus.always(document,
                       {steps::http{.body = with_fields(id + "," + author + "," + date + "," + content +
                                                        R"(,"user_updated":{"type":"string"})")}});
    BOOST_REQUIRE(on.directus.arrived("subscribe", 2, std::chrono::seconds(20)));
    const auto calls = on.directus.calls("subscribe");
    BOOST_TEST(calls[0].body.find("user_updated") == std::string::npos);
    BOOST_TEST(calls[1].body.find("user_updated") != std::string::npos);
    on.show_something(ada);
}

// Whatever is wrong with the document, the configured names are taken, and tried.
BOOST_AUTO_TEST_CASE(document_that_is_not_told_leaves_the_configured_names)
{
    for (const auto& answer :
         {steps::http{.status = 403, .body = refusal(403, "FORBIDDEN").body}, steps::http{.body = "garbage"},
          steps::http{.body = std::string(3 << 20, '[')},
          steps::http{.body = R"({"openapi":"3.0.1","components":{"schemas":{"A":[)" + [] {
              std::string values;
              for (int n = 0; n < 1'100'000; ++n)
                  values += "1,";
              return values;
          }() + "1]}}}"}}) {
        served on;
        on.directus.always(document, {answer});
        auto ada = on.on_channel(ada_pass);
        ada.send("PRIVMSG #messages :hello");
        on.directus.arrived("create");
        on.on_channel(grace_pass);
        BOOST_TEST(on.directus.count(document) == 1U, "asked for again within the recheck");
    }
}

BOOST_AUTO_TEST_CASE(document_that_is_not_told_once_is_asked_for_again)
{
    described on(with_fields(id + "," + author + "," + date + R"(,"text":{"type":"string"})"));
    on.directus.once(document, {refusal(503, "SERVICE_UNAVAILABLE")});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.join();
    BOOST_TEST(on.directus.count(document) == 2U);
    BOOST_TEST(on.directus.calls(rows).front().body.find(R"("text")") != std::string::npos);
}

// The defaults need not fit, and 473 would say that the user has no permission.
BOOST_AUTO_TEST_CASE(login_without_an_answer_about_the_schema_is_closed_as_temporary)
{
    served on({"--directus.recheck=5"});
    on.directus.always(document, {refusal(503, "SERVICE_UNAVAILABLE")});
    on.directus.always(rows, {refusal(403, "FORBIDDEN")});
    irc_peer ada(on.gateway.port());
    ada.identify(ada_pass);
    ada.expect("*ERROR :Closing Link: *");
    BOOST_TEST(ada.count("* 001 *") == 0U);
    on.directus.behave();
    on.directus.always(document, {steps::http{.body = whole}});
    BOOST_TEST(
        eventually([&] { return enters(on.gateway.port()); }, patience, std::chrono::milliseconds(500)));
}

// A proxy that has no answer for this path, for good.
BOOST_AUTO_TEST_CASE(document_that_is_never_answered_leaves_the_configured_names_after_the_recheck)
{
    served on({"--directus.recheck=5"});
    on.directus.always(document, {html(502)});
    BOOST_TEST(!enters(on.gateway.port()));
    BOOST_TEST(
        eventually([&] { return enters(on.gateway.port()); }, 2 * patience, std::chrono::milliseconds(500)));
}

BOOST_AUTO_TEST_CASE(schema_that_does_not_fit_is_said_at_join_and_to_who_speaks)
{
    described on(with_fields(id + "," + author + "," + content));
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass, "standard-replies");
    ada.send("JOIN #messages");
    ada.expect("* 473 *");
    const auto told = ada.expect("*FAIL JOIN NO_READ_PERMISSION #messages :*");
    BOOST_TEST(told.find("date_created") != std::string::npos);
    ada.send("PRIVMSG #messages :hello");
    ada.expect("*FAIL PRIVMSG REJECTED #messages :Message not sent: the collection messages has no field*");
    irc_peer grace(on.gateway.port());
    grace.log_in(grace_pass);
    grace.send("JOIN #messages");
    grace.expect("* NOTICE Grace :Cannot join #messages: *");
    grace.send("PRIVMSG #messages :hello");
    grace.expect("* 404 Grace #messages :Message not sent: *");
    BOOST_TEST(on.directus.count("create") == 0U);
    BOOST_TEST(on.directus.count("subscribe") == 0U);
}

// With the configured name nobody has a permission.
BOOST_AUTO_TEST_CASE(two_candidates_are_said_at_join)
{
    const auto fields = id + "," + author + "," + date + "," + content;
    described on(
        fmt::format(R"({{"openapi":"3.0.1","tags":[{{"x-collection":"directus_users"}}],"components":{{)"
                    R"("schemas":{{"Users":{{"x-collection":"directus_users"}},)"
                    R"("A":{{"x-collection":"posts","properties":{{{0}}}}},)"
                    R"("B":{{"x-collection":"chat","properties":{{{0}}}}}}}}}}})",
                    fields));
    on.directus.always(
        "GET /permissions/me",
        {steps::http{.body = R"({"data":{"posts":{"read":{"access":"full","fields":["*"]}}}})"}});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.send("JOIN #messages");
    ada.expect("* 473 Ada #messages :Cannot join channel: several collections could be the chat: chat, "
               "posts; ask *");
}

BOOST_AUTO_TEST_CASE(field_that_cannot_be_read_is_named_and_nothing_is_stored)
{
    described on(whole);
    on.directus.once(rows, {refusal(403, "FORBIDDEN")}); // all together
    for (int n = 0; n < 3; ++n)
        on.directus.once(rows, {steps::usual()}); // id, date and author alone
    on.directus.once(rows, {refusal(403, "FORBIDDEN")});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.send("JOIN #messages");
    ada.expect("* 473 Ada #messages :Cannot join channel: the field content of messages is not there*");
    ada.send("PRIVMSG #messages :hello");
    ada.expect("* 404 Ada #messages :Message not sent: the field content of messages*");
    BOOST_TEST(on.directus.count("create") == 0U);
    // The next login looks again, and finds it mended.
    auto grace = on.on_channel(grace_pass);
    BOOST_TEST(on.directus.rows().size() == 2U);
}

BOOST_AUTO_TEST_CASE(readyz_forgets_fields_once_permission_is_given_or_their_reader_has_left)
{
    for (const bool leaves : {false, true}) {
        described on(whole, {"--directus.recheck=5", "--status.listen=127.0.0.1:0"});
        const auto is_ready = [&] {
            return rest(fmt::format("http://127.0.0.1:{}", on.gateway.status_port()))
                       .call("GET", "/readyz")
                       .status == 200;
        };
        on.directus.once("GET /permissions/me",
                         {steps::http{.body = R"({"data":{"messages":{"read":{"access":"full",)"
                                              R"("fields":["date_created","id","user_created"]}}}})"}});
        on.directus.once(rows, {refusal(403, "FORBIDDEN")});
        if (leaves)
            on.directus.always("GET /permissions/me", {}); // asked again in vain
        {
            irc_peer ada(on.gateway.port());
            ada.log_in(ada_pass);
            ada.send("JOIN #messages");
            ada.expect("* 473 Ada #messages :Cannot join channel: the field content of messages*");
            BOOST_TEST(!is_ready());
            if (!leaves)
                BOOST_TEST(eventually(is_ready, 2 * patience));
        }
        BOOST_TEST(eventually(is_ready, 2 * patience));
    }
}

BOOST_AUTO_TEST_CASE(create_permission_without_the_text_is_said)
{
    described on(whole);
    on.directus.always("GET /permissions/me",
                       {steps::http{.body = R"({"data":{"messages":{"read":{"access":"full","fields":["*"]},)"
                                            R"("create":{"access":"full","fields":["id"]}}}})"}});
    auto ada = on.on_channel(ada_pass);
    ada.send("PRIVMSG #messages :hello");
    ada.expect(
        "* 404 Ada #messages :Message not sent: your permission to create messages does not include the "
        "field content*");
    BOOST_TEST(ada.count("*MODE #messages +v*") == 0U);
}

BOOST_AUTO_TEST_CASE(refused_subscription_is_tried_again_ever_more_slowly)
{
    described on(whole);
    on.directus.always("subscribe", {frame_error("subscribe", "FORBIDDEN")});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.join();
    BOOST_REQUIRE(on.directus.arrived("subscribe", 3, std::chrono::seconds(30)));
    const auto calls = on.directus.calls("subscribe");
    BOOST_TEST((calls[2].at - calls[1].at >= std::chrono::milliseconds(3900)));
}

// The collection's administrator removes a field while people chat.
BOOST_AUTO_TEST_CASE(field_that_goes_away_ends_the_talk_with_its_name)
{
    described on(whole, {"--directus.recheck=5"});
    auto ada = on.on_channel(ada_pass);
    on.directus.always(rows, {refusal(403, "FORBIDDEN")});
    on.directus.always("subscribe", {frame_error("subscribe", "FORBIDDEN")});
    on.directus.push(frame_error("subscribe", "FORBIDDEN").frame);
    ada.within(std::chrono::seconds(30)).expect("* KICK #messages Ada :the field *");
    ada.send("JOIN #messages");
    ada.expect("* 473 *");
}

BOOST_AUTO_TEST_SUITE_END()
