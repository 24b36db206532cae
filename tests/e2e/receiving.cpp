// From Directus to IRC: rows that others create, live.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

std::string short_name(const person& who)
{
    return "User" + who.id.substr(0, 4);
}

std::string words(std::size_t bytes)
{
    std::string text = "wörd";
    for (int n = 0; text.size() < bytes; ++n)
        text += fmt::format(" wörd{}", n);
    return text;
}

// The text that was split into these lines, but for the last of them.
std::string together(irc_peer::lines lines)
{
    lines.pop_back();
    std::string out;
    for (const auto& text : texts_of(lines))
        out += (out.empty() || out.ends_with(' ') ? "" : " ") + text;
    return out;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(receiving, scenario)

BOOST_AUTO_TEST_CASE(a_row_from_rest_arrives_once_and_with_its_authors_name)
{
    auto ada = join(who.ada, "message-tags server-time account-tag");
    const auto key = rows.create(who.grace, "from the app");
    const auto line = ada.expect("@* :Grace!u@* PRIVMSG #messages :from the app");
    BOOST_TEST(tag_of(line, "msgid") == key);
    BOOST_TEST(tag_of(line, "account") == who.grace.id.substr(0, 8));
    BOOST_TEST(tag_of(line, "time") == rows.wait_for("from the app").date);
    rows.create(who.grace, "the next one");
    BOOST_TEST(only(ada.until("*the next one"), "*from the app").empty());
}

BOOST_AUTO_TEST_CASE(integer_keys_serve_as_well)
{
    scenario on({"--irc.history=0", "--directus.collection=tutorial"});
    auto ada = on.join(on.who.ada, "message-tags echo-message");
    const auto key = on.chat.tutorial().create(on.who.grace, "from the app");
    BOOST_TEST(tag_of(ada.expect("@* :Grace!*@* PRIVMSG #messages :from the app"), "msgid") == key);
    ada.say("from IRC");
    const auto echo = ada.expect("@* :Ada!*@* PRIVMSG #messages :from IRC");
    const auto stored = on.chat.tutorial().wait_for("from IRC");
    BOOST_TEST(stored.author == on.who.ada.id);
    BOOST_TEST(tag_of(echo, "msgid") == stored.id);
    ada.expect_none("*from IRC");
}

BOOST_AUTO_TEST_CASE(a_role_that_cannot_read_users_sees_a_name_made_of_the_id)
{
    auto linus = join(who.linus);
    rows.create(who.grace, "who am I?");
    linus.expect(fmt::format(":{}!u@* PRIVMSG #messages :who am I?", short_name(who.grace)));
}

BOOST_AUTO_TEST_CASE(the_administrators_rows_arrive_too)
{
    auto ada = join(who.ada);
    person admin;
    admin.token = support::directus_process::admin_token;
    rows.create(admin, "maintenance at noon");
    ada.expect("*PRIVMSG #messages :maintenance at noon");
}

BOOST_AUTO_TEST_CASE(a_row_of_2000_characters_is_split_at_words)
{
    auto ada = join(who.ada);
    const auto text = words(2000);
    rows.create(who.grace, text);
    rows.create(who.grace, "the end");
    const auto lines = only(ada.until("*:the end"), "*PRIVMSG*");
    for (const auto& line : lines)
        BOOST_TEST(line.size() <= 510u);
    BOOST_TEST(together(lines) == text);
}

BOOST_AUTO_TEST_CASE(a_line_of_400_characters_reaches_the_others_whole)
{
    auto ada = join(who.ada);
    auto grace = join(who.grace);
    const auto text = words(400);
    ada.say(text);
    ada.say("the end");
    BOOST_TEST(together(only(grace.until("*:the end"), "*PRIVMSG*")) == text);
}

BOOST_AUTO_TEST_CASE(each_line_of_a_row_is_a_line_and_only_the_first_has_the_key)
{
    auto ada = join(who.ada, "message-tags");
    const auto key = rows.create(who.grace, "one\r\n\n  \ntwo\rthree");
    const auto first = ada.expect("*PRIVMSG #messages :one");
    BOOST_TEST(tag_of(first, "msgid") == key);
    BOOST_TEST(tag_of(ada.expect("*PRIVMSG #messages :two"), "msgid").empty());
    ada.expect("*PRIVMSG #messages :three");
}

BOOST_AUTO_TEST_CASE(control_bytes_never_get_through)
{
    auto ada = join(who.ada);
    rows.create(who.grace, "bell\x01 and\r\nQUIT :line");
    ada.expect("*PRIVMSG #messages :bell and");
    ada.expect("*PRIVMSG #messages :QUIT :line");
}

BOOST_AUTO_TEST_CASE(me_from_the_app_is_an_action)
{
    auto ada = join(who.ada);
    rows.create(who.grace, "/me waves");
    ada.expect(":Grace!*@* PRIVMSG #messages :\x01"
               "ACTION waves\x01");
}

BOOST_AUTO_TEST_CASE(null_and_blank_rows_are_not_messages)
{
    auto ada = join(who.ada);
    rows.create(who.grace, std::nullopt);
    rows.create(who.grace, " \n\t");
    rows.create(who.grace, "");
    rows.create(who.grace, "a text");
    BOOST_TEST(only(ada.until("*:a text"), "*PRIVMSG*").size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
