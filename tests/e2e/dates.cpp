// Dates that are not what they should be. Whoever may update a row may date it as he likes; replay must not
// rely on them.
#include "e2e/scenario.hpp"
#include "support/database.hpp"

#include <algorithm>
#include <functional>

using namespace e2e;

namespace {

struct dated {
    private_directus directus;
    scenario on{{"--irc.history=0"}, directus.project()};
    irc_peer grace = on.join(on.who.grace, "server-time message-tags");

    std::string row(const std::string& text)
    {
        const auto key = on.rows.create(on.who.ada, text);
        grace.expect("*PRIVMSG #messages :" + text);
        return key;
    }

    void date(const std::string& key, const std::string& date) const
    {
        on.rows.change(key, fmt::format(R"({{"date_created":{}}})", date));
    }

    // What comes after an absence in which three rows were made; nothing else may.
    void nothing_else_is_missed(const std::string& name)
    {
        const std::vector<std::string> texts{name + " 1", name + " 2", name + " 3"};
        directus.process().stop();
        directus.process().start();
        for (const auto& one : texts)
            on.rows.create(on.who.ada, one);
        auto shown = grace.until(fmt::format("*PRIVMSG #messages :{} 3", name));
        BOOST_TEST(texts_of(only(shown, "*PRIVMSG*")) == texts, boost::test_tools::per_element());
        on.rows.create(on.who.ada, "live after " + name);
        shown = grace.until("*PRIVMSG #messages :live after " + name);
        BOOST_TEST(only(shown, "*PRIVMSG*").size() == 1u);
    }

    void replay_goes_on_after(const std::string& date_of_a_row)
    {
        row("before");
        date(row("dated"), date_of_a_row);
        nothing_else_is_missed("first");
        nothing_else_is_missed("second");
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(dates, dated)

BOOST_AUTO_TEST_CASE(a_row_dated_2031_does_not_end_replay_and_is_shown_once)
{
    replay_goes_on_after(R"("2031-01-01T00:00:00.000Z")");
}

BOOST_AUTO_TEST_CASE(a_row_dated_back_by_a_year_is_shown_once)
{
    replay_goes_on_after(R"("2025-11-20T00:00:00.000Z")");
}

BOOST_AUTO_TEST_CASE(a_row_without_a_date_is_shown_once)
{
    replay_goes_on_after("null");
}

BOOST_AUTO_TEST_CASE(rows_with_equal_dates_are_shown_once_each)
{
    row("first");
    const auto key = row("second");
    row("third");
    const auto same = fmt::format(R"("{}")", on.rows.wait_for("second").date);
    for (const auto& one : on.rows.rows())
        date(one.id, same);
    nothing_else_is_missed("missed");
}

BOOST_AUTO_TEST_CASE(rows_of_one_date_that_were_missed_are_shown_once_each)
{
    row("before");
    directus.process().stop();
    support::run_sql(
        directus.process().database(),
        fmt::format("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 450) "
                    "INSERT INTO messages (id, content, user_created, date_created) "
                    "SELECT printf('00000000-0000-4000-8000-%012d', i), 'equal ' || i, '{}', "
                    "CAST(strftime('%s', 'now') AS INTEGER) * 1000 FROM n",
                    on.who.ada.id));
    directus.process().start();
    std::vector<std::string> expected;
    for (int n = 1; n <= 450; ++n) // more than two pages
        expected.push_back(fmt::format("equal {}", n));
    const auto shown = only(grace.until("*PRIVMSG #messages :equal 450"), "*PRIVMSG*");
    BOOST_TEST(texts_of(shown) == expected, boost::test_tools::per_element());
    std::vector<std::string> times;
    for (const auto& one : shown)
        times.push_back(tag_of(one, "time"));
    BOOST_TEST((std::ranges::adjacent_find(times, std::ranges::greater_equal()) == times.end()),
               "pages by time need times that differ");
}

BOOST_AUTO_TEST_SUITE_END()
