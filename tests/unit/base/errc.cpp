#include "base/errc.hpp"

#include <boost/test/unit_test.hpp>

using base::errc;

BOOST_AUTO_TEST_SUITE(errc_)

BOOST_AUTO_TEST_CASE(what_directus_or_the_network_did_is_temporary)
{
    for (const errc code : {errc::timeout, errc::unreachable, errc::overloaded, errc::server_failed,
                            errc::malformed, errc::too_large, errc::stopping})
        BOOST_TEST(base::is_temporary(code), base::error_code(code).message());
}

BOOST_AUTO_TEST_CASE(what_was_asked_for_wrongly_is_permanent)
{
    for (const errc code :
         {errc::invalid_credentials, errc::otp_required, errc::forbidden, errc::invalid_payload,
          errc::not_unique, errc::not_found, errc::changed, errc::token_expired, errc::too_many_attempts})
        BOOST_TEST(!base::is_temporary(code), base::error_code(code).message());
}

BOOST_AUTO_TEST_CASE(codes_of_other_categories_are_temporary)
{
    BOOST_TEST(base::is_temporary(make_error_code(boost::system::errc::connection_refused)));
    BOOST_TEST(base::is_temporary(make_error_code(boost::system::errc::permission_denied)));
}

BOOST_AUTO_TEST_CASE(a_code_has_a_name_and_a_text)
{
    const base::error_code code = errc::timeout;
    BOOST_TEST(code.category().name() == "directus-ircd");
    BOOST_TEST(code.message() == "no answer within the deadline");
    BOOST_TEST(base::error_code(99, base::category()).message() == "unknown error");
}

BOOST_AUTO_TEST_SUITE_END()
