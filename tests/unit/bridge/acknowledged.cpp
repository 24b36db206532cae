#include "bridge/acknowledged.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace std::chrono_literals;
using bridge::acknowledged;

namespace {

constexpr base::wall_time noon{1'700'000'000'000ms};

directus::item row(const std::string& key, std::optional<base::wall_time> date)
{
    return {base::item_id(key), "text", {}, date};
}

acknowledged of(const std::vector<directus::item>& rows)
{
    acknowledged all;
    for (const auto& one : rows)
        all.add(*acknowledged::mark_of(one, noon));
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(acknowledged_)

BOOST_AUTO_TEST_CASE(rows_of_one_date_are_told_apart)
{
    const auto all = of({row("1", noon), row("2", noon)});
    BOOST_TEST(all.has(row("1", noon)));
    BOOST_TEST(all.has(row("2", noon)));
    BOOST_TEST(!all.has(row("3", noon)));
    BOOST_TEST(!all.has(row("4", noon + 1ms)));
    BOOST_TEST(acknowledged().empty());
    BOOST_TEST(!all.empty());
}

BOOST_AUTO_TEST_CASE(a_row_that_becomes_visible_late_is_new)
{
    const auto all = of({row("1", noon - 9min), row("2", noon)});
    BOOST_TEST(!all.has(row("late", noon - 8min)));
    BOOST_TEST(all.has(row("1", noon - 9min)));
    BOOST_TEST(!all.has(row("older", noon - 11min))); // nothing says yet that it was there
    const auto later = of({row("1", noon - 20min), row("2", noon)});
    BOOST_TEST(later.has(row("older", noon - 11min)));
}

BOOST_AUTO_TEST_CASE(what_is_older_than_the_first_history_is_not_new)
{
    auto all = of({row("1", noon), row("2", noon + 1s)});
    BOOST_TEST(!all.has(row("0", noon - 1s)));
    all.begin(noon);
    BOOST_TEST(all.has(row("0", noon - 1s)));
    BOOST_TEST(!all.has(row("3", noon)));
    all.begin(noon - 1h); // never back
    BOOST_TEST(all.has(row("0", noon - 1s)));
}

BOOST_AUTO_TEST_CASE(a_date_in_the_future_says_nothing_of_other_rows)
{
    const auto all = of({row("1", noon), row("2031", noon + 24h * 365)});
    BOOST_TEST(all.has(row("2031", noon + 24h * 365)));
    BOOST_TEST(!all.has(row("2", noon + 1s)));
    BOOST_TEST(!all.has(row("3", noon + 24h)));
}

BOOST_AUTO_TEST_CASE(rows_without_a_date_are_never_acknowledged)
{
    BOOST_TEST(!acknowledged::mark_of(row("1", {}), noon).has_value());
    auto all = of({row("1", noon)});
    all.begin(noon);
    BOOST_TEST(!all.has(row("1", {})));
}

BOOST_AUTO_TEST_CASE(it_is_bounded_and_keeps_the_newest)
{
    acknowledged all;
    for (int n = 0; n < 5000; ++n)
        all.add(*acknowledged::mark_of(row(std::to_string(n), noon + base::duration(n / 10)), noon));
    BOOST_TEST(all.has(row("4999", noon + 499ms)));
    BOOST_TEST(all.has(row("3500", noon + 350ms)));
    BOOST_TEST(all.has(row("0", noon)));
    BOOST_TEST(!all.has(row("x", noon + 450ms)));
    acknowledged same;
    for (int n = 0; n < 5000; ++n)
        same.add(*acknowledged::mark_of(row(std::to_string(n), noon), noon));
    BOOST_TEST(!same.has(row("x", noon)));
}

BOOST_AUTO_TEST_CASE(what_two_have_in_common)
{
    auto a = of({row("1", noon), row("2", noon + 1s)});
    auto b = of({row("2", noon + 1s), row("3", noon + 2s)});
    b.begin(noon + 1s); // which has row 1, too
    const auto both = acknowledged::common(a, b);
    BOOST_TEST(both.has(row("1", noon)));
    BOOST_TEST(both.has(row("2", noon + 1s)));
    BOOST_TEST(!both.has(row("3", noon + 2s)));
    BOOST_TEST(!both.has(row("0", noon - 1s)));
    BOOST_TEST(acknowledged::common(a, {}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
