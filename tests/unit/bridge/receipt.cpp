#include "bridge/receipt.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace std::chrono_literals;
using bridge::receipt;

namespace {

struct asking {
    receipt of{{}};
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

BOOST_AUTO_TEST_CASE(a_history_is_asked_about_at_once)
{
    sent(1);
    of.hurry();
    BOOST_TEST(after(0s) == "rows-1");
}

BOOST_AUTO_TEST_CASE(pings_are_few_and_one_at_a_time)
{
    sent(1);
    of.hurry();
    BOOST_TEST(after(0s) == "rows-1");
    sent(2);
    BOOST_TEST(after(1h).empty()); // it has still to answer
    BOOST_TEST(!of.deadline().has_value());
    BOOST_TEST(of.answered("rows-1")); // late, and good
    BOOST_TEST(has(1));
    BOOST_TEST(!has(2));
    BOOST_TEST(after(0s).empty());
    BOOST_TEST(after(2s) == "rows-2");
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
    of.hurry();
    after(0s);
    for (const auto* token : {"", "irc.example", "rows-2", "rows"})
        BOOST_TEST(!of.answered(token));
    BOOST_TEST(!has(1));
}

BOOST_AUTO_TEST_CASE(who_lacks_rows_acknowledges_nothing_later)
{
    of.suspend();
    sent(1);
    BOOST_TEST(!of.deadline().has_value());
    of.resume();
    sent(2);
    of.hurry();
    of.answered(after(0s));
    BOOST_TEST(!has(1));
    BOOST_TEST(has(2));
}

BOOST_AUTO_TEST_CASE(who_never_answers_costs_no_more_than_so_much)
{
    sent(0);
    of.hurry();
    after(0s);
    for (int n = 1; n < 100'000; ++n)
        sent(n);
    BOOST_TEST(of.answered("rows-1"));
    of.hurry();
    BOOST_TEST(of.answered(after(0s)));
    BOOST_TEST(has(99'999));
}

BOOST_AUTO_TEST_SUITE_END()
