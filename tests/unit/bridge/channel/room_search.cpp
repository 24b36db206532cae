// SEARCH: what is asked of Directus, and how its answer comes to the client.
#include "room_fixture.hpp"

BOOST_AUTO_TEST_SUITE(room_search)

using namespace room_test;

namespace {

const auto modern = {cap::search,           cap::batch,           cap::message_tags, cap::server_time,
                     cap::labeled_response, cap::standard_replies};
const std::string server = ":irc.example ";
const std::string from_ada = ":" + ada_mask + " PRIVMSG #messages :";

std::vector<bridge::ask::find_rows> asked(house& all)
{
    std::vector<bridge::ask::find_rows> out;
    for (const auto& one : all.take_actions())
        if (const auto* what = std::get_if<bridge::ask::find_rows>(&one))
            out.push_back(*what);
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(what_is_found_is_a_batch_of_its_own_type)
{
    house all;
    all.connect(1, bob, modern); // not on the channel: he may read
    check(all.send(1, "SEARCH from=ada;in=#MESSAGES;text=fast"), {});
    const auto what = asked(all);
    BOOST_REQUIRE(what.size() == 1u);
    BOOST_TEST((what[0].author == ada));
    BOOST_TEST(what[0].query.text == "fast");
    BOOST_TEST(what[0].query.limit == 100u);
    all.pages().found(what[0], all.past_of({all.row("1", "fast"), all.row("2", "faster\nfastest")}),
                      all.wall);
    check(all.lines(1),
          {server + "BATCH +h1 soju.im/search",
           "@time=2023-11-14T22:13:20.042Z;msgid=1;batch=h1 " + from_ada + "fast",
           "@time=2023-11-14T22:13:20.043Z;msgid=2;batch=h1 " + from_ada + "faster",
           "@time=2023-11-14T22:13:20.043Z;batch=h1 " + from_ada + "fastest", server + "BATCH -h1"});
}

BOOST_AUTO_TEST_CASE(nothing_found_is_an_empty_batch)
{
    house all;
    all.connect(1, bob, modern);
    all.send(1, "SEARCH :text=not there");
    const auto what = asked(all);
    BOOST_REQUIRE(what.size() == 1u);
    BOOST_TEST(what[0].query.text == "not there");
    BOOST_TEST(!what[0].author.has_value());
    all.pages().found(what[0], all.past_of({}), all.wall);
    check(all.lines(1), {server + "BATCH +h1 soju.im/search", server + "BATCH -h1"});
    // Nothing is said by or to these, so that Directus is not asked.
    check(all.send(1, "SEARCH from=nobody"), {server + "BATCH +h2 soju.im/search", server + "BATCH -h2"});
    check(all.send(1, "@label=L SEARCH in=Ada;text=x"),
          {"@label=L " + server + "BATCH +h3 soju.im/search", server + "BATCH -h3"});
    BOOST_TEST(asked(all).empty());
}

BOOST_AUTO_TEST_CASE(rows_without_an_author_are_found_under_their_nick)
{
    house all;
    all.connect(1, bob, modern);
    all.send(1, "SEARCH from=anonymous");
    BOOST_TEST((asked(all).at(0).author == base::user_id()));
}

BOOST_AUTO_TEST_CASE(a_limit_is_lowered_to_that_of_the_server)
{
    house all;
    all.connect(1, bob, modern);
    all.send(1, "SEARCH limit=1000");
    BOOST_TEST(asked(all).at(0).query.limit == 200u);
}

BOOST_AUTO_TEST_CASE(the_batch_carries_the_label_and_a_failure_too)
{
    house all;
    all.connect(1, bob, modern);
    check(all.send(1, "@label=L SEARCH text=x"), {});
    all.pages().found(asked(all).at(0), all.past_of({all.row("1", "x")}), all.wall);
    BOOST_TEST(all.lines(1).at(0) == "@label=L " + server + "BATCH +h1 soju.im/search");
    all.send(1, "@label=M SEARCH text=x");
    all.pages().found(asked(all).at(0), base::make_error_code(base::errc::timeout), all.wall);
    const auto lines = all.lines(1);
    BOOST_REQUIRE(lines.size() == 1u);
    BOOST_TEST(lines[0].starts_with("@label=M " + server +
                                    "FAIL SEARCH INTERNAL_ERROR :The search could not be run: "));
}

BOOST_AUTO_TEST_CASE(too_many_rows_to_read_are_told_with_what_to_do)
{
    house all;
    all.connect(1, bob, modern);
    all.send(1, "SEARCH from=ada");
    all.pages().found(asked(all).at(0), base::make_error_code(base::errc::too_large), all.wall);
    check(all.lines(1), {server + "FAIL SEARCH INTERNAL_ERROR :The search would read too many messages. "
                                  "Narrow it with after, before, from or text"});
}

BOOST_AUTO_TEST_CASE(one_at_a_time_and_in_order)
{
    house all;
    all.connect(1, bob, modern);
    for (int n = 0; n < 32; ++n)
        check(all.send(1, "SEARCH text=" + std::to_string(n)), {});
    check(all.send(1, "SEARCH text=x"), {server + "FAIL SEARCH INTERNAL_ERROR :Too many requests at once"});
    for (int n = 0; n < 32; ++n) {
        const auto what = asked(all);
        BOOST_REQUIRE(what.size() == 1u);
        BOOST_TEST(what[0].query.text == std::to_string(n));
        all.pages().found(what[0], all.past_of({}), all.wall);
        BOOST_TEST(all.lines(1).size() == 2u);
    }
    BOOST_TEST(asked(all).empty());
    all.send(1, "SEARCH text=last");
    const auto last = asked(all);
    all.leave(1);
    all.pages().found(last.at(0), all.past_of({}), all.wall); // nobody is there any more
}

BOOST_AUTO_TEST_CASE(what_was_found_is_not_taken_for_shown)
{
    house all;
    all.enter(1, bob, modern);
    all.send(1, "SEARCH text=x");
    all.pages().found(asked(all).at(0), all.past_of({all.row("1", "x")}), all.wall);
    all.lines(1);
    all.shown(all.row("1", "x")); // its event comes later than the search found it
    BOOST_TEST(all.lines(1).size() == 1u);
}

BOOST_AUTO_TEST_CASE(without_batches_lines_come_alone)
{
    house all;
    all.connect(1, bob);
    all.send(1, "SEARCH text=x");
    all.pages().found(asked(all).at(0), all.past_of({all.row("1", "x")}), all.wall);
    check(all.lines(1), {from_ada + "[22:13] x"});
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told)
{
    house all;
    all.connect(1, ada, modern);
    all.connect(2, eve, modern); // may not read
    const auto fails = [&](std::uint64_t who, std::string_view line, const std::string& attribute) {
        const auto lines = all.send(who, line);
        BOOST_REQUIRE(lines.size() == 1u);
        BOOST_TEST(lines[0].starts_with(server + "FAIL SEARCH INVALID_PARAMS " + attribute + " :"), lines[0]);
    };
    fails(1, "SEARCH in=#elsewhere;text=x", "in");
    fails(1, "SEARCH in=nobody;text=x", "in");
    fails(1, "SEARCH after=x", "after");
    fails(1, "SEARCH before=x", "before");
    fails(1, "SEARCH limit=0", "limit");
    fails(1, "SEARCH :", "*");
    fails(2, "SEARCH text=x", "in");
    check(all.send(1, "SEARCH"), {server + "461 Ada SEARCH :Not enough parameters"});
    BOOST_TEST(asked(all).empty());
}

BOOST_AUTO_TEST_SUITE_END()
