#include "server/setup_administrator.hpp"

#include "server/config.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <unistd.h>

using namespace server;

BOOST_AUTO_TEST_SUITE(setup_administrator_)

namespace {

// There is nobody to ask, wherever the tests run.
struct no_terminal {
    no_terminal()
    {
        const int null = ::open("/dev/null", O_RDONLY);
        ::dup2(null, STDIN_FILENO);
        ::close(null);
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_token_goes_first, no_terminal)
{
    const auto who = read_administrator({"DIRECTUS_IRCD_ADMIN_EMAIL=a@b.c", "DIRECTUS_IRCD_ADMIN_TOKEN=t=1"});
    BOOST_TEST((who.token == base::secret("t=1")));
    BOOST_TEST(who.email.empty());
}

BOOST_FIXTURE_TEST_CASE(an_address_and_a_password, no_terminal)
{
    const auto who =
        read_administrator({"DIRECTUS_IRCD_ADMIN_EMAIL=a@b.c", "DIRECTUS_IRCD_ADMIN_PASSWORD=p w"});
    BOOST_TEST(who.token.empty());
    BOOST_TEST(who.email == "a@b.c");
    BOOST_TEST((who.password == base::secret("p w")));
}

BOOST_FIXTURE_TEST_CASE(something_is_missing, no_terminal)
{
    BOOST_CHECK_THROW(read_administrator({}), config_error);
    BOOST_CHECK_THROW(read_administrator({"DIRECTUS_IRCD_ADMIN_EMAIL=a@b.c"}), config_error);
    BOOST_CHECK_THROW(read_administrator({"DIRECTUS_IRCD_ADMIN_PASSWORD=p", "DIRECTUS_IRCD_ADMIN_TOKEN="}),
                      config_error);
    BOOST_TEST(!ask_one_time_code().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
