#include "directus/advice.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace directus;

BOOST_AUTO_TEST_SUITE(advice_)

namespace {

json::document parsed(const std::string& text)
{
    return json::document::parse(text).value();
}

// The warnings of these fields, as GET /fields tells them.
std::string warned(const std::string& fields, const schema& shape = {})
{
    advice one(shape);
    const auto data = parsed("[" + fields + "]");
    one.fields(data.root());
    std::string all;
    for (const auto& text : one.warnings())
        all += text.substr(0, text.find(':')) + ";";
    return all;
}

std::string lines_of(const advice& of)
{
    std::string all;
    for (const auto& [key, value] : of.lines())
        all += key + " = " + value + ";";
    return all;
}

const std::string good_author =
    R"({"field":"user_created","type":"uuid","meta":{"special":["user-created"]}})";

} // namespace

BOOST_AUTO_TEST_CASE(collection_as_setup_makes_it_needs_no_keys)
{
    advice one{schema{}};
    const auto data =
        parsed("[" + good_author +
               R"(,{"field":"date_created","type":"timestamp"},{"field":"content","type":"text"}])");
    one.fields(data.root());
    BOOST_TEST(lines_of(one).empty());
    BOOST_TEST(one.warnings().empty());
}

BOOST_AUTO_TEST_CASE(what_is_not_default_is_a_line_of_the_configuration)
{
    advice one({.collection = "posts", .content = "text"});
    const auto fields =
        parsed(R"([{"field":"user_updated","type":"uuid","meta":{"special":["user-updated"]}}])");
    const auto relations = parsed(R"([{"collection":"posts","field":"parent","related_collection":"posts"},
        {"collection":"posts","field":"file","related_collection":"directus_files"},
        {"collection":"likes","field":"post","related_collection":"posts"}])");
    one.fields(fields.root());
    one.relations(relations.root());
    BOOST_TEST(lines_of(one) == "directus.collection = posts;directus.user_updated = user_updated;"
                                "directus.reply_field = parent;directus.attachment_field = file;"
                                "field.content = text;");
}

// The value that rows are taken back to need not be that of rows that are shown.
BOOST_AUTO_TEST_CASE(archived_rows_are_filtered_and_published_is_written_where_it_is_a_choice)
{
    const auto proposed = [](const std::string& archived, const std::string& status,
                             const schema& shape = {}) {
        advice one(shape);
        const auto collection = parsed(R"({"meta":{"archive_field":"status","archive_value":)" + archived +
                                       R"(,"unarchive_value":"draft"}})");
        const auto fields = parsed(R"([{"field":"status","type":"string",)" + status + "}]");
        one.collection(collection.root());
        one.fields(fields.root());
        return lines_of(one);
    };
    const std::string choices = R"("meta":{"options":{"choices":[{"value":"published"},{"value":"draft"}]}})";
    const auto with_default = [&](const std::string& value) {
        return R"("schema":{"is_nullable":false,"default_value":)" + value + "}," + choices;
    };
    BOOST_TEST(proposed(R"("archived")", R"("meta":null)") == "directus.filter = status!=archived;");
    for (const auto* value : {"null", R"("draft")"})
        BOOST_TEST(proposed(R"("archived")", with_default(value)) ==
                   "directus.defaults = status=published;directus.filter = status!=archived;");
    BOOST_TEST(proposed(R"("archived")", with_default(R"("published")")) ==
               "directus.filter = status!=archived;");
    BOOST_TEST(proposed("null", choices).empty());
    BOOST_TEST(proposed(R"("archived")", choices,
                        {.defaults = {{"status", "live"}}, .filter = {{"status", {"live"}, false}}}) ==
               "directus.defaults = status=live;directus.filter = status=live;");
}

BOOST_AUTO_TEST_CASE(fields_that_do_not_serve_chat_well_are_warned_of)
{
    BOOST_TEST(warned(R"({"field":"user_created","type":"uuid","meta":{}})") ==
               "field user_created is not of the kind \"User Created\";");
    BOOST_TEST(warned(R"({"field":"user","type":"string","schema":{}})", {.author = "user"}) ==
               "field user is plain text;");
    BOOST_TEST(warned(R"({"field":"date_created","type":"dateTime"})") ==
               "field date_created has no time zone (type DateTime);");
    BOOST_TEST(warned(R"({"field":"date_created","type":"date"})") ==
               "field date_created is of the type date;");
    BOOST_TEST(warned(R"({"field":"content","type":"text","meta":{"interface":"input-rich-text-html"}})") ==
               "field content has the interface WYSIWYG;");
    BOOST_TEST(
        warned(R"({"field":"room","type":"string","schema":{"is_nullable":false,"default_value":null}})") ==
        "field room must not be empty and has no default value;");
    BOOST_TEST(
        warned(R"({"field":"room","type":"string","schema":{"is_nullable":false,"default_value":"x"}})")
            .empty());
}

BOOST_AUTO_TEST_SUITE_END()
