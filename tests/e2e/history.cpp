// What a client is shown on JOIN.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

constexpr auto modern = "batch message-tags server-time account-tag";

std::vector<std::string> numbered(int count)
{
    std::vector<std::string> out;
    for (int n = 0; n < count; ++n)
        out.push_back(fmt::format("row {}", n));
    return out;
}

// Without the clock that a client without server-time gets before the text.
std::string without_clock(const std::string& text)
{
    return text.substr(std::string_view("[12:34] ").size());
}

struct with_history : scenario {
    with_history()
        : scenario(options())
    {
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(history, with_history)

BOOST_AUTO_TEST_CASE(the_last_100_rows_come_oldest_first)
{
    rows.create(who.grace, numbered(60));
    rows.create(who.linus, numbered(45));
    auto ada = connect();
    ada.log_in(who.ada.pass(), modern);
    ada.join();
    const auto shown = only(ada.until("*BATCH -*"), "*PRIVMSG*");
    const auto all = rows.rows(); // in the order of dates and keys
    BOOST_TEST_REQUIRE(shown.size() == 100u);
    for (std::size_t n = 0; n < 100; ++n)
        BOOST_TEST(tag_of(shown[n], "msgid") == all[all.size() - 100 + n].id);
}

BOOST_AUTO_TEST_CASE(each_row_has_its_author_key_and_time)
{
    const auto key = rows.create(who.grace, "before you came");
    auto ada = connect();
    ada.log_in(who.ada.pass(), modern);
    ada.join();
    const auto batch = ada.expect("*BATCH +* chathistory #messages");
    const auto line = ada.expect("@* :Grace!u@* PRIVMSG #messages :before you came");
    BOOST_TEST(
        support::matches(batch, fmt::format("*BATCH +{} chathistory #messages", tag_of(line, "batch"))));
    BOOST_TEST(tag_of(line, "msgid") == key);
    BOOST_TEST(tag_of(line, "account") == who.grace.id.substr(0, 8));
    BOOST_TEST(tag_of(line, "time") == rows.wait_for("before you came").date);
}

BOOST_AUTO_TEST_CASE(without_server_time_the_clock_stands_before_the_text)
{
    rows.create(who.grace, "an hour ago");
    rows.create(who.grace, "/me slept");
    auto ada = connect();
    ada.log_in(who.ada.pass());
    ada.join();
    ada.expect(":Grace!u@* PRIVMSG #messages :[*:*] an hour ago");
    ada.expect(":Grace!u@* PRIVMSG #messages :\x01"
               "ACTION [*:*] slept\x01");
}

BOOST_AUTO_TEST_CASE(it_does_without_null_and_blank_rows_and_splits_lines)
{
    rows.create(who.grace, "first");
    rows.create(who.grace, std::nullopt);
    rows.create(who.grace, " \n ");
    rows.create(who.grace, "second\n\nthird");
    auto ada = connect();
    ada.log_in(who.ada.pass());
    ada.join();
    std::vector<std::string> texts;
    for (const auto& line : only(ada.until("*third"), "*PRIVMSG*"))
        texts.push_back(without_clock(text_of(line)));
    const std::vector<std::string> expected{"first", "second", "third"};
    BOOST_TEST(texts == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_role_that_cannot_read_users_is_shown_it_too)
{
    rows.create(who.grace, "for everyone");
    auto linus = connect();
    linus.log_in(who.linus.pass());
    linus.join();
    linus.expect(fmt::format(":User{}!u@* PRIVMSG #messages :* for everyone", who.grace.id.substr(0, 4)));
}

BOOST_AUTO_TEST_CASE(it_is_not_repeated_live)
{
    rows.create(who.grace, "only once");
    auto ada = join(who.ada, modern);
    ada.expect("*BATCH -*");
    rows.create(who.grace, "news");
    BOOST_TEST(only(ada.until("*:news"), "*only once").empty());
}

BOOST_AUTO_TEST_CASE(none_goes_to_a_bot)
{
    auto ada = join(who.ada);
    rows.create(who.grace, "old");
    ada.expect("*:old");
    auto bot = connect();
    bot.log_in(who.grace.pass());
    bot.send("MODE Grace +B");
    bot.join();
    rows.create(who.grace, "new");
    BOOST_TEST(only(bot.until("*:new"), "*PRIVMSG*").size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_empty_collection_has_none)
{
    auto ada = connect();
    ada.log_in(who.ada.pass(), modern);
    ada.join();
    rows.create(who.grace, "the very first");
    BOOST_TEST(only(ada.until("*:the very first"), "*PRIVMSG*").size() == 1u);
}

BOOST_AUTO_TEST_CASE(none_goes_to_a_configured_bot)
{
    scenario on({"--irc.bots=" + who.grace.email});
    auto ada = on.join(on.who.ada);
    on.rows.create(on.who.grace, "old");
    ada.expect("*:old");
    auto bot = on.join(on.who.grace);
    on.rows.create(on.who.grace, "new");
    BOOST_TEST(only(bot.until("*:new"), "*PRIVMSG*").size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
