#include "bridge/history/receipt.hpp"

#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using bridge::receipt;

namespace {

struct asking {
    receipt of{{}, base::wall_time{}};
    base::time_point now{1h};
    base::wall_time wall{1'700'000'000'000ms};

    directus::item row(int n) const
    {
        return {base::item_id(std::to_string(n)), "text", {}, wall + base::duration(n)};
    }
    void sent(int n) { of.sent(row(n), wall); }
    std::string after(base::duration wait)
    {
        now += wait;
        return of.fired(now);
    }
    std::vector<bridge::acknowledged::mark> marks(std::initializer_list<int> which) const
    {
        std::vector<bridge::acknowledged::mark> out;
        for (const int n : which)
            out.push_back(*bridge::acknowledged::mark_of(row(n), wall));
        return out;
    }
    // The token of the PING that follows the rows sent so far.
    std::string settled()
    {
        after(0s);
        return after(receipt::interval);
    }
    bool has(int n) const { return of.rows().has(row(n)); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(receipt_, asking)

BOOST_AUTO_TEST_CASE(a_ping_follows_rows_once_no_more_have_come_for_a_while)
{
    BOOST_TEST(!of.deadline().has_value());
    sent(1);
    BOOST_TEST((of.deadline() <= now)); // to be told the time
    BOOST_TEST(after(0s).empty());
    BOOST_TEST((of.deadline() == now + receipt::settling));
    sent(2);
    BOOST_TEST(after(receipt::settling) == "rows-1");
    BOOST_TEST(!of.deadline().has_value());
    BOOST_TEST(!has(1));
    BOOST_TEST(of.answered("rows-1"));
    BOOST_TEST(has(1));
    BOOST_TEST(has(2));
    BOOST_TEST(!of.answered("rows-1"));
}

BOOST_AUTO_TEST_CASE(each_batch_of_a_history_has_a_ping_of_its_own)
{
    const auto one = of.ask(marks({1, 2}), wall);
    const auto two = of.ask(marks({3, 4}), {});
    sent(5);
    after(0s);
    const auto live = after(receipt::settling);
    BOOST_TEST(of.answered(live));
    BOOST_TEST(has(5));
    BOOST_TEST(!has(4));
    BOOST_TEST(of.answered(one));
    BOOST_TEST(has(2));
    BOOST_TEST(has(-1)); // older than the history
    BOOST_TEST(!has(3));
    BOOST_TEST(of.answered(two));
    BOOST_TEST(has(4));
    BOOST_TEST(!of.answered(two));
}

BOOST_AUTO_TEST_CASE(a_history_that_was_not_acknowledged_gives_no_position)
{
    const auto token = of.ask(marks({1}), wall);
    BOOST_TEST(!of.rows().position().has_value());
    of.begin_history();
    BOOST_TEST(!of.answered(token)); // its rows come again
    BOOST_TEST(of.answered(of.ask(marks({1}), wall)));
    BOOST_TEST((of.rows().position() == wall));
}

BOOST_AUTO_TEST_CASE(pings_are_few_and_one_at_a_time)
{
    sent(1);
    BOOST_TEST(settled() == "rows-1");
    sent(2);
    BOOST_TEST(after(1h).empty()); // it has still to answer
    BOOST_TEST(!of.deadline().has_value());
    BOOST_TEST(of.answered("rows-1")); // late, and good
    BOOST_TEST(has(1));
    BOOST_TEST(!has(2));
    BOOST_TEST(after(0s).empty());
    BOOST_TEST(after(receipt::settling) == "rows-2");
    of.answered("rows-2");
    sent(3);
    after(0s);
    BOOST_TEST(after(4s).empty());
    BOOST_TEST(after(1s) == "rows-3");
}

BOOST_AUTO_TEST_CASE(another_token_is_no_answer)
{
    BOOST_TEST(!of.answered(""));
    sent(1);
    settled();
    for (const auto* token : {"", "irc.example", "rows-2", "rows"})
        BOOST_TEST(!of.answered(token));
    BOOST_TEST(!has(1));
}

BOOST_AUTO_TEST_CASE(who_lacks_rows_acknowledges_nothing_later)
{
    of.suspend();
    sent(1);
    BOOST_TEST(!of.deadline().has_value());
    of.begin_history();
    sent(2);
    of.answered(settled());
    BOOST_TEST(!has(1));
    BOOST_TEST(has(2));
}

BOOST_AUTO_TEST_CASE(who_never_answers_costs_no_more_than_so_much)
{
    sent(0);
    settled();
    for (int n = 1; n < 100'000; ++n)
        sent(n);
    BOOST_TEST(of.answered("rows-1"));
    BOOST_TEST(of.answered(settled()));
    BOOST_TEST(has(99'999));
}

BOOST_AUTO_TEST_SUITE_END()
