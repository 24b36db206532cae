#include "setup/static_token.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

BOOST_AUTO_TEST_SUITE(static_token)

BOOST_AUTO_TEST_CASE(tokens_are_long_and_differ)
{
    const auto token = setup::new_static_token();
    BOOST_TEST(token.reveal().size() == 40u);
    BOOST_TEST((token.reveal().find_first_not_of("0123456789abcdef") == std::string_view::npos));
    BOOST_TEST((setup::new_static_token() != token));
}

BOOST_AUTO_TEST_SUITE_END()
