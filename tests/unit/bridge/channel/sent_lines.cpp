// What becomes of a client's own lines: PONG that waits for them, and lines that come back.
#include "room_fixture.hpp"

BOOST_AUTO_TEST_SUITE(sent_lines)

using namespace room_test;
using fate = send_queue::fate;

namespace {

send_queue::returned back(fate why, std::string text = "my words", bool notice = false,
                          base::error_code error = base::errc::invalid_payload)
{
    return {{client_id{1}, std::move(text), notice}, why, error};
}

const std::string pong = ":irc.example PONG irc.example :";

} // namespace

BOOST_AUTO_TEST_CASE(a_ping_is_answered_at_once)
{
    house all;
    all.enter(1, ada);
    check(all.send(1, "PING x"), {pong + "x"});
    check(all.send(1, "PING :two words"), {pong + "two words"});
    BOOST_TEST(!all.deadline());
}

BOOST_AUTO_TEST_CASE(with_lines_of_its_own_outstanding_it_waits_for_them)
{
    house all;
    all.enter(1, ada);
    all.enter(2, bob);
    all.send(1, "PRIVMSG #messages :one");
    all.send(1, "PRIVMSG #messages :two");
    check(all.send(1, "PING x"), {});
    check(all.send(2, "PING y"), {pong + "y"}); // others do not
    BOOST_REQUIRE(all.deadline());
    BOOST_TEST((*all.deadline() == all.now + 250ms));
    all.delivered({client_id{1}});
    check(all.lines(1), {});
    all.delivered({client_id{1}});
    check(all.lines(1), {pong + "x"});
    BOOST_TEST(!all.deadline());
    all.delivered({client_id{1}}); // one too many
    check(all.send(1, "PING z"), {pong + "z"});
}

BOOST_AUTO_TEST_CASE(it_waits_no_longer_than_its_time)
{
    house all;
    all.enter(1, ada);
    all.send(1, "PRIVMSG #messages :one");
    all.send(1, "PING a");
    all.now += 100ms;
    all.send(1, "PING b");
    all.fired(all.now);
    check(all.lines(1), {});
    all.now += 150ms;
    all.fired(all.now);
    check(all.lines(1), {pong + "a"});
    BOOST_TEST((*all.deadline() == all.now + 100ms));
    all.now += 100ms;
    all.fired(all.now);
    check(all.lines(1), {pong + "b"});
    BOOST_TEST(!all.deadline());
    all.delivered({client_id{1}});
    check(all.lines(1), {});
}

BOOST_AUTO_TEST_CASE(who_goes_while_a_pong_waits_leaves_no_deadline)
{
    house all;
    all.enter(1, ada);
    all.send(1, "PRIVMSG #messages :one");
    all.send(1, "PING a");
    all.leave(1);
    BOOST_TEST(!all.deadline());
    all.fired(all.now + 1s);
    all.delivered({client_id{1}});
}

BOOST_AUTO_TEST_CASE(html_comes_back_as_it_was_typed)
{
    auto with = plain();
    with.formatting = bridge::formatting::html;
    house all(with);
    all.enter(1, ada, {cap::standard_replies});
    all.returned(back(fate::forbidden, "<p>a &lt; <b>b</b><br>c</p>", false, base::errc::forbidden));
    check(all.lines(1), {":irc.example 404 Ada #messages :You have no permission to write here. Ask an "
                         "administrator of Directus for a policy that permits it",
                         ":irc.example NOTICE Ada :Not sent: a < \x02"
                         "b\x02",
                         ":irc.example NOTICE Ada :Not sent: c"});
}

BOOST_AUTO_TEST_CASE(no_permission_is_a_404_and_the_text_comes_back)
{
    house all;
    all.enter(1, ada, {cap::standard_replies});
    all.returned(back(fate::forbidden, "my words", false, base::errc::forbidden));
    check(all.lines(1), {":irc.example 404 Ada #messages :You have no permission to write here. Ask an "
                         "administrator of Directus for a policy that permits it",
                         ":irc.example NOTICE Ada :Not sent: my words"});
}

BOOST_AUTO_TEST_CASE(other_reasons_are_a_standard_reply_where_they_are_known)
{
    house all;
    all.enter(1, ada, {cap::standard_replies});
    const std::string fail = ":irc.example FAIL PRIVMSG ";
    all.returned(back(fate::rejected));
    check(all.lines(1), {fail + "REJECTED #messages :Directus refused the message: " +
                             base::make_error_code(base::errc::invalid_payload).message(),
                         ":irc.example NOTICE Ada :Not sent: my words"});
    all.returned(back(fate::full));
    check(all.lines(1), {fail + "QUEUE_FULL #messages :Too many of your messages are waiting for Directus "
                                "already. Send it again later",
                         ":irc.example NOTICE Ada :Not sent: my words"});
    all.returned(back(fate::expired));
    check(all.lines(1), {fail + "EXPIRED #messages :Directus did not answer for too long. Send it again",
                         ":irc.example NOTICE Ada :Not sent: my words"});
    all.returned(back(fate::unknown, "my words", true));
    check(all.lines(1), {":irc.example FAIL NOTICE UNKNOWN_OUTCOME #messages :Directus did not confirm the "
                         "message. See whether it is in the channel before you send it again",
                         ":irc.example NOTICE Ada :Perhaps not sent: my words"});
}

BOOST_AUTO_TEST_CASE(an_administrators_words_are_the_reason)
{
    house all;
    all.enter(1, ada, {cap::standard_replies});
    auto refused = back(fate::rejected, "damn", false, base::errc::rejected);
    refused.message = "mind your\r\nlanguage";
    all.returned(refused);
    check(all.lines(1), {":irc.example FAIL PRIVMSG REJECTED #messages :mind your  language",
                         ":irc.example NOTICE Ada :Not sent: damn"});
    refused.message = "An unexpected error occurred.";
    refused.error = base::errc::server_failed;
    all.returned(refused);
    check(all.lines(1), {":irc.example FAIL PRIVMSG REJECTED #messages :Directus failed to store the "
                         "message. Ask an administrator to read its log",
                         ":irc.example NOTICE Ada :Not sent: damn"});
    all.returned(back(fate::removed));
    check(all.lines(1), {":irc.example FAIL PRIVMSG REJECTED #messages :Directus deleted the message right "
                         "after it was stored",
                         ":irc.example NOTICE Ada :Not sent: my words"});
}

BOOST_AUTO_TEST_CASE(an_administrators_words_of_any_length_fit_one_line)
{
    house all;
    all.enter(1, ada);
    auto refused = back(fate::rejected, "damn", false, base::errc::rejected);
    for (int n = 0; n < 5'000; ++n)
        refused.message += "\a\xC3\xA9";
    all.returned(refused);
    const auto lines = all.lines(1);
    BOOST_REQUIRE(lines.size() == 2u);
    BOOST_TEST(lines[0].size() <= 510u);
    BOOST_TEST(lines[0].find('\a') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(others_get_notices)
{
    house all;
    all.enter(1, ada);
    all.returned(back(fate::expired));
    check(all.lines(1), {":irc.example NOTICE Ada :Directus did not answer for too long. Send it again",
                         ":irc.example NOTICE Ada :Not sent: my words"});
}

BOOST_AUTO_TEST_CASE(a_long_text_comes_back_whole)
{
    house all;
    all.enter(1, ada);
    std::string text;
    for (int n = 0; n < 120; ++n)
        text += "w" + std::to_string(n) + " ";
    all.returned(back(fate::expired, text));
    const std::string before = ":irc.example NOTICE Ada :Not sent: ";
    std::string whole;
    const auto lines = all.lines(1);
    BOOST_REQUIRE(lines.size() == 3u);
    for (std::size_t n = 1; n < lines.size(); ++n) {
        BOOST_REQUIRE(lines[n].starts_with(before));
        whole += lines[n].substr(before.size()) + (n + 1 < lines.size() ? " " : "");
    }
    BOOST_TEST(whole == text);
}

BOOST_AUTO_TEST_CASE(what_comes_back_to_nobody_waits_for_its_author)
{
    house all;
    all.enter(1, ada);
    all.enter(2, bob);
    all.send(1, "QUIT");
    all.returned(back(fate::unknown, "one"), ada); // it is closing, and reads no more
    all.leave(1);
    all.lines(2); // his voice is gone
    all.returned(back(fate::expired, "two"), ada);
    check(all.lines(2), {});
    all.attach(client_id{3}, ada, caps({}), all.now, all.wall);
    const auto lines = all.lines(3);
    BOOST_REQUIRE(lines.size() > 4u);
    check({lines.end() - 4, lines.end()},
          {":irc.example NOTICE Ada :Directus did not confirm the message. See whether it is in the channel "
           "before you send it again",
           ":irc.example NOTICE Ada :Perhaps not sent: one",
           ":irc.example NOTICE Ada :Directus did not answer for too long. Send it again",
           ":irc.example NOTICE Ada :Not sent: two"});
    all.attach(client_id{4}, ada, caps({}), all.now, all.wall);
    BOOST_TEST(all.lines(4).back().find("sent:") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(of_what_waits_for_its_author_the_newest_is_kept)
{
    auto with = plain();
    with.untold_limit = 2;
    house all(with);
    for (const auto* text : {"one", "two", "three"})
        all.returned(back(fate::expired, text), ada);
    all.attach(client_id{1}, ada, caps({}), all.now, all.wall);
    strings texts;
    for (const auto& line : all.lines(1))
        if (const auto at = line.find("Not sent: "); at != std::string::npos)
            texts.push_back(line.substr(at + 10));
    check(texts, {"two", "three"});
    all.leave(1);
    for (const auto* text : {"four", "5\n6", "7\n8\n9"}) // lines count, and the last is kept whole
        all.returned(back(fate::expired, text), bob);
    all.attach(client_id{2}, bob, caps({}), all.now, all.wall);
    const auto told = all.lines(2);
    BOOST_REQUIRE(told.size() > 4u);
    check({told.end() - 4, told.end()},
          {":irc.example NOTICE Bob :Directus did not answer for too long. Send it again",
           ":irc.example NOTICE Bob :Not sent: 7", ":irc.example NOTICE Bob :Not sent: 8",
           ":irc.example NOTICE Bob :Not sent: 9"});
    BOOST_TEST(told[told.size() - 5].find("sent:") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_line_that_comes_back_is_no_longer_outstanding)
{
    house all;
    all.enter(1, ada);
    all.send(1, "PRIVMSG #messages :one");
    all.send(1, "PING x");
    all.returned(back(fate::rejected));
    const auto lines = all.lines(1);
    BOOST_REQUIRE(lines.size() == 3u);
    BOOST_TEST(lines[2] == pong + "x"); // behind the bad news
}

BOOST_AUTO_TEST_CASE(where_the_client_has_gone_its_users_newest_one_is_told)
{
    house all;
    all.enter(1, ada);
    all.enter(2, ada);
    all.enter(3, ada);
    all.enter(4, bob);
    all.leave(1);
    all.returned(back(fate::expired), ada);
    check(all.lines(2), {});
    BOOST_TEST(all.lines(3).size() == 2u);
    check(all.lines(4), {});
    all.returned(back(fate::expired));
    all.returned(back(fate::expired), eve);
    check(all.lines(3), {});
}

BOOST_AUTO_TEST_SUITE_END()
