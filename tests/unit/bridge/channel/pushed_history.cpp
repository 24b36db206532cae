// History pushed after a join, and what comes live meanwhile.
#include "room_fixture.hpp"

#include <algorithm>

BOOST_AUTO_TEST_SUITE(pushed_history)

using namespace room_test;

namespace {

const std::string from_ada = ":" + ada_mask + " PRIVMSG #messages :";
const std::string from_bob = ":" + bob_mask + " PRIVMSG #messages :";

std::vector<bridge::ask::read_history> asked(house& all)
{
    std::vector<bridge::ask::read_history> out;
    for (const auto& one : all.take_actions())
        if (const auto* what = std::get_if<bridge::ask::read_history>(&one))
            out.push_back(*what);
    return out;
}

bridge::ask::shared_past page_of(const std::vector<directus::item>& rows)
{
    return std::make_shared<const std::vector<bridge::past_row>>(house::past_of(rows));
}

} // namespace

BOOST_AUTO_TEST_CASE(a_join_asks_for_history_once)
{
    house all(with_history());
    all.enter(1, ada);
    const auto what = asked(all);
    BOOST_REQUIRE(what.size() == 1u);
    BOOST_TEST((what[0] == bridge::ask::read_history{client_id{1}, 1, 100, all.wall}));
    all.send(1, "JOIN #messages");
    BOOST_TEST(asked(all).empty());
}

BOOST_AUTO_TEST_CASE(bots_get_none)
{
    house all(with_history());
    all.connect(1, ada);
    check(all.send(1, "MODE Ada +B"), {":" + ada_mask + " MODE Ada :+B"});
    all.send(1, "JOIN #messages");
    all.lines(1);
    BOOST_TEST(asked(all).empty());
    all.shown(all.row("17", "live", bob));
    check(all.lines(1), {from_bob + "live"});
}

BOOST_AUTO_TEST_CASE(old_clients_get_plain_lines_with_the_hour)
{
    house all(with_history());
    all.enter(1, bob);
    all.remember(1, {all.row("1", "one"), all.row("2", "/me waves")});
    check(all.lines(1), {from_ada + "[22:13] one", from_ada + "\x01"
                                                              "ACTION [22:13] waves\x01"});
}

BOOST_AUTO_TEST_CASE(rows_of_another_day_have_the_day_before_the_hour)
{
    house all(with_history());
    all.enter(1, bob);
    auto yesterday = all.row("1", "one");
    *yesterday.date -= 24h;
    all.remember(1, {yesterday, all.row("2", "two")});
    check(all.lines(1), {from_ada + "[11-13 22:13] one", from_ada + "[22:13] two"});
}

BOOST_AUTO_TEST_CASE(others_get_a_batch_with_keys_and_distinct_times)
{
    house all(with_history());
    all.enter(1, bob, {cap::batch, cap::message_tags, cap::server_time});
    all.enter(2, ada);
    all.lines(1);
    all.remember(1, {all.row("1", "one"), all.row("2", "two"), all.row("3", "three\nlines")});
    check(all.lines(1),
          {":irc.example BATCH +h1 chathistory #messages",
           "@time=2023-11-14T22:13:20.042Z;msgid=1;batch=h1 " + from_ada + "one",
           "@time=2023-11-14T22:13:20.043Z;msgid=2;batch=h1 " + from_ada + "two",
           "@time=2023-11-14T22:13:20.044Z;msgid=3;batch=h1 " + from_ada + "three",
           "@time=2023-11-14T22:13:20.044Z;batch=h1 " + from_ada + "lines", ":irc.example BATCH -h1"});
    all.remember(2, {all.row("1", "one")});
    BOOST_TEST(all.lines(2).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_page_that_several_share_is_shown_to_each_as_it_can_be_read)
{
    auto with = with_history();
    with.names_by_permission = true;
    house all(with);
    all.give(eve, access::full, access::full, false);
    all.enter(1, bob);
    all.enter(2, bob);
    all.enter(3, bob);
    all.enter(4, eve);
    all.enter(5, eve, {cap::message_tags});
    const auto page = page_of({all.row("1", "one"), all.row("2", "two")});
    for (const std::uint64_t n : {1, 2})
        all.read(n, page, all.wall);
    for (const std::uint64_t n : {3, 4, 5}) // each differs from the one before in one thing
        all.read(n, page, all.wall + 24h);
    check(all.lines(1), {from_ada + "[22:13] one", from_ada + "[22:13] two"});
    check(all.lines(2), {from_ada + "[22:13] one", from_ada + "[22:13] two"});
    check(all.lines(3), {from_ada + "[11-14 22:13] one", from_ada + "[11-14 22:13] two"});
    const auto by_code =
        ":" + all.people().ensure(ada).mask_as(bridge::naming::codes) + " PRIVMSG #messages :";
    check(all.lines(4), {by_code + "[11-14 22:13] one", by_code + "[11-14 22:13] two"});
    check(all.lines(5),
          {"@msgid=1 " + by_code + "[11-14 22:13] one", "@msgid=2 " + by_code + "[11-14 22:13] two"});
}

BOOST_AUTO_TEST_CASE(a_client_that_has_a_part_of_a_shared_page_is_shown_the_rest)
{
    house all(with_history());
    all.enter(1, bob);
    all.enter(2, bob);
    const auto page = page_of({all.row("1", "one"), all.row("2", "two")});
    all.read(1, page, all.wall);
    all.read(2, page, all.wall, {.first = 1});
    check(all.lines(1), {from_ada + "[22:13] one", from_ada + "[22:13] two"});
    check(all.lines(2), {from_ada + "[22:13] two"});
}

BOOST_AUTO_TEST_CASE(an_empty_or_blank_history_is_nothing)
{
    house all(with_history());
    all.enter(1, bob, {cap::batch});
    all.remember(1, {});
    check(all.lines(1), {});
    all.enter(2, bob, {cap::batch});
    all.remember(2, {all.row("1", "", bob)});
    check(all.lines(2), {});
    all.shown(all.row("2", "live", bob));
    check(all.lines(2), {from_bob + "live"});
}

BOOST_AUTO_TEST_CASE(live_rows_wait_for_the_history_and_follow_it_without_its_own)
{
    house all(with_history());
    all.enter(1, bob);
    all.enter(2, ada);
    all.remember(2, {});
    all.lines(1);
    all.shown(all.row("2", "both"));
    all.shown(all.row("3", "live alone"));
    check(all.lines(1), {});
    BOOST_TEST(all.lines(2).size() == 2u); // who has his history waits for nobody
    all.remember(1, {all.row("1", "old"), all.row("2", "both")});
    check(all.lines(1), {from_ada + "[22:13] old", from_ada + "[22:13] both", from_ada + "live alone"});
    all.shown(all.row("2", "both")); // comes late through the feed
    check(all.lines(1), {});
    all.shown(all.row("4", "next"));
    check(all.lines(1), {from_ada + "next"});
}

// The feed was away while somebody joined: what it brings then may be older than his history reaches.
BOOST_AUTO_TEST_CASE(missed_rows_from_before_the_history_are_no_news)
{
    house all(with_history());
    all.enter(1, bob);
    all.enter(2, bob);
    all.remember(1, {all.row("5", "five"), all.row("6", "six")});
    all.remember(2, {});
    for (const std::uint64_t n : {1, 2})
        all.lines(n);
    for (const int key : {4, 5, 7}) {
        auto what = all.row(std::to_string(key), "row " + std::to_string(key));
        *what.date += std::chrono::milliseconds(key - 5);
        all.show(bridge::said{.row = what, .missed = true}, everyone, all.wall);
    }
    check(all.lines(1), {from_ada + "row 7"});
    BOOST_TEST(all.lines(2).size() == 3u);
    auto late = all.row("3", "row 3");
    *late.date -= 1min;
    all.show(bridge::said{.row = late}, everyone, all.wall);
    check(all.lines(1), {});
    auto imported = all.row("8", "row 8"); // live, with a date of long ago
    *imported.date -= 1h;
    all.show(bridge::said{.row = imported}, everyone, all.wall);
    check(all.lines(1), {from_ada + "row 8"});
}

BOOST_AUTO_TEST_CASE(a_held_row_of_his_own_is_no_echo)
{
    house all(with_history());
    all.enter(1, ada);
    all.enter(2, ada, {cap::echo_message});
    all.shown(all.row("1", "mine"), 1);
    all.shown(all.row("2", "mine too"), 2);
    all.remember(1, {});
    all.remember(2, {});
    check(all.lines(1), {from_ada + "mine too"});
    check(all.lines(2), {from_ada + "mine", from_ada + "mine too"});
}

BOOST_AUTO_TEST_CASE(a_history_that_cannot_be_read_is_said_and_nothing_held_is_lost)
{
    house all(with_history());
    all.enter(1, bob);
    all.lines(1);
    all.shown(all.row("1", "live", bob));
    all.read(1, base::make_error_code(base::errc::timeout), all.wall);
    const auto lines = all.lines(1);
    BOOST_REQUIRE(lines.size() == 2u);
    BOOST_TEST(lines[0].starts_with(":irc.example NOTICE #messages :The history cannot be read: "));
    BOOST_TEST(lines[1] == from_bob + "live");
}

BOOST_AUTO_TEST_CASE(so_do_too_many_bytes)
{
    auto with = with_history();
    with.hold_bytes = 2'000;
    house all(with);
    all.enter(1, bob);
    all.shown(all.row("1", std::string(300, 'x') + "\n" + std::string(300, 'y'), bob));
    all.shown(all.row("2", "short", bob));
    check(all.lines(1), {});
    all.wall += 1min;
    all.shown(all.row("3", std::string(2'000, 'z'), bob));
    const auto lines = all.lines(1);
    BOOST_REQUIRE(lines.size() > 4u);
    BOOST_TEST(lines[0] == ":irc.example NOTICE #messages :The history took too long to read and is not "
                           "shown. Rejoin the channel to read it");
    all.shown(all.row("4", std::string(2'000, 'z'), bob));
    BOOST_TEST(!all.lines(1).empty());
}

BOOST_AUTO_TEST_CASE(too_much_held_is_read_as_history)
{
    auto with = with_history();
    with.hold_limit = 3;
    house all(with);
    all.enter(1, bob);
    all.take_actions();
    for (const auto* key : {"1", "2", "3", "4", "5"})
        all.shown(all.row(key, key, bob));
    BOOST_TEST(asked(all).size() == 1u);
    all.pushed().read(client_id{1}, 1, page_of({}), all.wall); // what was asked at the JOIN
    check(all.lines(1), {});
    std::vector<directus::item> rows;
    for (const auto* key : {"1", "2", "3", "4", "5"})
        rows.push_back(all.row(key, key, bob));
    all.remember(1, rows);
    strings shown;
    for (const auto& line : all.lines(1))
        if (const auto at = line.rfind(':'); line.find("PRIVMSG") != line.npos)
            shown.push_back(line.substr(line.find("] ") == line.npos ? at + 1 : line.find("] ") + 2));
    check(shown, {"1", "2", "3", "4", "5"});
}

// The answers of two reads come in any order, and rows that are no longer held are in the later one alone.
BOOST_AUTO_TEST_CASE(an_earlier_read_that_ends_later_is_not_taken)
{
    auto with = with_history();
    with.hold_limit = 2;
    house all(with);
    all.enter(1, bob);
    for (const auto* key : {"1", "2", "3"})
        all.shown(all.row(key, key, bob));
    all.remember(1, {all.row("1", "1", bob), all.row("2", "2", bob), all.row("3", "3", bob)});
    all.pushed().read(client_id{1}, 1, page_of({all.row("1", "1", bob)}), all.wall);
    check(all.lines(1), {from_bob + "[22:13] 1", from_bob + "[22:13] 2", from_bob + "[22:13] 3"});
}

// Its line is shown already, where it has no echo-message, and a label wants its answer.
BOOST_AUTO_TEST_CASE(own_lines_are_held_though_too_much_is)
{
    auto with = with_history();
    with.hold_limit = 2;
    house all(with);
    all.enter(1, bob, {cap::batch, cap::echo_message, cap::labeled_response, cap::message_tags});
    all.lines(1);
    all.show(bridge::said{all.row("1", "1", bob), client_id{1}, false, "x"}, everyone, all.wall);
    for (const auto* key : {"2", "3"})
        all.shown(all.row(key, key, bob));
    all.remember(1, {all.row("2", "2", bob), all.row("3", "3", bob)});
    const auto lines = all.lines(1);
    BOOST_TEST(lines.back() == "@label=x;msgid=1 " + from_bob + "1");
}

BOOST_AUTO_TEST_CASE(too_much_held_ends_the_waiting_after_a_minute)
{
    auto with = with_history();
    with.hold_limit = 3;
    house all(with);
    all.enter(1, bob, {cap::server_time});
    for (const auto* key : {"1", "2", "3"})
        all.shown(all.row(key, key, bob));
    check(all.lines(1), {});
    all.wall += 1min;
    auto undated = all.row("4", "4", bob);
    undated.date.reset();
    all.shown(undated);
    const std::string tag = "@time=2023-11-14T22:13:20.042Z ";
    check(all.lines(1), {":irc.example NOTICE #messages :The history took too long to read and is not shown. "
                         "Rejoin the channel to read it",
                         tag + from_bob + "1", tag + from_bob + "2", tag + from_bob + "3",
                         "@time=2023-11-14T22:16:00.000Z " + from_bob + "4"});
    all.remember(1, {all.row("0", "old", bob)});
    check(all.lines(1), {});
}

BOOST_AUTO_TEST_CASE(an_earlier_joins_history_is_not_the_later_ones)
{
    house all(with_history());
    all.enter(1, bob);
    all.send(1, "PART #messages");
    all.send(1, "JOIN #messages");
    all.lines(1);
    all.pushed().read(client_id{1}, 1, page_of({all.row("1", "old", bob)}), all.wall);
    check(all.lines(1), {});
    all.shown(all.row("3", "live", bob));
    all.remember(1, {all.row("1", "old", bob), all.row("2", "between", bob)});
    check(all.lines(1), {from_bob + "[22:13] old", from_bob + "[22:13] between", from_bob + "live"});
}

BOOST_AUTO_TEST_CASE(who_has_left_gets_none)
{
    house all(with_history());
    all.enter(1, bob);
    all.shown(all.row("2", "live", bob));
    check(all.send(1, "PART #messages"), {":" + bob_mask + " PART #messages"});
    all.remember(1, {all.row("1", "old", bob)});
    check(all.lines(1), {});
    all.enter(2, bob);
    all.leave(2);
    all.remember(2, {all.row("1", "old", bob)});
}

BOOST_AUTO_TEST_CASE(a_history_larger_than_the_queue_has_every_row)
{
    auto with = with_history();
    with.send_limit = 20'000;
    house all(with);
    all.enter(1, bob, {cap::batch});
    std::vector<directus::item> rows;
    for (int n = 0; n < 100; ++n)
        rows.push_back(
            all.row(std::to_string(n), "row " + std::to_string(n) + " " + std::string(300, 'x'), bob));
    all.remember(1, rows);
    BOOST_TEST(!all.find(client_id{1})->out.overflowed());
    const auto lines = all.lines(1);
    BOOST_REQUIRE(lines.size() == 102u);
    BOOST_TEST(lines.front() == ":irc.example BATCH +h1 chathistory #messages");
    for (std::size_t n = 0; n < 100; ++n)
        BOOST_TEST(lines[n + 1].find("] row " + std::to_string(n) + " ") != std::string::npos);
    BOOST_TEST(lines.back() == ":irc.example BATCH -h1");
}

BOOST_AUTO_TEST_CASE(a_configured_bot_is_pushed_none)
{
    auto with = with_history();
    with.bots = {"BOB@d.example", eve.str()};
    house all(with);
    all.give(eve, access::full, access::full);
    all.connect(1, bob);
    all.send(1, "JOIN #messages"); // nobody knows yet that he is one
    BOOST_TEST(all.take_actions().size() == 1u);
    all.leave(1);
    all.learn({bob, "Bob", "", "bob@d.example"});
    all.learn({bob, "Bob", "", ""}); // another reader is not told the address
    all.connect(1, bob);
    all.connect(2, eve);
    all.connect(3, ada);
    for (const std::uint64_t one : {1, 2})
        all.send(one, "JOIN #messages");
    all.send(1, "PART #messages");
    all.send(1, "MODE Bob -B"); // it stays what it is configured to be
    all.send(1, "JOIN #messages");
    BOOST_TEST(all.take_actions().empty());
    for (const auto* nick : {"Bob", "Eve"}) {
        const auto told = all.send(3, std::string("WHOIS ") + nick);
        BOOST_TEST(std::ranges::count(told, std::string(":irc.example 335 Ada ") + nick + " :is a bot") == 1);
    }
    all.send(3, "JOIN #messages");
    BOOST_TEST(all.take_actions().size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
