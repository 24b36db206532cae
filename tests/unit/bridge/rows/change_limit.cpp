#include "bridge/rows/change_limit.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(change_limit)

using namespace std::chrono_literals;

namespace {

const bridge::change row = bridge::said{};
const bridge::change edit = bridge::edited{};
const bridge::change removal = bridge::removed{};

struct fixture {
    base::time_point now{1h};
    bridge::change_limit limit;

    std::size_t passing(const bridge::change& what, int count)
    {
        std::size_t passed = 0;
        for (int n = 0; n < count; ++n)
            passed += limit.passes(what, now);
        return passed;
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(rows_always_pass, fixture)
{
    BOOST_TEST(passing(row, 1000) == 1000u);
    BOOST_TEST(!limit.deadline());
}

BOOST_FIXTURE_TEST_CASE(five_changes_pass_in_a_second, fixture)
{
    BOOST_TEST(passing(edit, 5) == 5u);
    BOOST_TEST(!limit.deadline());
    now += 1s;
    BOOST_TEST(passing(removal, 5) == 5u);
    now += 999ms;
    BOOST_TEST(passing(removal, 1) == 0u);
}

BOOST_FIXTURE_TEST_CASE(the_others_are_counted, fixture)
{
    BOOST_TEST(passing(edit, 8) == 5u);
    BOOST_TEST((limit.deadline() == now + 1s));
    BOOST_TEST(limit.fired(now) == "");
    now += 1s;
    BOOST_TEST(passing(edit, 1) == 0u); // until they are told
    BOOST_TEST(limit.fired(now) == "4 more messages were edited");
    BOOST_TEST(!limit.deadline());
    BOOST_TEST(passing(edit, 1) == 1u);
}

BOOST_FIXTURE_TEST_CASE(the_count_says_what_happened, fixture)
{
    passing(removal, 6);
    now += 1s;
    BOOST_TEST(limit.fired(now) == "1 more message was deleted");
    now += 1s;
    passing(edit, 7);
    passing(removal, 3);
    now += 1s;
    BOOST_TEST(limit.fired(now) == "2 more messages were edited, 3 deleted");
}

BOOST_AUTO_TEST_SUITE_END()
