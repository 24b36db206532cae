#include "unit/bridge/channel/room_fixture.hpp"

#include <fmt/format.h>

#include <utility>

BOOST_AUTO_TEST_SUITE(handlers_stats)

using namespace room_test;

namespace {

const std::string end = "End of /STATS report";

// The only action, which has to be a question for figures.
bridge::ask::read_figures asked(house& all)
{
    const auto actions = all.take_actions();
    BOOST_REQUIRE(actions.size() == 1U);
    const auto* found = std::get_if<bridge::ask::read_figures>(&actions.front());
    BOOST_REQUIRE(found);
    return *found;
}

} // namespace

BOOST_AUTO_TEST_CASE(stats_tells_how_the_link_to_directus_is)
{
    house all;
    all.connect(1, ada);
    const strings report{":irc.example 242 Ada :Server Up 0 days 0:01:40",
                         ":irc.example 249 Ada d :Directus: live for Ada"};
    for (const auto* query : {"*", "u"}) {
        auto expected = report;
        expected.push_back(fmt::format(":irc.example 219 Ada {} :End of /STATS report", query));
        check(all.send(1, fmt::format("STATS {}", query)), expected);
    }
    check(all.send(1, "STATS x"), {":irc.example 219 Ada x :End of /STATS report"});
    check(all.send(1, "VERSION"),
          {":irc.example 351 Ada directus-ircd irc.example :Directus; Directus: live for Ada"});
}

BOOST_AUTO_TEST_CASE(an_administrator_is_told_figures)
{
    house all;
    all.connect(1, ada);
    check(all.send(1, "STATS g"), {});
    const auto first = asked(all);
    BOOST_TEST((first == bridge::ask::read_figures{client_id{1}, ada, "g"}));
    all.figures().answered(first, strings{"2 clients", "Directus answers"});
    check(all.lines(1), {":irc.example 249 Ada g :2 clients", ":irc.example 249 Ada g :Directus answers",
                         ":irc.example 219 Ada g :" + end});
    check(all.send(1, "STATS m"), {});
    all.figures().answered(asked(all), strings());
    check(all.lines(1), {":irc.example 212 Ada STATS 2", ":irc.example 219 Ada m :" + end});
}

BOOST_AUTO_TEST_CASE(others_are_refused)
{
    house all;
    all.connect(1, ada);
    for (const std::string query : {"g", "l", "m"}) {
        check(all.send(1, "STATS " + query), {});
        all.figures().answered(asked(all), base::make_error_code(base::errc::forbidden));
        check(all.lines(1),
              {":irc.example 481 Ada :Permission denied: only administrators of Directus see this"});
    }
    check(all.send(1, "STATS l"), {});
    all.figures().answered(asked(all), base::make_error_code(base::errc::timeout));
    check(all.lines(1), {fmt::format(":irc.example 481 Ada :Permission not known: Directus did not say "
                                     "whether you are an administrator: {}",
                                     base::make_error_code(base::errc::timeout).message())});
}

BOOST_AUTO_TEST_CASE(one_question_at_a_time)
{
    house all;
    all.connect(1, ada);
    check(all.send(1, "STATS g"), {});
    const auto first = asked(all);
    check(all.send(1, "STATS l"), {":irc.example 263 Ada STATS :Wait for the answer to your last STATS"});
    BOOST_TEST(all.take_actions().empty());
    all.figures().answered(first, strings());
    check(all.lines(1), {":irc.example 219 Ada g :" + end});
    all.figures().answered({client_id{7}, ada, "g"}, strings()); // who has left
}

BOOST_AUTO_TEST_CASE(the_answer_carries_the_label)
{
    house all;
    all.connect(1, ada, {cap::labeled_response, cap::batch});
    check(all.send(1, "@label=x STATS l"), {});
    all.figures().answered(asked(all), strings{"2 clients"});
    const auto lines = all.lines(1);
    BOOST_REQUIRE(lines.size() == 4U);
    BOOST_TEST(lines.front().starts_with("@label=x :irc.example BATCH +"));
    BOOST_TEST(lines.back().starts_with(":irc.example BATCH -"));
}

BOOST_AUTO_TEST_SUITE_END()
