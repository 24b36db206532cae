#include "directus/filter.hpp"

#include "directus/row.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(filter)

namespace filter = directus::filter;
using directus::condition;

namespace {

std::vector<condition> conditions(const std::vector<std::string>& texts)
{
    std::vector<condition> out;
    for (const auto& one : texts)
        out.push_back(filter::parse(one).value());
    return out;
}

std::string query(const std::vector<std::string>& texts, bool unmet = false)
{
    directus::json::writer out;
    filter::write(out.object(), conditions(texts), unmet);
    return out.end().take();
}

bool meets(const char* row, const std::vector<std::string>& texts)
{
    const auto parsed = directus::json::document::parse(row);
    return filter::meets(parsed->root(), conditions(texts));
}

} // namespace

BOOST_AUTO_TEST_CASE(conditions_are_a_field_and_values)
{
    BOOST_TEST((filter::parse("status=published") == condition{"status", {"published"}}));
    BOOST_TEST((filter::parse("status=a|b c") == condition{"status", {"a", "b c"}}));
    BOOST_TEST((filter::parse("status!=archived|spam") == condition{"status", {"archived", "spam"}, true}));
    for (const auto* text : {"status=published", "status=a|b", "status!=archived|spam"})
        BOOST_TEST(filter::text_of(filter::parse(text).value()) == text);
}

BOOST_AUTO_TEST_CASE(anything_else_is_no_condition)
{
    for (const auto* text :
         {"", "status", "=", "!=", "=a", "status=", "status!=", "status=a|", "status=|a", "status==a",
          "status<3", "a.b=c", "stat us=a", "{}=a", "user=$CURRENT_USER", "status=a\nb"})
        BOOST_TEST(!filter::parse(text), text);
}

BOOST_AUTO_TEST_CASE(a_default_has_one_value)
{
    BOOST_TEST((filter::parse_default("status=published") == directus::field_value{"status", "published"}));
    for (const auto* text : {"status", "status=a|b", "status!=a", "status="})
        BOOST_TEST(!filter::parse_default(text), text);
}

BOOST_AUTO_TEST_CASE(values_are_compared_as_text)
{
    BOOST_TEST(meets(R"({"status":"published"})", {"status=published"}));
    BOOST_TEST(!meets(R"({"status":"Published"})", {"status=published"}));
    BOOST_TEST(meets(R"({"channel":3})", {"channel=3"}));
    BOOST_TEST(meets(R"({"channel":"3"})", {"channel=3"}));
    BOOST_TEST(meets(R"({"hidden":false})", {"hidden=false"}));
    BOOST_TEST(meets(R"({"hidden":null})", {"hidden=false|null"}));
    BOOST_TEST(!meets(R"({"hidden":true})", {"hidden=false|null"}));
    BOOST_TEST(meets(R"({})", {"status=null"}));
    BOOST_TEST(!meets(R"({})", {"status!=null"}));
}

BOOST_AUTO_TEST_CASE(all_conditions_have_to_hold)
{
    BOOST_TEST(meets(R"({"status":"x","channel":3})", {"status!=archived", "channel=3|4"}));
    BOOST_TEST(!meets(R"({"status":"archived","channel":3})", {"status!=archived", "channel=3|4"}));
    BOOST_TEST(!meets(R"({"status":"x","channel":5})", {"status!=archived", "channel=3|4"}));
    BOOST_TEST(meets(R"({"status":"x"})", {}));
}

BOOST_AUTO_TEST_CASE(a_query_asks_for_the_same)
{
    BOOST_TEST(query({"status=published"}) == R"({"_and":[{"status":{"_in":["published"]}}]})");
    BOOST_TEST(query({"status=a|b", "hidden=false"}) ==
               R"({"_and":[{"status":{"_in":["a","b"]}},{"hidden":{"_in":[false]}}]})");
    BOOST_TEST(query({"status=a|null"}) ==
               R"({"_and":[{"_or":[{"status":{"_in":["a"]}},{"status":{"_null":true}}]}]})");
    BOOST_TEST(query({"status=null"}) == R"({"_and":[{"status":{"_null":true}}]})");
    BOOST_TEST(query({}) == "{}");
}

// In SQL nothing is not equal to nothing.
BOOST_AUTO_TEST_CASE(a_query_for_other_values_includes_rows_without_a_value)
{
    BOOST_TEST(query({"status!=archived"}) ==
               R"({"_and":[{"_or":[{"status":{"_nin":["archived"]}},{"status":{"_null":true}}]}]})");
    BOOST_TEST(query({"status!=archived|null"}) == R"({"_and":[{"status":{"_nin":["archived"]}}]})");
    BOOST_TEST(query({"status!=null"}) == R"({"_and":[{"status":{"_null":false}}]})");
}

BOOST_AUTO_TEST_CASE(a_query_for_hidden_rows_is_the_opposite)
{
    BOOST_TEST(query({"status!=archived"}, true) == R"({"_or":[{"status":{"_in":["archived"]}}]})");
    BOOST_TEST(query({"status=a", "channel=3"}, true) ==
               R"({"_or":[{"_or":[{"status":{"_nin":["a"]}},{"status":{"_null":true}}]},)"
               R"({"_or":[{"channel":{"_nin":["3"]}},{"channel":{"_null":true}}]}]})");
}

BOOST_AUTO_TEST_CASE(rows_are_asked_for_the_fields_and_hidden_where_they_do_not_meet_it)
{
    directus::schema shape;
    shape.filter = conditions({"status=published", "content!=x"});
    BOOST_TEST(directus::row::fields(shape) ==
                   (std::vector<std::string>{"id", "date_created", "user_created", "content", "status"}),
               boost::test_tools::per_element());
    const auto parsed = directus::json::document::parse(
        R"([{"id":1,"content":"a","status":"published"},{"id":2,"content":"a","status":"draft"},{"id":3,"content":"x","status":"published"}])");
    const auto rows = directus::row::read_all(parsed->root(), shape);
    BOOST_REQUIRE(rows.size() == 3u);
    BOOST_TEST(!rows[0].hidden);
    BOOST_TEST(rows[1].hidden);
    BOOST_TEST(rows[2].hidden);
}

BOOST_AUTO_TEST_CASE(defaults_are_written_with_each_row)
{
    directus::schema shape;
    shape.defaults = {{"status", "published"}, {"channel", "3"}, {"pinned", "false"}, {"note", "null"}};
    directus::json::writer out;
    directus::row::write(out, {directus::item_id("k"), "hi"}, shape);
    BOOST_TEST(out.take() ==
               R"({"id":"k","content":"hi","status":"published","channel":"3","pinned":false,"note":null})");
}

BOOST_AUTO_TEST_SUITE_END()
