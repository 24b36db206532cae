#include "bridge/history/acknowledged.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
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

BOOST_AUTO_TEST_CASE(the_position_is_where_rows_begin_to_be_told_apart)
{
    BOOST_TEST(!acknowledged().position().has_value());
    BOOST_TEST((of({row("1", noon), row("2", noon + 1ms)}).position() == noon - acknowledged::window));
    BOOST_TEST(!of({row("1", noon + 24h)}).position().has_value()); // of the future
    acknowledged all;
    all.begin(noon);
    BOOST_TEST((all.position() == noon));
}

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

// A burst has many rows of each millisecond.
BOOST_AUTO_TEST_CASE(no_row_of_a_burst_is_news_again)
{
    std::vector<directus::item> rows;
    for (int n = 0; n < 5'010; ++n)
        rows.push_back(row(std::to_string(n), noon + n / 30 * 1ms));
    const auto all = of(rows);
    BOOST_TEST(std::ranges::all_of(rows, [&](const auto& one) { return all.has(one); }));
    BOOST_TEST(!all.has(row("new", noon + 5'010 / 30 * 1ms)));
}

BOOST_AUTO_TEST_CASE(rows_of_the_future_hide_none_of_today)
{
    std::vector<directus::item> rows{row("today", noon)};
    for (std::size_t n = 0; n < acknowledged::most_rows + 10; ++n)
        rows.push_back(row(std::to_string(n), noon + 24h + n * 1ms));
    BOOST_TEST(!of(rows).has(row("new", noon + 1ms)));
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
