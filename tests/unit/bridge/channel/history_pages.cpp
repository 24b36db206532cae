// CHATHISTORY: what is asked of Directus, and how its answer comes to the client.
#include "room_fixture.hpp"

#include "base/timestamp.hpp"

BOOST_AUTO_TEST_SUITE(history_pages)

using namespace room_test;

namespace {

const auto modern = {cap::chathistory,      cap::batch,           cap::message_tags, cap::server_time,
                     cap::labeled_response, cap::standard_replies};
const std::string server = ":irc.example ";
const std::string from_ada = ":" + ada_mask + " PRIVMSG #messages :";

std::vector<bridge::ask::read_page> asked(house& all)
{
    std::vector<bridge::ask::read_page> out;
    for (const auto& one : all.take_actions())
        if (const auto* what = std::get_if<bridge::ask::read_page>(&one))
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
    all.pages().page(what[0], all.past_of({all.row("1", "one"), all.row("2", "two\nlines")}), all.wall);
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
    all.pages().page(asked(all).at(0), all.past_of({}), all.wall);
    check(all.lines(1), {server + "BATCH +h1 chathistory #messages", server + "BATCH -h1"});
}

BOOST_AUTO_TEST_CASE(the_batch_carries_the_label)
{
    house all;
    all.connect(1, ada, modern);
    check(all.send(1, "@label=L CHATHISTORY LATEST #messages * 50"), {});
    all.pages().page(asked(all).at(0), all.past_of({all.row("1", "one")}), all.wall);
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
    all.pages().page(asked(all).at(0), all.past_of({all.row("1", "one", bob)}), all.wall);
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
        all.pages().page(what[0], all.past_of({}), all.wall);
        what = asked(all);
    }
    BOOST_TEST(what.empty());
}

BOOST_AUTO_TEST_CASE(too_many_at_once_are_refused)
{
    house all;
    all.connect(1, ada, modern);
    all.connect(2, ada, modern);
    all.connect(3, bob, modern);
    for (int n = 0; n < 32; ++n)
        check(all.send(n % 2 == 0 ? 1 : 2, "CHATHISTORY LATEST #messages * 1"), {});
    for (const int client : {1, 2})
        check(all.send(client, "CHATHISTORY LATEST #messages * 1"),
              {server + "FAIL CHATHISTORY MESSAGE_ERROR LATEST #messages :Too many requests at once"});
    check(all.send(1, "SEARCH text=x"), {server + "FAIL SEARCH INTERNAL_ERROR :Too many requests at once"});
    check(all.send(3, "CHATHISTORY LATEST #messages * 1"), {});
}

BOOST_AUTO_TEST_CASE(clients_of_one_user_read_one_after_the_other)
{
    house all;
    all.connect(1, ada, modern);
    all.connect(2, ada, modern);
    all.take_actions();
    all.send(1, "CHATHISTORY LATEST #messages * 1");
    all.send(2, "SEARCH text=x");
    all.send(1, "CHATHISTORY LATEST #messages * 2");
    all.send(2, "CHATHISTORY LATEST #messages * 3");
    const auto first = all.take_actions();
    BOOST_REQUIRE(first.size() == 1u);
    all.pages().page(std::get<bridge::ask::read_page>(first[0]), all.past_of({}), all.wall);
    const auto second = all.take_actions();
    BOOST_REQUIRE(second.size() == 1u);
    const auto& search = std::get<bridge::ask::find_rows>(second[0]);
    BOOST_TEST(search.query.text == "x");
    all.leave(1); // what it waits for is not read
    all.pages().found(search, all.past_of({}), all.wall);
    const auto third = asked(all);
    BOOST_REQUIRE(third.size() == 1u);
    BOOST_TEST(third[0].query.limit == 3u);
    all.pages().page(third[0], all.past_of({}), all.wall);
    BOOST_TEST(all.take_actions().empty());
}

BOOST_AUTO_TEST_CASE(a_client_that_leaves_while_its_page_is_read_holds_up_no_other)
{
    house all;
    all.connect(1, ada, modern);
    all.connect(2, ada, modern);
    all.send(1, "CHATHISTORY LATEST #messages * 1");
    all.send(2, "CHATHISTORY LATEST #messages * 2");
    const auto first = asked(all);
    all.leave(1);
    BOOST_TEST(asked(all).empty());
    all.pages().page(first.at(0), all.past_of({}), all.wall);
    BOOST_TEST(asked(all).at(0).query.limit == 2u);
}

BOOST_AUTO_TEST_CASE(a_failure_says_why)
{
    house all;
    all.connect(1, ada, modern);
    all.send(1, "@label=x CHATHISTORY AFTER #messages msgid=9 5");
    all.pages().page(asked(all).at(0), base::make_error_code(base::errc::not_found), all.wall);
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
        all.pages().page(asked(all).at(0), all.past_of({all.row("1", "one")}), all.wall);
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

BOOST_AUTO_TEST_CASE(the_last_page_is_marked)
{
    house all;
    all.connect(1, ada, modern);
    all.connect(2, ada, {cap::chathistory, cap::batch});
    for (const std::uint64_t n : {1, 2}) {
        all.send(n, "@label=L CHATHISTORY BEFORE #messages msgid=9 50");
        all.pages().page(asked(all).at(0), bridge::past_page(all.past_of({all.row("1", "one")}), true),
                         all.wall);
    }
    BOOST_TEST(all.lines(1).front() ==
               "@label=L;draft/chathistory-end " + server + "BATCH +h1 chathistory #messages");
    BOOST_TEST(all.lines(2).front() == server + "BATCH +h2 chathistory #messages");
}

BOOST_AUTO_TEST_CASE(no_row_of_a_page_is_left_out_and_long_ones_are_shortened)
{
    std::string text;
    for (int n = 0; n < 49; ++n)
        text += std::string(290, 'x') + "\n";
    for (const bool whole : {false, true}) {
        house all;
        auto with = std::vector<cap>(modern);
        if (whole)
            with.push_back(cap::multiline);
        irc::cap_set set;
        for (const auto one : with)
            set.insert(one);
        all.attach(client_id{1}, ada, set, all.now, all.wall);
        all.lines(1);
        std::vector<directus::item> rows{all.row("0", "short")};
        for (int n = 1; n <= 60; ++n)
            rows.push_back(all.row(std::to_string(n), "row " + std::to_string(n) + "\n" + text));
        all.send(1, "CHATHISTORY AFTER #messages timestamp=2020-01-01T00:00:00.000Z 61");
        all.pages().page(asked(all).at(0), all.past_of(rows), all.wall);
        std::size_t size = 0;
        std::size_t shown = 0;
        std::size_t links = 0;
        for (const auto& line : all.lines(1)) {
            size += line.size() + 2;
            shown += line.find("msgid=") != std::string::npos ? 1 : 0;
            links += line.find(" lines) https://d.example/admin/content/messages/") != std::string::npos;
        }
        BOOST_TEST(shown == 61u);
        BOOST_TEST(links == 60u);
        BOOST_TEST(size < 600u * 1024u);
        BOOST_TEST(size > 200u * 1024u);
    }
}

BOOST_AUTO_TEST_CASE(of_a_client_that_does_not_read_a_large_page_holds_up_the_next)
{
    house all;
    all.connect(1, ada, modern);
    std::vector<directus::item> rows;
    for (int n = 0; n < 200; ++n)
        rows.push_back(all.row(std::to_string(n), std::string(380, 'x')));
    for (int n = 0; n < 3; ++n)
        all.send(1, "CHATHISTORY LATEST #messages * 200");
    all.pages().page(asked(all).at(0), all.past_of(rows), all.wall);
    BOOST_TEST(asked(all).empty());
    auto& out = all.find(client_id{1})->out;
    std::vector<bridge::bytes> taken;
    out.take(taken);
    BOOST_TEST(asked(all).empty());
    for (const auto& one : taken)
        out.written(one->size());
    taken.clear();
    out.take(taken);
    BOOST_TEST(asked(all).size() == 1u);
}

BOOST_AUTO_TEST_CASE(targets_takes_a_date_of_the_future_for_now)
{
    house all;
    all.connect(1, ada, modern);
    const auto answer = [&](base::wall_time from, base::wall_time to) {
        all.send(1, "CHATHISTORY TARGETS timestamp=" + base::to_iso8601(from) +
                        " timestamp=" + base::to_iso8601(to) + " 5");
        auto row = all.row("1", "one");
        row.date = all.wall + 24h * 3000;
        all.pages().page(asked(all).at(0), std::vector<bridge::past_row>(1, bridge::past_row{row, all.wall}),
                         all.wall);
        return all.lines(1).size() == 3;
    };
    BOOST_TEST(answer(all.wall - 1h, all.wall - 200ms)); // when it was asked
    BOOST_TEST(answer(all.wall - 1h, all.wall + 1h));
    BOOST_TEST(!answer(all.wall - 2h, all.wall - 1h));
    BOOST_TEST(!answer(all.wall + 1h, all.wall + 2h));
}

BOOST_AUTO_TEST_CASE(who_goes_meanwhile_is_forgotten)
{
    house all;
    all.connect(1, ada, modern);
    all.send(1, "CHATHISTORY LATEST #messages * 5");
    const auto what = asked(all);
    all.leave(1);
    all.pages().page(what.at(0), all.past_of({}), all.wall);
    BOOST_TEST(all.lines(1).empty());
}

BOOST_AUTO_TEST_SUITE_END()
