#include "bridge/history/receipts.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace std::chrono_literals;
using bridge::acknowledged;

namespace {

const base::user_id one_user("ada");
const base::user_id other_user("bob");

struct some {
    bridge::receipts all;
    base::wall_time now{1'700'000'000'000ms};

    directus::item row(int n) const
    {
        return {base::item_id(std::to_string(n)), "text", {}, now + base::duration(n)};
    }
    // Rows 1 to n.
    acknowledged upto(int n) const
    {
        acknowledged out;
        for (int key = 1; key <= n; ++key)
            out.add(*acknowledged::mark_of(row(key), now));
        return out;
    }
    // The newest row that the next client of this name is taken to have.
    int take(const base::user_id& user, const std::string& name, base::duration later = {})
    {
        const auto rows = all.take(user, name, now + later).rows;
        int n = 0;
        while (rows.has(row(n + 1)))
            ++n;
        return n;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(receipts_, some)

BOOST_AUTO_TEST_CASE(each_user_and_name_is_another_client)
{
    all.give_back(one_user, "irssi", {upto(3)}, now);
    BOOST_TEST(take(one_user, "weechat") == 0);
    BOOST_TEST(take(other_user, "irssi") == 0);
    BOOST_TEST(take(one_user, "irssi") == 3);
    BOOST_TEST(take(one_user, "irssi") == 0); // the first is connected: this is another
}

BOOST_AUTO_TEST_CASE(of_several_that_have_gone_the_least_counts)
{
    all.give_back(one_user, "u", {upto(3)}, now);
    all.give_back(one_user, "u", {upto(7)}, now);
    BOOST_TEST(take(one_user, "u") == 3);
    BOOST_TEST(take(one_user, "u") == 3); // which of them came first is not known
}

BOOST_AUTO_TEST_CASE(it_is_kept_for_a_day)
{
    all.give_back(one_user, "u", {upto(3)}, now);
    BOOST_TEST(take(one_user, "u", 24h - 1ms) == 3);
    all.give_back(one_user, "u", {upto(3)}, now);
    BOOST_TEST(take(one_user, "u", 24h) == 0);
}

BOOST_AUTO_TEST_CASE(who_acknowledged_nothing_leaves_nothing)
{
    all.give_back(one_user, "u", {upto(3)}, now);
    all.give_back(one_user, "u", {}, now);
    BOOST_TEST(take(one_user, "u") == 3);
}

BOOST_AUTO_TEST_CASE(first_join_is_kept_until_something_is_acknowledged)
{
    all.give_back(one_user, "u", {{}, now}, now);
    all.give_back(one_user, "u", {{}, now + 1h}, now); // another client of that name
    auto back = all.take(one_user, "u", now + 1h);
    BOOST_TEST(back.rows.empty());
    BOOST_TEST((back.first_join == now));
    all.give_back(one_user, "u", back, now);
    all.clock_set_back(1min, [](const auto& user) { return user == one_user; });
    all.give_back(one_user, "other", {{}, now}, now);
    back = all.take(one_user, "u", now);
    BOOST_TEST((back.first_join == now - 1min));
    all.give_back(one_user, "u", back, now);
    all.give_back(one_user, "u", {upto(3), now}, now);
    BOOST_TEST(take(one_user, "u") == 3);
}

BOOST_AUTO_TEST_CASE(a_user_has_so_many_at_most)
{
    for (int n = 0; n <= 16; ++n)
        all.give_back(one_user, "u" + std::to_string(n), {upto(1)}, now);
    BOOST_TEST(take(one_user, "u0") == 0);
    BOOST_TEST(take(one_user, "u1") == 1);
    BOOST_TEST(take(one_user, "u16") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
