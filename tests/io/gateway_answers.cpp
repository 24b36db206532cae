// What a line's author is told of Directus's answer to it.
#include "served.hpp"

#include "base/timestamp.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace support;

namespace {

constexpr auto caps = "echo-message standard-replies message-tags batch labeled-response";
constexpr auto no_rights = R"({"data":{"messages":{"read":{"access":"full","fields":["*"]},)"
                           R"("create":{"access":"none"}}}})";

struct collection : served {
    explicit collection(bool integer_keys, const std::vector<std::string>& options = {})
        : served(options, {.integer_keys = integer_keys})
    {
        directus.add_silently("an old one");
    }
};

// The row that came of Ada's create with this key, as a hook made it.
std::string row(std::string_view key, std::string_view text)
{
    return fmt::format(R"({{"id":{},"content":{},"user_created":"{}","date_created":"{}"}})", key,
                       json_string(text), scripted_directus::ada().id, base::to_iso8601(base::wall_now()));
}

steps::say answer_with(const std::string& data)
{
    return {R"({"type":"items","data":)" + data + R"(,"uid":"$uid"})"};
}

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_answers)

BOOST_AUTO_TEST_CASE(a_flows_message_goes_to_the_author_and_the_flow_runs_once)
{
    for (const bool integers : {false, true}) {
        collection on(integers);
        auto ada = on.on_channel(ada_pass, caps);
        auto plain = on.on_channel(ada_pass);
        on.directus.once("create", {frame_error("items", "NO_SWEARING", "mind your language")});
        ada.send("@label=l1 PRIVMSG #messages :damn");
        ada.expect("*FAIL PRIVMSG REJECTED #messages :mind your language*");
        ada.expect("*NOTICE Ada :Not sent: damn*");
        on.directus.once("create", {frame_error("items", "NO_SWEARING", "mind your language")});
        plain.send("PRIVMSG #messages :damn");
        plain.expect("*NOTICE Ada :mind your language*");
        plain.expect("*NOTICE Ada :Not sent: damn*");
        plain.send("PRIVMSG #messages :fine");
        ada.expect("*PRIVMSG #messages :fine*");
        BOOST_TEST(on.directus.count("create") == 3U);
        BOOST_TEST(on.directus.count("POST /items/messages") == 0U);
    }
}

BOOST_AUTO_TEST_CASE(a_flow_may_use_a_code_of_directuss)
{
    for (const auto* code : {"SERVICE_UNAVAILABLE", "REQUESTS_EXCEEDED", "INVALID_CREDENTIALS"}) {
        collection on(false);
        auto ada = on.on_channel(ada_pass, caps);
        on.directus.always("create", {frame_error("items", code, "not before noon")});
        ada.send("PRIVMSG #messages :hello");
        ada.expect("*FAIL PRIVMSG REJECTED #messages :not before noon*");
        BOOST_TEST(on.directus.count("create") == 1U);
    }
}

BOOST_AUTO_TEST_CASE(a_message_of_any_size_and_any_characters_is_one_line)
{
    collection on(false);
    auto ada = on.on_channel(ada_pass, caps);
    std::string text = R"(first\r\nQUIT :second\u0000\u0007\u001b[31m )";
    for (int n = 0; n < 10'240; ++n)
        text += "é";
    on.directus.once("create", {frame_error("items", "NO_SWEARING", text)});
    ada.send("PRIVMSG #messages :damn");
    const auto line = ada.expect("*FAIL PRIVMSG REJECTED #messages :first*");
    BOOST_TEST(line.size() <= 510U);
    BOOST_TEST(line.find_first_of(std::string_view("\0\a\x1b", 3)) == std::string::npos);
    ada.expect("*NOTICE Ada :Not sent: damn*");
}

BOOST_AUTO_TEST_CASE(what_a_hook_makes_of_a_text_keeps_its_label)
{
    for (const bool integers : {false, true})
        for (const bool event_first : {true, false}) {
            collection on(integers);
            auto ada = on.on_channel(ada_pass, caps);
            auto plain = on.on_channel(ada_pass);
            const auto answer = std::make_shared<gate>();
            // A hook may change the key, too.
            const auto made = row(integers ? "4711" : R"("01890000-0000-7000-8000-000000004711")", "HELLO!");
            on.directus.once("create", {steps::wait{answer}, answer_with(made)});
            ada.send("@label=l1 PRIVMSG #messages :hello");
            BOOST_REQUIRE(on.directus.arrived("create"));
            if (event_first)
                on.directus.publish("[" + made + "]");
            ada.fence();
            answer->open();
            const auto echo = ada.expect("*PRIVMSG #messages :HELLO!*");
            BOOST_TEST(echo.find("label=l1") != std::string::npos);
            if (!event_first)
                on.directus.publish("[" + made + "]");
            on.show_something(ada);
            BOOST_TEST(ada.count("*PRIVMSG #messages :HELLO!*") == 1U);
            plain.expect("*PRIVMSG #messages :HELLO!*");
        }
}

BOOST_AUTO_TEST_CASE(without_echo_message_a_hooks_text_is_not_shown_to_its_author)
{
    collection on(true);
    auto ada = on.on_channel(ada_pass);
    const auto answer = std::make_shared<gate>();
    const auto made = row("4711", "HELLO!");
    on.directus.once("create", {steps::wait{answer}, answer_with(made)});
    ada.send("PRIVMSG #messages :hello");
    BOOST_REQUIRE(on.directus.arrived("create"));
    on.directus.publish("[" + made + "]");
    ada.fence();
    answer->open();
    on.show_something(ada);
    BOOST_TEST(ada.count("*HELLO!*") == 0U);
}

BOOST_AUTO_TEST_CASE(a_row_of_the_author_from_elsewhere_waits_for_the_answer_and_is_shown)
{
    collection on(true);
    auto ada = on.on_channel(ada_pass, caps);
    const auto answer = std::make_shared<gate>();
    on.directus.once("create", {steps::wait{answer}, steps::usual{}});
    ada.send("PRIVMSG #messages :hello");
    BOOST_REQUIRE(on.directus.arrived("create"));
    on.directus.publish("[" + row("4711", "in the browser") + "]");
    ada.fence();
    answer->open();
    ada.expect("*PRIVMSG #messages :hello*");
    ada.expect("*PRIVMSG #messages :in the browser*");
    // Without an answer it is shown all the same.
    on.directus.once("create", {});
    ada.send("PRIVMSG #messages :silence");
    BOOST_REQUIRE(on.directus.arrived("create", 2));
    on.directus.publish("[" + row("4712", "in the browser again") + "]");
    ada.expect("*PRIVMSG #messages :in the browser again*");
}

BOOST_AUTO_TEST_CASE(a_row_that_is_removed_at_once_is_told_as_removed)
{
    for (const bool integers : {false, true}) {
        collection on(integers);
        auto ada = on.on_channel(ada_pass, caps);
        on.directus.once("create",
                         {frame_error("items", "FORBIDDEN", "You don't have permission to access this.")});
        ada.send("PRIVMSG #messages :hello");
        ada.expect(
            "*FAIL PRIVMSG REJECTED #messages :Directus deleted the message right after it was stored*");
        BOOST_TEST(ada.count("* 404 *") == 0U);
        BOOST_TEST(on.directus.count("create") == 1U);
    }
}

BOOST_AUTO_TEST_CASE(a_deletion_that_overtakes_the_answer_is_told_as_removed)
{
    collection on(true);
    auto ada = on.on_channel(ada_pass, caps);
    const auto answer = std::make_shared<gate>();
    on.directus.once("create", {steps::wait{answer}, answer_with(row("4711", "hello"))});
    ada.send("@label=l1 PRIVMSG #messages :hello");
    BOOST_REQUIRE(on.directus.arrived("create"));
    on.directus.publish("[4711]", "delete");
    on.show_something(ada);
    answer->open();
    ada.expect("*FAIL PRIVMSG REJECTED #messages :Directus deleted the message right after it was stored*");
    BOOST_TEST(ada.count("*PRIVMSG #messages :hello*") == 0U);
}

BOOST_AUTO_TEST_CASE(no_permission_is_404_where_directus_says_so_anew)
{
    for (const bool integers : {false, true}) {
        collection on(integers);
        auto ada = on.on_channel(ada_pass, caps);
        on.directus.always("GET /permissions/me", {steps::http{200, no_rights}});
        on.directus.once(
            "create", {frame_error("items", "FORBIDDEN", "You don't have permission to access collection")});
        ada.send("PRIVMSG #messages :hello");
        ada.expect("* 404 Ada #messages :*");
    }
}

BOOST_AUTO_TEST_CASE(what_directus_does_not_answer_is_settled_over_rest)
{
    collection on(false, {"--directus.settle_after=1"});
    auto ada = on.on_channel(ada_pass, caps);
    on.directus.always("create", {});
    on.directus.once("POST /items/messages",
                     {steps::http{500, R"({"errors":[{"message":"An unexpected error occurred.",)"
                                       R"("extensions":{"code":"INTERNAL_SERVER_ERROR"}}]})"}});
    ada.send("PRIVMSG #messages :bad");
    ada.expect("*FAIL PRIVMSG REJECTED #messages :Directus failed to store the message*");
    ada.send("PRIVMSG #messages :good");
    ada.expect("*PRIVMSG #messages :good*");
    BOOST_TEST(on.directus.count("create") == 1U); // the next ones go over REST at once
    BOOST_TEST(on.directus.count("POST /items/messages") == 2U);
    on.show_something(ada);
    BOOST_TEST(ada.count("*PRIVMSG #messages :good*") == 1U);
}

BOOST_AUTO_TEST_CASE(what_directus_cannot_take_now_is_sent_again)
{
    for (const bool integers : {false, true}) {
        collection on(integers);
        auto ada = on.on_channel(ada_pass, caps);
        on.directus.once("create", {frame_error("items", "SERVICE_UNAVAILABLE",
                                                R"(Service \"api\" is unavailable. Under pressure.)")});
        ada.send("PRIVMSG #messages :hello");
        ada.expect("*PRIVMSG #messages :hello*");
        BOOST_TEST(on.directus.count("create") == 2U);
        BOOST_TEST(ada.count("*FAIL *") == 0U);
    }
}

BOOST_AUTO_TEST_SUITE_END()
