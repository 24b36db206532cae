#include "irc/search_query.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>

using namespace irc;

namespace {

constexpr base::wall_time early{std::chrono::milliseconds(1'700'000'000'042)};
constexpr base::wall_time late{std::chrono::milliseconds(1'700'000'060'000)};

void gives(std::string_view attributes, const search_query& expected)
{
    BOOST_TEST_CONTEXT(attributes)
    {
        const auto found = parse_search_query(attributes, 100, 200);
        BOOST_REQUIRE(std::holds_alternative<search_query>(found));
        BOOST_TEST((std::get<search_query>(found) == expected));
    }
}

void refuses(std::string_view attributes, std::string_view attribute)
{
    BOOST_TEST_CONTEXT(attributes)
    {
        const auto found = parse_search_query(attributes, 100, 200);
        BOOST_REQUIRE(std::holds_alternative<search_refusal>(found));
        BOOST_TEST(std::get<search_refusal>(found).attribute == attribute);
        BOOST_TEST(!std::get<search_refusal>(found).text.empty());
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(search_query_)

BOOST_AUTO_TEST_CASE(every_attribute)
{
    gives("in=#c", {.in = "#c", .limit = 100});
    gives("from=jackie;in=#c", {.in = "#c", .from = "jackie", .limit = 100});
    gives("after=2023-11-14T22:13:20.042Z;before=2023-11-14T22:14:20.000Z",
          {.after = early, .before = late, .limit = 100});
    gives("text=fast;limit=2", {.text = "fast", .limit = 2});
    gives("limit=7", {.limit = 7});
}

BOOST_AUTO_TEST_CASE(values_are_escaped_as_those_of_tags)
{
    gives("text=a\\sb\\:c\\\\d=e", {.text = "a b;c\\d=e", .limit = 100});
    gives("text=as it stands", {.text = "as it stands", .limit = 100});
    gives("text=", {.limit = 100});
}

BOOST_AUTO_TEST_CASE(unknown_attributes_are_passed_over)
{
    gives("has=link;in=#c;x", {.in = "#c", .limit = 100});
    refuses("has=link", "*");
    refuses("hello", "*");
    refuses("", "*");
}

BOOST_AUTO_TEST_CASE(limits)
{
    gives("limit=200", {.limit = 200});
    gives("limit=201", {.limit = 200});
    gives("limit=99999999999999999999999", {.limit = 200});
    for (const auto* bad : {"limit=0", "limit=-1", "limit=", "limit=x", "limit=5x", "limit"})
        refuses(bad, "limit");
}

BOOST_AUTO_TEST_CASE(what_is_none)
{
    refuses("after=yesterday", "after");
    refuses("before=", "before");
    refuses("before=2023-13-14T22:13:20.042Z", "before");
    refuses("in=;text=x", "in");
    refuses("from=", "from");
    refuses("text=\xff", "text");
}

BOOST_AUTO_TEST_SUITE_END()
