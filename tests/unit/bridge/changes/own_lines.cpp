#include "bridge/changes/own_lines.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(own_lines_)

using namespace std::chrono_literals;
using bridge::batch;
using bridge::own_lines;

namespace {

constexpr base::wall_time dated{1'700'000'000'000ms};

directus::item row(const std::string& key, std::string text, base::duration after = 0ms)
{
    return {base::item_id(key), std::move(text), base::user_id("ada"), dated + after};
}

batch::line line(std::string text, std::uint64_t from = 1)
{
    return {base::client_id{from}, std::move(text)};
}

// "key:text", with an empty key for a line on its way.
std::string last(const own_lines& of, base::wall_time now = dated)
{
    const auto* one = of.last(now);
    return one ? one->id.str() + ":" + one->text : "none";
}

} // namespace

BOOST_AUTO_TEST_CASE(the_last_row_by_date)
{
    own_lines all;
    BOOST_TEST(last(all) == "none");
    all.shown(row("2", "two", 2ms));
    all.shown(row("1", "one", 1ms));
    BOOST_TEST(last(all) == "2:two");
    all.edited(row("2", "TWO", 2ms));
    all.edited(row("7", "other"));
    BOOST_TEST(last(all) == "2:TWO");
    all.shown(row("2", "two", 2ms)); // known already
    BOOST_TEST(last(all) == "2:TWO");
    all.removed(base::item_id("2"));
    BOOST_TEST(last(all) == "1:one");
    all.removed(base::item_id("1"));
    all.removed(base::item_id("1"));
    BOOST_TEST(last(all) == "none");
}

BOOST_AUTO_TEST_CASE(of_the_last_hour)
{
    own_lines all;
    all.shown(row("1", "one"));
    BOOST_TEST(last(all, dated + 1h - 1ms) == "1:one");
    BOOST_TEST(last(all, dated + 1h) == "none");
    auto undated = row("2", "two");
    undated.date.reset();
    all.removed(base::item_id("1"));
    all.shown(undated);
    BOOST_TEST(last(all) == "none");
}

BOOST_AUTO_TEST_CASE(a_line_on_its_way_is_the_last_and_becomes_a_row)
{
    own_lines all;
    all.shown(row("1", "one"));
    all.sent(line("two"));
    all.sent(line("three"));
    const auto number = all.last(dated)->number;
    BOOST_TEST(last(all) == ":three");
    all.stored(line("two"), row("2", "two", 2ms));
    BOOST_TEST(last(all) == ":three");
    all.stored(line("three"), row("3", "three", 3ms));
    BOOST_TEST(last(all) == "3:three");
    BOOST_TEST(all.last(dated)->number == number);
}

BOOST_AUTO_TEST_CASE(a_row_that_was_shown_before_its_answer_came_is_the_same)
{
    own_lines all;
    all.sent(line("two"));
    const auto number = all.last(dated)->number;
    all.shown(row("2", "two"));
    BOOST_TEST(last(all) == ":two");
    all.stored(line("two"), row("2", "two"));
    BOOST_TEST(last(all) == "2:two");
    BOOST_TEST(all.last(dated)->number == number);
    all.removed(base::item_id("2"));
    BOOST_TEST(last(all) == "none");
}

BOOST_AUTO_TEST_CASE(a_line_that_comes_back_is_none)
{
    own_lines all;
    all.sent(line("same", 1));
    all.sent(line("same", 2));
    const auto number = all.last(dated)->number;
    all.returned(line("same", 1));
    all.returned(line("never sent"));
    BOOST_TEST((all.find(number) != nullptr));
    all.returned(line("same", 2));
    BOOST_TEST((all.find(number) == nullptr));
    BOOST_TEST(last(all) == "none");
}

BOOST_AUTO_TEST_CASE(a_few_rows_are_kept_and_all_lines)
{
    own_lines all;
    for (std::size_t n = 1; n <= own_lines::rows_kept + 1; ++n)
        all.shown(row(std::to_string(n), "text", base::duration(n)));
    for (std::size_t n = 0; n <= own_lines::rows_kept; ++n) {
        BOOST_TEST(
            last(all) ==
            (n < own_lines::rows_kept ? std::to_string(own_lines::rows_kept + 1 - n) + ":text" : "none"));
        all.removed(base::item_id(std::to_string(own_lines::rows_kept + 1 - n)));
    }
    for (int n = 0; n < 100; ++n)
        all.sent(line("line"));
    all.returned(line("line"));
    BOOST_TEST(last(all) == ":line");
}

BOOST_AUTO_TEST_CASE(a_text_that_is_too_long_is_not_kept)
{
    own_lines all;
    const std::string text(own_lines::longest + 1, 'x');
    all.sent(line(text));
    BOOST_TEST(last(all) == ":");
    all.stored(line(text), row("1", text));
    BOOST_TEST(last(all) == "1:");
    all.edited(row("1", "short"));
    BOOST_TEST(last(all) == "1:short");
}

BOOST_AUTO_TEST_SUITE_END()
