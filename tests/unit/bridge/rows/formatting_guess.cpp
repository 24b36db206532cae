#include "bridge/rows/formatting_guess.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(formatting_guess)

namespace {

using enum bridge::formatting;

struct guessing : bridge::formatting_guess {
    explicit guessing(bridge::formatting configured = automatic)
        : formatting_guess(configured)
    {
    }

    void read_rows(const std::vector<std::string_view>& texts)
    {
        std::vector<base::item_id> ids;
        for (std::size_t n = 0; n < texts.size(); ++n)
            ids.emplace_back(std::to_string(++last));
        std::vector<row> rows;
        for (std::size_t n = 0; n < texts.size(); ++n)
            rows.push_back({ids[n], texts[n]});
        read(rows);
    }
    void came_row(std::string_view text)
    {
        const base::item_id id(std::to_string(++last));
        came({id, text});
    }
    bool is(bridge::formatting expected) const { return in_force() == expected; }

    int last = 0;
};

} // namespace

BOOST_AUTO_TEST_CASE(rows_of_an_editor_are_html)
{
    for (const auto* one : {"<p>a</p>", "\n<div>a</div>", "<ul><li>a</li></ul>", "<H1 class=\"x\">a</H1>"}) {
        guessing some;
        some.read_rows({one});
        BOOST_TEST(some.is(html), one);
        BOOST_TEST((some.take_decision() == html));
        BOOST_TEST(!some.take_decision());
    }
}

BOOST_AUTO_TEST_CASE(most_rows_decide)
{
    guessing some;
    some.read_rows({"<p>a</p>", "plain", " ", "<p>b</p>"});
    BOOST_TEST(some.is(html));
    guessing others;
    others.read_rows({"<p>a</p>", "plain", "**bold**"});
    BOOST_TEST(others.is(markdown));
    BOOST_TEST(!others.take_decision()); // it is still open
}

BOOST_AUTO_TEST_CASE(one_pasted_tag_does_not_make_html)
{
    guessing some;
    some.read_rows({"<b>x</b>"});
    BOOST_TEST(some.is(markdown));
    some.came_row("plain");
    some.came_row("<p>how do I centre this?</p>");
    some.came_row("plain");
    BOOST_TEST(some.is(markdown));
    guessing others;
    others.read_rows({"a <b", "x <y> z", "<p>never closed", "<script>x</script>", "<https://d.example>"});
    others.read_rows({"<b>x</b>"});
    BOOST_TEST(others.is(markdown));
}

BOOST_AUTO_TEST_CASE(rows_that_come_one_by_one_decide_from_the_second_on)
{
    guessing some;
    some.came_row("<p>a</p>");
    BOOST_TEST(some.is(markdown));
    some.came_row("<p>b</p>");
    BOOST_TEST(some.is(html));
}

BOOST_AUTO_TEST_CASE(a_row_that_is_html_beyond_doubt_is_shown_so_until_that_is_decided)
{
    guessing some;
    BOOST_TEST((some.of("<p>a</p>") == html));
    BOOST_TEST((some.of("<b>a</b>") == markdown));
    some.read_rows(std::vector<std::string_view>(20, "plain"));
    BOOST_TEST((some.of("<p>a</p>") == markdown));
    BOOST_TEST((guessing(raw).of("<p>a</p>") == raw));
}

BOOST_AUTO_TEST_CASE(what_is_decided_stays)
{
    guessing some;
    some.read_rows(std::vector<std::string_view>(20, "plain"));
    BOOST_TEST((some.take_decision() == markdown));
    some.read_rows(std::vector<std::string_view>(50, "<p>a</p>"));
    BOOST_TEST(some.is(markdown));
    some.configure(automatic);
    BOOST_TEST(some.is(markdown));
    guessing others;
    others.read_rows({"<p>a</p>"});
    others.read_rows(std::vector<std::string_view>(50, "plain"));
    BOOST_TEST(others.is(html));
}

BOOST_AUTO_TEST_CASE(a_row_that_is_read_again_counts_once)
{
    guessing some;
    const base::item_id id("1");
    for (int n = 0; n < 30; ++n)
        some.came({id, "<p>a</p>"});
    BOOST_TEST(some.is(markdown));
}

BOOST_AUTO_TEST_CASE(the_configuration_comes_first)
{
    for (const auto mode : {markdown, html, strip, raw}) {
        guessing some(mode);
        some.read_rows(std::vector<std::string_view>(20, mode == html ? "plain" : "<p>a</p>"));
        BOOST_TEST(some.is(mode));
        BOOST_TEST(!some.take_decision());
    }
    guessing changed;
    changed.configure(strip);
    BOOST_TEST(changed.is(strip));
    changed.configure(automatic);
    changed.read_rows({"<p>a</p>"});
    BOOST_TEST(changed.is(html));
}

BOOST_AUTO_TEST_SUITE_END()
