// Rows that clients delete and correct, over REST.
#include "served.hpp"

#include <boost/test/unit_test.hpp>

using namespace support;

namespace {

constexpr auto caps = "echo-message message-tags standard-replies draft/message-redaction";
constexpr auto rights =
    R"({"data":{"messages":{"read":{"access":"full","fields":["*"]},)"
    R"("create":{"access":"full"},"update":{"access":"partial"},"delete":{"access":"partial"}}}})";

// Ada may change and delete her rows; Directus has a second for each answer.
struct changing {
    served on{{"--directus.answer_limit=1"}};
    irc_end ada = joined();

    irc_end joined()
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
        ada.expect(std::string(":") + std::string(text));
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
    BOOST_TEST(ada.count("REDACT") == 0U);
    answer->open();
    BOOST_TEST(ada.expect("REDACT #messages " + key + " :why").find("!u@user-") != std::string::npos);
    on.show_something(ada);
    BOOST_TEST(ada.count("REDACT") == 1U);
}

BOOST_AUTO_TEST_CASE(one_that_directus_does_not_answer_is_not_known)
{
    show("stays");
    on.directus.once("DELETE " + row(), {});
    ada.send("REDACT #messages " + key);
    ada.expect("FAIL REDACT CANNOT_REDACT #messages " + key + " :It is not known whether");
    on.directus.once("DELETE " + row(), {html(502)});
    ada.send("REDACT #messages " + key);
    ada.expect("FAIL REDACT CANNOT_REDACT #messages " + key + " :It is not known whether");
    on.directus.once("DELETE " + row(), {refusal(403, "FORBIDDEN")});
    ada.send("REDACT #messages " + key);
    ada.expect("FAIL REDACT REDACT_FORBIDDEN #messages " + key);
    on.directus.once("GET /items/messages", {html(502)});
    ada.send("REDACT #messages " + key);
    ada.expect("FAIL REDACT CANNOT_REDACT #messages " + key + " :The message was not deleted");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_key_is_not_asked_for)
{
    const auto before = on.directus.count("GET /items/messages");
    ada.send("REDACT #messages nonsense");
    ada.expect("FAIL REDACT UNKNOWN_MSGID #messages nonsense");
    ada.send("REDACT #messages 17");
    ada.expect("FAIL REDACT UNKNOWN_MSGID #messages 17");
    BOOST_TEST(on.directus.count("GET /items/messages") == before);
}

BOOST_AUTO_TEST_CASE(what_is_corrected_is_the_text_as_it_is_now)
{
    show("helo world");
    on.directus.once("GET /items/messages",
                     {steps::http{200, R"({"data":[{"id":)" + id + R"(,"content":"helo, world",)" +
                                           R"("user_created":")" + scripted_directus::ada().id + R"("}]})"}});
    on.directus.once("PATCH " + row(), {steps::http{200, R"({"data":{"id":)" + id + "}}"}});
    ada.send("PRIVMSG #messages :s/helo/hello/");
    BOOST_REQUIRE(on.directus.arrived("PATCH " + row()));
    BOOST_TEST(on.directus.calls("PATCH " + row()).front().body == R"({"content":"hello, world"})");
    on.directus.edit(id, "hello, world");
    ada.expect(":(edited) hello, world");
    BOOST_TEST(on.directus.count("create") == 0U);
}

BOOST_AUTO_TEST_CASE(a_correction_that_cannot_be_made_comes_back)
{
    show("helo");
    const std::string line = "PRIVMSG #messages :s/helo/hello/";
    on.directus.once("PATCH " + row(), {refusal(403, "FORBIDDEN")});
    ada.send(line);
    ada.expect("FAIL PRIVMSG REJECTED #messages :");
    ada.expect(":Not sent: s/helo/hello/");
    on.directus.once("PATCH " + row(), {});
    ada.send(line);
    ada.expect("FAIL PRIVMSG UNKNOWN_OUTCOME #messages :");
    ada.expect(":Perhaps not sent: s/helo/hello/");
    on.directus.once("GET /items/messages", {steps::http{200, R"({"data":[]})"}});
    ada.send(line);
    ada.expect("FAIL PRIVMSG REJECTED #messages :");
    ada.expect(":Not sent: s/helo/hello/");
    BOOST_TEST(on.directus.count("create") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
