#include "bridge/rows/attachment.hpp"

#include "base/utf8.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(attachment)

namespace {

const std::string id = "0a1b2c3d-0000-4000-8000-000000000009";
const std::string link = "https://d.example/assets/";

std::string shown(const std::string& name, std::int64_t bytes = 0, std::size_t most = 400)
{
    return bridge::attachment_line({id, name, bytes}, link, most);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_file_has_name_size_and_link)
{
    BOOST_TEST(shown("cat.png", 842) == "cat.png (842 B) " + link + id);
    BOOST_TEST(shown("cat.png", 12'900) == "cat.png (13 KiB) " + link + id);
    BOOST_TEST(shown("cat.png", 1'024) == "cat.png (1.0 KiB) " + link + id);
    BOOST_TEST(shown("cat.png", 1'048'575) == "cat.png (1.0 MiB) " + link + id);
    BOOST_TEST(shown("cat.png", 5'000'000'000) == "cat.png (4.7 GiB) " + link + id);
    BOOST_TEST(shown("cat.png") == "cat.png " + link + id);
    BOOST_TEST(shown("cat.png", -1) == "cat.png " + link + id);
}

BOOST_AUTO_TEST_CASE(without_a_name_it_is_the_link)
{
    BOOST_TEST(shown("") == link + id);
    BOOST_TEST(shown(" \r\n\x01", 7) == link + id);
}

BOOST_AUTO_TEST_CASE(a_name_is_one_line_of_plain_text)
{
    BOOST_TEST(shown("a\r\nQUIT\x01\x02_b_") == "aQUIT_b_ " + link + id);
    BOOST_TEST(base::utf8::valid(shown("\xff.png")));
}

BOOST_AUTO_TEST_CASE(a_long_name_leaves_room_for_the_link)
{
    const auto line = shown(std::string(300, 'x'), 842, 100);
    BOOST_TEST(line.size() <= 100u);
    BOOST_TEST(line.starts_with("xxx"));
    BOOST_TEST(line.ends_with("x… (842 B) " + link + id));
    BOOST_TEST(shown("cat.png", 842, 64) == link + id);
    for (std::size_t most = 70; most < 90; ++most) {
        const auto one = shown("ääääääääääääääääää", 842, most);
        BOOST_TEST(one.size() <= most);
        BOOST_TEST(base::utf8::valid(one));
        BOOST_TEST(one.ends_with(link + id));
    }
}

BOOST_AUTO_TEST_CASE(a_message_has_text_or_a_file)
{
    directus::item row{base::item_id("1"), "text", {}, {}};
    BOOST_TEST(bridge::is_message(row));
    row.content = " \n";
    BOOST_TEST(!bridge::is_message(row));
    for (const auto* text : {"<p></p>", "<p>&nbsp;</p>\n<p><br></p>", " <div><p> </p></div>"}) {
        row.content = text;
        BOOST_TEST(!bridge::is_message(row), text);
    }
    for (const auto* text : {"<p>x</p>", "<p", "<br>", "<you>", "<p>&nbsp;.</p>"}) {
        row.content = text;
        BOOST_TEST(bridge::is_message(row), text);
    }
    row.content.clear();
    row.attachment = directus::file{id, {}, 0};
    BOOST_TEST(bridge::is_message(row));
}

BOOST_AUTO_TEST_SUITE_END()
