// CHATHISTORY: what is asked of Directus, and how its answer comes to the client.
#include "room_fixture.hpp"

BOOST_AUTO_TEST_SUITE(room_pages)

using namespace room_test;

namespace {

const auto modern = {cap::chathistory,      cap::batch,           cap::message_tags, cap::server_time,
                     cap::labeled_response, cap::standard_replies};
const std::string server = ":irc.example ";
const std::string from_ada = ":" + ada_mask + " PRIVMSG #messages :";

std::vector<room::read_page> asked(house& all)
{
    std::vector<room::read_page> out;
    for (const auto& one : all.take_actions())
        if (const auto* what = std::get_if<room::read_page>(&one))
            out.push_back(*what);
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(who_asks_himself_is_pushed_nothing)
{
    house all(with_history());
    all.enter(1, ada, {cap::chathistory});
    BOOST_TEST(all.take_actions().empty());
    all.shown(all.row("1", "live", bob));
    BOOST_TEST(all.lines(1).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_page_is_a_batch)
{
    house all(with_history());
    all.connect(1, bob, modern); // not on the channel: he may read
    check(all.send(1, "CHATHISTORY LATEST #messages * 50"), {});
    const auto what = asked(all);
    BOOST_REQUIRE(what.size() == 1u);
    BOOST_TEST((what[0].query.what == irc::history_query::kind::latest));
    BOOST_TEST(what[0].query.limit == 50u);
    all.page(what[0], all.past_of({all.row("1", "one"), all.row("2", "two\nlines")}), all.wall);
    check(all.lines(1),
          {server + "BATCH +h1 chathistory #messages",
           "@time=2023-11-14T22:13:20.042Z;msgid=1;batch=h1 " + from_ada + "one",
           "@time=2023-11-14T22:13:20.043Z;msgid=2;batch=h1 " + from_ada + "two",
           "@time=2023-11-14T22:13:20.043Z;batch=h1 " + from_ada + "lines", server + "BATCH -h1"});
}

BOOST_AUTO_TEST_CASE(an_empty_page_is_an_empty_batch)
{
    house all;
    all.connect(1, ada, modern);
    all.send(1, "CHATHISTORY BEFORE #messages msgid=1 50");
    all.page(asked(all).at(0), all.past_of({}), all.wall);
    check(all.lines(1), {server + "BATCH +h1 chathistory #messages", server + "BATCH -h1"});
}

BOOST_AUTO_TEST_CASE(the_batch_carries_the_label)
{
    house all;
    all.connect(1, ada, modern);
    check(all.send(1, "@label=L CHATHISTORY LATEST #messages * 50"), {});
    all.page(asked(all).at(0), all.past_of({all.row("1", "one")}), all.wall);
    const auto lines = all.lines(1);
    BOOST_REQUIRE(lines.size() == 3u);
    BOOST_TEST(lines[0] == "@label=L " + server + "BATCH +h1 chathistory #messages");
    BOOST_TEST(lines[1].find("label=") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(without_batches_lines_come_alone)
{
    house all;
    all.connect(1, ada);
    all.send(1, "CHATHISTORY LATEST #messages * 50");
    all.page(asked(all).at(0), all.past_of({all.row("1", "one", bob)}), all.wall);
    check(all.lines(1), {":" + bob_mask + " PRIVMSG #messages :[22:13] one"});
}

BOOST_AUTO_TEST_CASE(pages_come_one_after_the_other)
{
    house all;
    all.connect(1, ada, modern);
    all.connect(2, bob, modern);
    for (const std::string limit : {"1", "2", "3"})
        all.send(1, "@label=" + limit + " CHATHISTORY LATEST #messages * " + limit);
    all.send(2, "CHATHISTORY LATEST #messages * 9");
    auto what = asked(all);
    BOOST_REQUIRE(what.size() == 2u); // one for each
    for (std::size_t n = 1; n <= 3; ++n) {
        BOOST_REQUIRE(!what.empty());
        BOOST_TEST(what[0].query.limit == n);
        BOOST_TEST(what[0].label == std::to_string(n));
        all.page(what[0], all.past_of({}), all.wall);
        what = asked(all);
    }
    BOOST_TEST(what.empty());
}

BOOST_AUTO_TEST_CASE(too_many_at_once_are_refused)
{
    house all;
    all.connect(1, ada, modern);
    for (int n = 0; n < 10; ++n)
        check(all.send(1, "CHATHISTORY LATEST #messages * 1"), {});
    check(all.send(1, "CHATHISTORY LATEST #messages * 1"),
          {server + "FAIL CHATHISTORY MESSAGE_ERROR LATEST #messages :Too many requests at once"});
}

BOOST_AUTO_TEST_CASE(a_failure_says_why)
{
    house all;
    all.connect(1, ada, modern);
    all.send(1, "@label=x CHATHISTORY AFTER #messages msgid=9 5");
    all.page(asked(all).at(0), base::make_error_code(base::errc::not_found), all.wall);
    check(all.lines(1), {"@label=x " + server +
                         "FAIL CHATHISTORY MESSAGE_ERROR AFTER #messages :Messages "
                         "could not be retrieved: no such message"});
}

BOOST_AUTO_TEST_CASE(bad_requests_are_refused_at_once)
{
    house all;
    all.connect(1, ada, modern);
    check(all.send(1, "CHATHISTORY LATEST #messages * none"),
          {server + "FAIL CHATHISTORY INVALID_PARAMS LATEST none :Not a number of messages"});
    for (const std::string target : {"#other", "Bob", "*"})
        check(all.send(1, "CHATHISTORY LATEST " + target + " * 5"),
              {server + "FAIL CHATHISTORY INVALID_TARGET LATEST " + target +
               " :Messages could not be retrieved: no such channel for you"});
    all.connect(2, eve, modern); // may not read
    BOOST_TEST(all.send(2, "CHATHISTORY LATEST #messages * 5").front().find("INVALID_TARGET") !=
               std::string::npos);
    BOOST_TEST(asked(all).empty());
}

BOOST_AUTO_TEST_CASE(targets_names_the_channel_where_its_latest_message_is_of_that_time)
{
    house all;
    all.connect(1, ada, modern);
    const auto answer = [&](const std::string& from, const std::string& to) {
        all.send(1, "CHATHISTORY TARGETS timestamp=" + from + " timestamp=" + to + " 5");
        all.page(asked(all).at(0), all.past_of({all.row("1", "one")}), all.wall);
        auto lines = all.lines(1);
        BOOST_TEST(lines.front().find(" draft/chathistory-targets") != std::string::npos);
        return lines;
    };
    const auto found = answer("2023-11-14T22:13:20.041Z", "2023-11-14T22:13:20.043Z");
    BOOST_REQUIRE(found.size() == 3u);
    BOOST_TEST(found[1].ends_with(server + "CHATHISTORY TARGETS #messages 2023-11-14T22:13:20.042Z"));
    BOOST_TEST(answer("2023-11-14T22:13:20.043Z", "2023-11-14T22:13:20.041Z").size() == 3u);
    BOOST_TEST(answer("2023-11-14T22:13:20.042Z", "2023-11-14T22:13:20.043Z").size() == 2u);
    BOOST_TEST(answer("2023-11-14T22:13:20.000Z", "2023-11-14T22:13:20.042Z").size() == 2u);
}

BOOST_AUTO_TEST_CASE(who_goes_meanwhile_is_forgotten)
{
    house all;
    all.connect(1, ada, modern);
    all.send(1, "CHATHISTORY LATEST #messages * 5");
    const auto what = asked(all);
    all.leave(1);
    all.page(what.at(0), all.past_of({}), all.wall);
    BOOST_TEST(all.lines(1).empty());
}

BOOST_AUTO_TEST_SUITE_END()
