#include "bridge/changes/reactions.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using base::item_id;
using bridge::reactions;

namespace {

directus::reaction one(const std::string& key)
{
    return {item_id(key), item_id("17"), "👍", {}, {}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(reactions_)

BOOST_AUTO_TEST_CASE(what_can_be_one)
{
    for (const auto* text : {"👍", "x", ":)", "a word", "👩‍👩‍👧‍👦"})
        BOOST_TEST(bridge::is_reaction(text), text);
    BOOST_TEST(bridge::is_reaction(std::string(64, 'x')));
    BOOST_TEST(!bridge::is_reaction(std::string(65, 'x')));
    for (const std::string& text : {std::string(), std::string("a\nb"), std::string(1, '\0'),
                                    std::string("\x7f"), std::string("\xff"), std::string("\xf0\x9f\x91")})
        BOOST_TEST(!bridge::is_reaction(text), text);
}

BOOST_AUTO_TEST_CASE(each_is_told_once)
{
    reactions all(10);
    BOOST_TEST(all.made(one("a")));
    BOOST_TEST(!all.made(one("a")));
    BOOST_TEST((all.gone(item_id("a")) == one("a")));
    BOOST_TEST(!all.gone(item_id("a")).has_value());
    BOOST_TEST(!all.gone(one("a")));
    BOOST_TEST(!all.made(one("a"))); // its event came late
}

BOOST_AUTO_TEST_CASE(of_one_that_nobody_was_told_of_the_end_is_no_news)
{
    reactions all(10);
    BOOST_TEST(!all.gone(item_id("a")).has_value());
    BOOST_TEST(!all.made(one("a"))); // overtaken
}

BOOST_AUTO_TEST_CASE(where_it_is_known_what_is_gone_it_is_told_whatever_came_first)
{
    reactions all(10);
    BOOST_TEST(all.gone(one("a")));
    BOOST_TEST(!all.gone(item_id("a")).has_value());
    BOOST_TEST(!all.gone(item_id("b")).has_value()); // the event before the answer
    BOOST_TEST(all.gone(one("b")));
    BOOST_TEST(!all.gone(one("b")));
}

BOOST_AUTO_TEST_CASE(the_newest_are_remembered)
{
    reactions all(3);
    for (const auto* key : {"a", "b", "c", "d"})
        all.made(one(key));
    BOOST_TEST((all.newest(10) == std::vector{item_id("d"), item_id("c"), item_id("b")}));
    BOOST_TEST((all.newest(2) == std::vector{item_id("d"), item_id("c")}));
    all.gone(item_id("c"));
    BOOST_TEST((all.newest(10) == std::vector{item_id("d"), item_id("b")}));
    BOOST_TEST(all.made(one("a"))); // forgotten
}

BOOST_AUTO_TEST_CASE(an_integer_key_that_is_given_anew_is_another_reaction)
{
    const auto dated = [](std::int64_t at) {
        auto what = one("5");
        what.date = base::wall_time(std::chrono::milliseconds(at));
        return what;
    };
    reactions all(10);
    BOOST_TEST(all.made(dated(1000)));
    BOOST_TEST(!all.made(dated(1000)));
    BOOST_TEST(all.made(dated(2000)));
    BOOST_TEST(!all.made(dated(2000)));
    BOOST_TEST(all.gone(item_id("5")).has_value());
    BOOST_TEST(!all.made(dated(2000)));
    BOOST_TEST(all.made(dated(3000)));
    BOOST_TEST((all.gone(item_id("5")) == dated(3000)));
}

BOOST_AUTO_TEST_SUITE_END()
