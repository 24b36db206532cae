// A text that goes back to its author.
#include "bridge/text/returned_text.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(returned_text)

BOOST_AUTO_TEST_CASE(each_line_is_a_notice_blank_ones_too)
{
    const auto notices = bridge::returned_text("irc.example", "Ada", "Not sent: ", "one\n\ntwo");
    BOOST_REQUIRE(notices.size() == 3U);
    BOOST_TEST(notices[0].text.value() == "Not sent: one");
    BOOST_TEST(notices[1].text.value() == "Not sent: ");
    BOOST_TEST(notices[2].text.value() == "Not sent: two");
}

BOOST_AUTO_TEST_CASE(a_long_line_is_split_and_each_piece_fits)
{
    std::string all;
    for (const auto& notice :
         bridge::returned_text("irc.example", "Ada", "Not sent: ", std::string(1000, 'x'))) {
        std::string text;
        encode(notice, {}, text);
        BOOST_TEST(text.size() <= 512U);
        all += notice.text.value().substr(10);
    }
    BOOST_TEST(all == std::string(1000, 'x'));
}

BOOST_AUTO_TEST_SUITE_END()
