// From IRC to Directus: what stands in the row, and what the sender is told.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

constexpr auto tags = "message-tags server-time echo-message";

void stores(const scenario& on, const person& author, const std::string& text)
{
    auto peer = on.join(author);
    peer.say(text);
    const auto stored = on.rows.wait_for(text);
    BOOST_TEST(stored.author == author.id);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(sending, scenario)

BOOST_AUTO_TEST_CASE(a_line_becomes_a_row_of_its_author)
{
    stores(*this, who.ada, "hello");
}

BOOST_AUTO_TEST_CASE(so_it_does_for_a_role_that_cannot_read_names)
{
    stores(*this, who.linus, "hello");
}

BOOST_AUTO_TEST_CASE(so_it_does_for_a_password_login)
{
    auto linus = connect();
    linus.log_in(who.linus.email + ":" + who.linus.password);
    linus.join();
    linus.say("hello");
    BOOST_TEST(rows.wait_for("hello").author == who.linus.id);
}

BOOST_AUTO_TEST_CASE(unicode_is_stored_as_it_is)
{
    stores(*this, who.ada, "Grüße, 世界! 👩‍🚀 e\u0301 \u202eabc");
}

BOOST_AUTO_TEST_CASE(a_text_of_350_characters_is_one_row)
{
    std::string text;
    for (int n = 0; text.size() < 345; ++n)
        text += fmt::format("{} ", n);
    text.resize(350, 'x');
    stores(*this, who.linus, text);
}

BOOST_AUTO_TEST_CASE(leading_spaces_are_kept)
{
    stores(*this, who.ada, "   three spaces");
}

BOOST_AUTO_TEST_CASE(a_colon_may_come_first)
{
    stores(*this, who.linus, ":-) and : : :");
}

BOOST_AUTO_TEST_CASE(json_and_html_are_mere_text)
{
    stores(*this, who.ada, R"(","user_created":"x"} \u0041 <b>&amp;</b> \)");
}

BOOST_AUTO_TEST_CASE(an_action_is_stored_as_me_and_comes_back_as_an_action)
{
    auto ada = join(who.ada);
    auto grace = join(who.grace);
    ada.say("\x01"
            "ACTION waves\x01");
    BOOST_TEST(rows.wait_for("/me waves").author == who.ada.id);
    grace.expect(":Ada!*@* PRIVMSG #messages :\x01"
                 "ACTION waves\x01");
}

BOOST_AUTO_TEST_CASE(the_echo_has_the_key_and_date_of_the_row)
{
    auto ada = join(who.ada, tags);
    ada.say("echo me");
    const auto echo = ada.expect("@* :Ada!*@* PRIVMSG #messages :echo me");
    const auto stored = rows.wait_for("echo me");
    BOOST_TEST(tag_of(echo, "msgid") == stored.id);
    BOOST_TEST(tag_of(echo, "time") == stored.date);
    ada.expect_none("*echo me");
}

BOOST_AUTO_TEST_CASE(without_echo_message_the_sender_gets_nothing)
{
    auto ada = join(who.ada);
    ada.say("quiet");
    rows.wait_for("quiet");
    rows.create(who.grace, "a fence through Directus");
    for (const auto& line : ada.until("*a fence through Directus"))
        BOOST_TEST(!support::matches(line, "*quiet"));
}

BOOST_AUTO_TEST_CASE(other_sessions_of_the_same_user_get_the_line)
{
    auto sender = join(who.ada);
    auto plain = join(who.ada);
    auto echoing = join(who.ada, tags);
    sender.say("to myself");
    plain.expect(":Ada!*@* PRIVMSG #messages :to myself");
    const auto line = echoing.expect("@* :Ada!*@* PRIVMSG #messages :to myself");
    BOOST_TEST(tag_of(line, "msgid") == rows.wait_for("to myself").id);
}

BOOST_AUTO_TEST_CASE(a_notice_is_live_what_it_was_and_stored_alike)
{
    auto ada = join(who.ada);
    auto grace = join(who.grace);
    ada.send("NOTICE #messages :for your information");
    grace.expect(":Ada!*@* NOTICE #messages :for your information");
    BOOST_TEST(rows.wait_for("for your information").author == who.ada.id);
}

BOOST_AUTO_TEST_CASE(lines_keep_their_order)
{
    auto grace = join(who.grace);
    auto ada = connect();
    ada.log_in(who.ada.pass());
    ada.join();
    std::vector<std::string> sent;
    for (int n = 0; n < 8; ++n) {
        sent.push_back(fmt::format("line {}", n));
        ada.say(sent.back());
    }
    BOOST_TEST(texts_of(only(grace.until("*line 7"), "*PRIVMSG*")) == sent, boost::test_tools::per_element());
    std::vector<std::string> stored;
    for (const auto& one : rows.rows())
        stored.push_back(one.content.value_or("NULL"));
    BOOST_TEST(stored == sent, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_empty_line_is_answered_412)
{
    auto ada = join(who.ada);
    ada.send("PRIVMSG #messages :");
    ada.expect("* 412 Ada :*");
    ada.send("PRIVMSG #messages");
    ada.expect("* 412 Ada :*");
    BOOST_TEST(rows.rows().empty());
}

BOOST_AUTO_TEST_CASE(a_private_message_is_refused_with_the_reason)
{
    auto ada = join(who.ada);
    auto grace = join(who.grace);
    ada.send("PRIVMSG Grace :psst");
    ada.expect("* 531 Ada Grace :*");
    ada.send("PRIVMSG Nobody :psst");
    ada.expect("* 401 Ada Nobody :*");
}

BOOST_AUTO_TEST_SUITE_END()
