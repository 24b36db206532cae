#include "directus/row.hpp"

#include "base/timestamp.hpp"

#include <boost/test/unit_test.hpp>

using namespace directus;

BOOST_AUTO_TEST_SUITE(row_)

namespace {

item read(std::string_view json, author_kind kind = author_kind::filled)
{
    schema shape;
    shape.author_as = kind;
    const auto document = json::document::parse(json);
    BOOST_REQUIRE(document);
    const auto found = row::read(document->root(), shape);
    BOOST_REQUIRE(found);
    return *found;
}

constexpr auto with_id = R"({"id":1,"user_created":"8f3a1c2b-0000-4000-8000-000000000001"})";

} // namespace

BOOST_AUTO_TEST_CASE(author_in_plain_text_is_a_name_whatever_it_looks_like)
{
    const auto named = read(with_id, author_kind::named);
    BOOST_TEST(named.author.empty());
    BOOST_TEST(named.author_name == "8f3a1c2b-0000-4000-8000-000000000001");
    BOOST_TEST(read(with_id).author.str() == "8f3a1c2b-0000-4000-8000-000000000001");
    BOOST_TEST(read(with_id).author_name.empty());
}

BOOST_AUTO_TEST_CASE(text_that_is_no_id_is_a_name)
{
    BOOST_TEST(read(R"({"id":1,"user_created":"Grace Hopper"})").author_name == "Grace Hopper");
    for (const auto* none :
         {R"({"id":1,"user_created":null})", R"({"id":1,"user_created":""})", R"({"id":1})",
          R"({"id":1,"user_created":["x"]})", R"({"id":1,"user_created":7})"}) {
        BOOST_TEST(read(none, author_kind::named).author_name.empty(), none);
        BOOST_TEST(read(none).author_name.empty(), none);
        BOOST_TEST(read(none).author.empty(), none);
    }
}

BOOST_AUTO_TEST_CASE(long_author_names_are_cut_between_characters)
{
    std::string long_name;
    for (int n = 0; n < 5'000; ++n)
        long_name += "ä";
    const auto found =
        read(R"({"id":1,"user_created":"x)" + long_name + R"("})", author_kind::named).author_name;
    BOOST_TEST(found.size() == longest_author_name - 1);
}

BOOST_AUTO_TEST_CASE(date_without_a_zone_is_marked)
{
    const auto zoneless = read(R"({"id":1,"date_created":"2026-11-23T13:49:42"})");
    BOOST_TEST(zoneless.zoneless);
    BOOST_TEST((zoneless.date == base::from_iso8601("2026-11-23T13:49:42Z")));
    BOOST_TEST(!read(R"({"id":1,"date_created":"2026-11-23T13:49:42.000Z"})").zoneless);
    BOOST_TEST(!read(R"({"id":1,"date_created":"2026-11-23T13:49:42-05:00"})").zoneless);
    BOOST_TEST(!read(R"({"id":1,"date_created":"2026-11-23"})").zoneless);
    BOOST_TEST(!read(R"({"id":1,"date_created":null})").zoneless);
}

BOOST_AUTO_TEST_CASE(author_is_written_where_there_is_one_to_write)
{
    const auto written = [](const draft& what) {
        json::writer out;
        row::write(out, what, {});
        return out.take();
    };
    BOOST_TEST(written({.content = "hi"}) == R"({"content":"hi"})");
    BOOST_TEST(written({.content = "hi", .author = "Ada \"L\""}) ==
               R"({"content":"hi","user_created":"Ada \"L\""})");
}

BOOST_AUTO_TEST_SUITE_END()
