// Rows that clients delete and correct, over REST.
#include "served.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace support;

namespace {

constexpr auto caps = "echo-message message-tags standard-replies draft/message-redaction";
constexpr auto rights =
    R"({"data":{"messages":{"read":{"access":"full","fields":["*"]},)"
    R"("create":{"access":"full"},"update":{"access":"partial"},"delete":{"access":"partial"}}}})";

// Ada may change and delete her rows; Directus has a second for each answer.
struct changing {
    served on{{"--directus.answer_limit=1"}};
    irc_peer ada = joined();

    irc_peer joined()
    {
        on.directus.always("GET /permissions/me", {steps::http{200, rights}});
        return on.on_channel(ada_pass, caps);
    }

    // A row of hers that she was shown: its key as JSON, and as IRC has it.
    std::string id, key;
    void show(std::string_view text)
    {
        id = on.directus.add(text, scripted_directus::ada());
        key = id.substr(1, id.size() - 2);
        ada.expect(fmt::format("*:{}*", text));
    }
    std::string row() const { return "/items/messages/" + key; }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(gateway_changes, changing)

BOOST_AUTO_TEST_CASE(a_deletion_is_told_once_and_after_the_answer)
{
    show("gone");
    const auto answer = std::make_shared<gate>();
    on.directus.once("DELETE " + row(), {steps::wait{answer}, steps::http{204, ""}});
    ada.send("REDACT #messages " + key + " :why");
    BOOST_REQUIRE(on.directus.arrived("DELETE " + row()));
    on.directus.remove(id); // its event comes first
    on.show_something(ada);
    BOOST_TEST(ada.count("*REDACT*") == 0U);
    answer->open();
    BOOST_TEST(ada.expect("*REDACT #messages " + key + " :why*").find("!u@user-") != std::string::npos);
    on.show_something(ada);
    BOOST_TEST(ada.count("*REDACT*") == 1U);
}

BOOST_AUTO_TEST_CASE(one_that_directus_does_not_answer_is_not_known)
{
    show("stays");
    on.directus.once("DELETE " + row(), {});
    ada.send("REDACT #messages " + key);
    ada.expect("*FAIL REDACT CANNOT_REDACT #messages " + key + " :Directus did not confirm*");
    on.directus.once("DELETE " + row(), {html(502)});
    ada.send("REDACT #messages " + key);
    ada.expect("*FAIL REDACT CANNOT_REDACT #messages " + key + " :Directus did not confirm*");
    on.directus.once("DELETE " + row(), {refusal(403, "FORBIDDEN")});
    ada.send("REDACT #messages " + key);
    ada.expect("*FAIL REDACT REDACT_FORBIDDEN #messages " + key + "*");
    on.directus.once("SEARCH /items/messages", {html(502)});
    ada.send("REDACT #messages " + key);
    ada.expect("*FAIL REDACT CANNOT_REDACT #messages " + key + " :The message was not deleted*");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_key_is_not_asked_for)
{
    const auto before = on.directus.count("SEARCH /items/messages");
    ada.send("REDACT #messages nonsense");
    ada.expect("*FAIL REDACT UNKNOWN_MSGID #messages nonsense*");
    ada.send("REDACT #messages 17");
    ada.expect("*FAIL REDACT UNKNOWN_MSGID #messages 17*");
    BOOST_TEST(on.directus.count("SEARCH /items/messages") == before);
}

BOOST_AUTO_TEST_CASE(an_integer_key_of_19_digits_is_asked_for_where_a_database_can_have_it)
{
    scripted_directus::settings integers;
    integers.integer_keys = true;
    served of({"--irc.history=0"}, integers);
    of.directus.add({"9223372036854775807", R"("large")", json_string(scripted_directus::ada().id),
                     R"("2026-01-01T00:00:00.000Z")"});
    of.directus.always("GET /permissions/me", {steps::http{200, rights}});
    auto grace = of.on_channel(grace_pass, caps);
    const auto before = of.directus.count("SEARCH /items/messages");
    grace.send("REDACT #messages 9223372036854775808");
    grace.expect("*FAIL REDACT UNKNOWN_MSGID #messages 9223372036854775808*");
    BOOST_TEST(of.directus.count("SEARCH /items/messages") == before);
    of.directus.once("DELETE /items/messages/9223372036854775807", {steps::http{204, ""}});
    grace.send("REDACT #messages 9223372036854775807");
    grace.expect("*REDACT #messages 9223372036854775807*");
    BOOST_TEST(grace.seen().back().find("FAIL") == std::string::npos);
    BOOST_TEST(of.directus.count("DELETE /items/messages/9223372036854775807") == 1U);
}

namespace {

// Directus's clock is two hours behind.
struct behind {
    served on;
    irc_peer ada = joined();

    irc_peer joined()
    {
        on.directus.set_clock(-std::chrono::hours(2));
        on.directus.always("GET /permissions/me", {steps::http{200, rights}});
        return on.on_channel(ada_pass, caps);
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(age_of_a_message_is_measured_by_directuss_clock, behind)
{
    ada.send("PRIVMSG #messages :helo world");
    ada.expect("*PRIVMSG #messages :helo world*");
    ada.send("PRIVMSG #messages :s/helo/hello/");
    ada.expect("*:(edited) hello world*");
    BOOST_TEST(on.directus.stored("hello world") == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_corrected_is_the_text_as_it_is_now)
{
    show("helo world");
    on.directus.edit(id, "helo, world");
    ada.expect("*:Directus!directus@irc.test NOTICE #messages :A message of Ada was edited: helo, world*");
    ada.send("PRIVMSG #messages :s/helo/hello/");
    ada.expect("*:(edited) hello, world*");
    BOOST_TEST(on.directus.stored("hello, world") == 1U);
    BOOST_TEST(on.directus.count("create") == 0U);
}

BOOST_AUTO_TEST_CASE(a_correction_overwrites_no_edit_that_comes_between_reading_and_writing)
{
    show("helo world");
    const auto written = std::make_shared<gate>();
    on.directus.once("PATCH /items/messages", {steps::wait{written}, steps::usual{}});
    ada.send("PRIVMSG #messages :s/helo/hello/");
    BOOST_REQUIRE(on.directus.arrived("PATCH /items/messages"));
    on.directus.edit(id, "helo everybody");
    written->open();
    ada.expect("*:(edited) hello everybody*");
    BOOST_TEST(on.directus.stored("hello everybody") == 1U);
}

BOOST_AUTO_TEST_CASE(a_correction_of_what_is_gone_from_the_text_by_now_comes_back)
{
    show("helo world");
    const auto written = std::make_shared<gate>();
    on.directus.once("PATCH /items/messages", {steps::wait{written}, steps::usual{}});
    ada.send("PRIVMSG #messages :s/helo/hello/");
    BOOST_REQUIRE(on.directus.arrived("PATCH /items/messages"));
    on.directus.edit(id, "good morning");
    written->open();
    ada.expect("*FAIL PRIVMSG REJECTED #messages :*");
    ada.expect("*:Not sent: s/helo/hello/*");
    BOOST_TEST(on.directus.stored("good morning") == 1U);
}

// As where an extension changes what is read, or the database cannot compare texts.
BOOST_AUTO_TEST_CASE(a_text_that_is_never_found_is_changed_by_its_key)
{
    const steps::http no_match{200, R"({"data":[]})"};
    const auto failed = refusal(500, "INTERNAL_SERVER_ERROR");
    for (const auto& answer : {no_match, failed}) {
        show("helo world");
        on.directus.once("PATCH /items/messages", {answer});
        on.directus.once("PATCH " + row(), {steps::http{200, R"({"data":{"id":)" + id + "}}"}});
        ada.send("PRIVMSG #messages :s/helo/hello/");
        BOOST_REQUIRE(on.directus.arrived("PATCH " + row()));
        BOOST_TEST(on.directus.calls("PATCH " + row()).front().body == R"({"content":"hello world"})");
        on.directus.edit(id, "hello world");
        ada.expect("*:(edited) hello world*");
    }
}

BOOST_AUTO_TEST_CASE(a_correction_that_cannot_be_made_comes_back)
{
    show("helo");
    const std::string line = "PRIVMSG #messages :s/helo/hello/";
    on.directus.once("PATCH /items/messages", {refusal(403, "FORBIDDEN")});
    ada.send(line);
    ada.expect("*FAIL PRIVMSG REJECTED #messages :*");
    ada.expect("*:Not sent: s/helo/hello/*");
    on.directus.once("PATCH /items/messages", {});
    ada.send(line);
    ada.expect("*FAIL PRIVMSG UNKNOWN_OUTCOME #messages :*");
    ada.expect("*:Perhaps not sent: s/helo/hello/*");
    on.directus.once("SEARCH /items/messages", {steps::http{200, R"({"data":[]})"}});
    ada.send(line);
    ada.expect("*FAIL PRIVMSG REJECTED #messages :*");
    ada.expect("*:Not sent: s/helo/hello/*");
    BOOST_TEST(on.directus.count("create") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
