// Whose names are shown to whom: irc.names.
#include "served.hpp"

#include <boost/test/unit_test.hpp>

using namespace support;

namespace {

// Directus's users may not be read.
constexpr auto without_users =
    R"({"data":{"messages":{"read":{"access":"full","fields":["*"]},"create":{"access":"full","fields":["*"]}}}})";

const std::string ada_code = "Usera000!u@user-a0000000.directus";
const std::string grace_code = "Userb000!u@user-b0000000.directus";

// Grace may read Directus's users, Ada may not.
struct two_sides {
    served on;
    irc_peer grace = on.on_channel(grace_pass, "echo-message");
    irc_peer ada = restricted();

    explicit two_sides(const std::vector<std::string>& options)
        : on(options)
    {
    }
    irc_peer restricted()
    {
        on.directus.always("GET /permissions/me", {steps::http{200, without_users}});
        return on.on_channel(ada_pass, "echo-message account-tag");
    }
};

struct by_permission : two_sides {
    by_permission()
        : two_sides({"--irc.names=by-permission"})
    {
    }
};

struct shared_names : two_sides {
    shared_names()
        : two_sides({})
    {
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_names)

BOOST_FIXTURE_TEST_CASE(user_without_permission_sees_codes_and_others_see_names, by_permission)
{
    grace.send("PRIVMSG #messages :hello");
    ada.expect("*:" + grace_code + " PRIVMSG #messages :hello*");
    ada.send("PRIVMSG #messages :good morning");
    ada.expect("*:" + ada_code + " PRIVMSG #messages :good morning*");
    grace.expect("*:Ada!u@user-a0000000.directus PRIVMSG #messages :good morning*");
    ada.send("NAMES #messages");
    ada.expect("* 366 Usera000 *");
    ada.send("WHO #messages");
    ada.expect("* 315 Usera000 *");
    ada.send("WHOIS Userb000");
    ada.expect("* 311 Usera000 Userb000 u user-b0000000.directus * :Userb000*");
    ada.send("WHOIS Grace");
    ada.expect("* 401 Usera000 Grace *");
    ada.send("MONITOR + Userb000,Grace");
    ada.expect("* 730 Usera000 :" + grace_code + "*");
    ada.expect("* 731 Usera000 :Grace*");
    BOOST_TEST(ada.count("*Ada*") == 0U);
    BOOST_TEST(ada.count("*Grace!*") == 0U);
}

BOOST_FIXTURE_TEST_CASE(history_is_from_codes, by_permission)
{
    irc_peer newcomer(on.gateway.port());
    on.directus.add_silently("said before");
    newcomer.log_in(ada_pass);
    newcomer.join();
    newcomer.expect("*:" + grace_code + " PRIVMSG #messages :*");
    BOOST_TEST(newcomer.count("*Grace*") == 0U);
}

BOOST_FIXTURE_TEST_CASE(names_are_shared_by_default, shared_names)
{
    grace.send("PRIVMSG #messages :hello");
    ada.expect("*:Grace!u@user-b0000000.directus PRIVMSG #messages :hello*");
    ada.send("WHOIS Grace");
    ada.expect("* 311 Ada Grace u user-b0000000.directus * :Grace*");
}

BOOST_AUTO_TEST_CASE(row_without_an_author_is_from_anonymous)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    on.directus.add({R"("no-author")", R"("by a flow")", "null", R"("2026-01-01T00:00:00Z")"});
    ada.expect("*:anonymous!anonymous@irc.test PRIVMSG #messages :by a flow*");
}

BOOST_AUTO_TEST_SUITE_END()
