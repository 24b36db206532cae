#include "server/rest/text_allowance.hpp"

#include "bridge/text/message_text.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace {

constexpr std::size_t mebibyte = 1 << 20;
constexpr std::string_view mark = "\n…";

std::vector<directus::item> rows(std::size_t count, std::size_t bytes)
{
    return {count, {.id = {}, .content = std::string(bytes, 'a'), .author = {}, .date = {}}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(server_text_allowance)

BOOST_AUTO_TEST_CASE(texts_of_4_mebibytes_are_kept_whole)
{
    server::text_allowance texts;
    auto page = rows(4, mebibyte);
    texts.shorten(page);
    BOOST_TEST(page.back().content.size() == mebibyte);
}

BOOST_AUTO_TEST_CASE(further_texts_are_shortened_and_marked_on_later_pages_too)
{
    server::text_allowance texts;
    auto first = rows(4, mebibyte);
    texts.shorten(first);
    auto second = rows(1, mebibyte);
    texts.shorten(second);
    BOOST_TEST(second.front().content.size() == bridge::looked_at + mark.size());
    BOOST_TEST(second.front().content.ends_with(mark));
    auto small = rows(1, bridge::looked_at);
    texts.shorten(small);
    BOOST_TEST(small.front().content.size() == bridge::looked_at);
}

BOOST_AUTO_TEST_CASE(behind_12_mebibytes_4_kibibytes_of_a_text_are_kept)
{
    server::text_allowance texts;
    auto page = rows(200, mebibyte / 8);
    texts.shorten(page);
    BOOST_TEST(page.back().content.size() == (4 << 10) + mark.size());
}

BOOST_AUTO_TEST_SUITE_END()
