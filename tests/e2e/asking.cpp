// Commands that only ask: each is answered and comes to its end.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

struct question {
    const char* line;
    const char* last; // of its answer
};

constexpr question questions[] = {
    {"NAMES #messages", "* 366 Ada #messages :*"},
    {"WHO #messages", "* 315 Ada #messages :*"},
    {"WHO Grace", "* 315 Ada Grace :*"},
    {"WHO #messages %tcuhnfar,42", "* 315 Ada #messages :*"},
    {"WHOIS Grace", "* 318 Ada Grace :*"},
    {"WHOIS Grace Grace", "* 318 Ada Grace :*"},
    {"WHOIS nobody", "* 318 Ada nobody :*"},
    {"WHOWAS nobody", "* 369 Ada nobody :*"},
    {"TOPIC #messages", "* 331 Ada #messages :*"},
    {"MODE #messages", "* 329 Ada #messages *"},
    {"MODE #messages b", "* 368 Ada #messages :*"},
    {"MODE Ada", "* 221 Ada *"},
    {"LIST", "* 323 Ada :*"},
    {"ISON Grace nobody", "* 303 Ada :Grace*"},
    {"USERHOST Grace", "* 302 Ada :Grace*=*u@*"},
    {"AWAY :at lunch", "* 306 Ada :*"},
    {"AWAY", "* 305 Ada :*"},
    {"LUSERS", "* 255 Ada :*"},
    {"MOTD", "* 376 Ada :*"},
    {"VERSION", "* 351 Ada *"},
    {"TIME", "* 391 Ada *"},
    {"ADMIN", "* 259 Ada :*"},
    {"INFO", "* 374 Ada :*"},
    {"HELP", "* 706 Ada *"},
    {"PING :a token", "*PONG * :a token"},
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(asking, scenario)

BOOST_AUTO_TEST_CASE(every_question_has_an_answer)
{
    auto grace = join(who.grace);
    auto ada = connect();
    ada.log_in(who.ada.pass());
    ada.join();
    for (const auto& [line, last] : questions) {
        BOOST_TEST_CONTEXT(line)
        {
            ada.send(line);
            ada.expect(last);
        }
    }
}

BOOST_AUTO_TEST_CASE(list_shows_the_one_channel)
{
    auto ada = join(who.ada);
    ada.send("LIST");
    const auto shown = only(ada.until("* 323 *"), "* 322 *");
    BOOST_TEST_REQUIRE(shown.size() == 1u);
    BOOST_TEST(support::matches(shown.front(), "* 322 Ada #messages *"));
}

BOOST_AUTO_TEST_CASE(whois_tells_the_account_and_never_the_e_mail_address)
{
    auto ada = join(who.ada);
    auto grace = join(who.grace);
    ada.send("WHOIS Grace");
    const auto told = ada.until("* 318 Ada Grace :*");
    BOOST_TEST(only(told, fmt::format("* 330 Ada Grace {} :*", who.grace.id.substr(0, 8))).size() == 1u);
    BOOST_TEST(only(told, "* 319 Ada Grace :*#messages*").size() == 1u);
    BOOST_TEST(only(told, "*" + who.grace.email + "*").empty());
}

BOOST_AUTO_TEST_CASE(people_of_the_directory_who_are_not_on_irc_are_listed_as_away)
{
    auto ada = join(who.ada);
    ada.send("WHO Wordy");
    ada.expect("* 352 Ada #messages u * Wordy G+ :0 *");
    auto grace = join(who.grace);
    ada.send("WHO Grace");
    ada.expect("* 352 Ada #messages u * Grace H+ :0 *");
}

BOOST_AUTO_TEST_CASE(coming_and_going_is_announced_as_away)
{
    auto ada = join(who.ada, "away-notify");
    {
        auto grace = join(who.grace);
        ada.expect(":Grace!u@* AWAY");
    }
    ada.expect(":Grace!u@* AWAY :not on IRC");
    ada.expect_none("* MODE *");
}

BOOST_AUTO_TEST_SUITE_END()
