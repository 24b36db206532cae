#include "bridge/changes/substitution.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(substitution_)

using bridge::substitution;

namespace {

void check(std::string_view typed, std::string_view before, std::string_view after)
{
    const auto parsed = substitution::parse(typed);
    BOOST_REQUIRE_MESSAGE(parsed, typed);
    BOOST_TEST(parsed->applied_to(before).value_or("(none)") == after, typed);
}

} // namespace

BOOST_AUTO_TEST_CASE(the_first_one_or_all)
{
    check("s/o/0/", "foo boo", "f0o boo");
    check("s/o/0/g", "foo boo", "f00 b00");
    check("s/foo boo/x/", "foo boo", "x");
    check("s/o//g", "foo boo", "f b");
    check("s/aa/a/g", "aaaa", "aa"); // what was put in is not looked at again
    check("s/a/aa/g", "aba", "aabaa");
}

BOOST_AUTO_TEST_CASE(html_around_a_replacement_stays_as_it_is)
{
    const auto check_html = [](std::string_view typed, std::string_view before, std::string_view after) {
        auto parsed = substitution::parse(typed).value();
        parsed.html = true;
        BOOST_TEST(parsed.applied_to(before).value_or("(none)") == after, typed);
    };
    check_html("s/old/new/", "<p>a&nbsp;&nbsp;old&nbsp;\xc2\xa0 &quot;b&quot;\n\t&eacute; &x;</p>",
               "<p>a&nbsp;&nbsp;new&nbsp;\xc2\xa0 &quot;b&quot;\n\t&eacute; &x;</p>");
    check_html("s/a b/c/", "<p>&quot;a&nbsp;b&quot;</p>", "<p>&quot;c&quot;</p>");
    check_html("s/é//g", "<p>&eacute;1é2&#233;</p>", "<p>12</p>");
    check_html("s/& x/< y/g", "<p>&amp; x &lt; &amp;&nbsp;x</p>", "<p>&lt; y &lt; &lt; y</p>");
    check_html("s/amp/x/", "<p>&amp;</p>", "(none)");
}

BOOST_AUTO_TEST_CASE(a_text_does_not_grow_beyond_its_limit)
{
    const std::string most(substitution::longest, 'a');
    const auto growing = substitution::parse("s/a/" + std::string(480, 'a') + "/g").value();
    BOOST_TEST(growing.applied_to(std::string(34, 'a')).value().size() == 34u * 480);
    BOOST_TEST(!growing.applied_to(std::string(35, 'a')));
    BOOST_TEST(!growing.applied_to(most));
    BOOST_TEST(substitution::parse("s/a/b/")->applied_to(most).value().size() == most.size());
    BOOST_TEST(!substitution::parse("s/a/bc/")->applied_to(most));
    BOOST_TEST(!substitution::parse("s/b/c/")->applied_to(most + "b"));
}

BOOST_AUTO_TEST_CASE(it_is_literal)
{
    check("s/a.c/x/", "abc a.c", "abc x");
    check("s/(a|b)*$/x/", "a (a|b)*$", "a x");
    check("s/a/&\\1/", "a", "&\\1");
    check("s/\\n/x/", "a\\nb", "axb");
    check("s/ä/ö/", "bär", "bör");
}

BOOST_AUTO_TEST_CASE(a_slash_is_escaped)
{
    check("s/and\\/or/or/", "this and/or that", "this or that");
    check("s/or/and\\/or/g", "a or b", "a and/or b");
    check("s/\\//-/g", "1/2/3", "1-2-3");
    BOOST_TEST(!substitution::parse("s/a\\\\/b/")); // the second backslash is one of those
}

BOOST_AUTO_TEST_CASE(what_does_not_occur_changes_nothing)
{
    check("s/x/y/", "abc", "(none)");
    check("s/x/y/g", "", "(none)");
    check("s/A/y/", "abc", "(none)");
}

BOOST_AUTO_TEST_CASE(other_texts_are_none)
{
    for (const auto* text :
         {"", "s", "s/", "s//", "s///", "s/a", "s/a/", "s/a/b", "s/a/b\\/", "s/a/b/i", "s/a/b/gg", "s/a/b/ ",
          " s/a/b/", "S/a/b/", "s//b/", "s/a/b/c/", "s|a|b|", "see s/a/b/", "s/a/b/g "})
        BOOST_TEST(!substitution::parse(text), text);
}

BOOST_AUTO_TEST_SUITE_END()
