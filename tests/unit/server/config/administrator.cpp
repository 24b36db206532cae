#include "server/config/administrator.hpp"

#include "server/config/config.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <string>

#include <fcntl.h>
#include <unistd.h>

using namespace server;

BOOST_AUTO_TEST_SUITE(administrator_)

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

BOOST_FIXTURE_TEST_CASE(secrets_in_files, no_terminal)
{
    const auto path = fmt::format("/tmp/directus-ircd-administrator-{}", ::getpid());
    std::ofstream(path) << "p w\n";
    const auto with_token = read_administrator({"DIRECTUS_IRCD_ADMIN_TOKEN_FILE=" + path});
    BOOST_TEST((with_token.token == base::secret("p w")));
    const auto with_password =
        read_administrator({"DIRECTUS_IRCD_ADMIN_EMAIL=a@b.c", "DIRECTUS_IRCD_ADMIN_PASSWORD_FILE=" + path});
    BOOST_TEST((with_password.password == base::secret("p w")));
    std::filesystem::remove(path);

    BOOST_CHECK_EXCEPTION(
        read_administrator({"DIRECTUS_IRCD_ADMIN_TOKEN_FILE=" + path}), config_error, [&](const auto& error) {
            return error.what() ==
                   fmt::format("environment: DIRECTUS_IRCD_ADMIN_TOKEN_FILE: {}: No such file or directory",
                               path);
        });
    BOOST_CHECK_EXCEPTION(
        read_administrator({"DIRECTUS_IRCD_ADMIN_TOKEN=t", "DIRECTUS_IRCD_ADMIN_TOKEN_FILE=" + path}),
        config_error, [&](const auto& error) {
            return error.what() == std::string("environment: DIRECTUS_IRCD_ADMIN_TOKEN and "
                                               "DIRECTUS_IRCD_ADMIN_TOKEN_FILE: give one of them");
        });
}

BOOST_AUTO_TEST_SUITE_END()
