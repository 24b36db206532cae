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

// Nobody may read a name, not even the own.
struct nameless : served {
    explicit nameless(const std::vector<std::string>& options = {})
        : served(options)
    {
        directus.always("GET /permissions/me", {steps::http{200, without_users}});
        directus.always("GET /users/me",
                        {steps::http{200, R"({"data":{"id":"a0000000-0000-4000-8000-000000000001"}})"}});
        directus.always("SEARCH /users", {refusal(403, "FORBIDDEN")});
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

BOOST_FIXTURE_TEST_CASE(rename_is_shown_to_those_who_see_names, by_permission)
{
    BOOST_REQUIRE(eventually([&] { return on.directus.subscribers("users update") == 1U; }));
    on.directus.rename(scripted_directus::grace(), "Brewster");
    grace.expect(":Grace!u@user-b0000000.directus NICK *Brewster");
    ada.expect_none("* NICK *");
    BOOST_TEST(ada.count("*Brewster*") == 0U);
}

BOOST_AUTO_TEST_CASE(address_of_the_login_is_the_nick_of_a_user_whose_names_may_not_be_read)
{
    nameless on;
    irc_peer by_password(on.gateway.port());
    BOOST_TEST(by_password.log_in(ada_pass) == "ada");
    by_password.send("WHOIS ada");
    by_password.expect("* 311 ada ada u user-a0000000.directus * :ada");
    nameless other;
    irc_peer by_token(other.gateway.port());
    BOOST_TEST(by_token.log_in("token:static-ada") == "Usera000");
    irc_peer later(other.gateway.port());
    BOOST_TEST(later.log_in(ada_pass) == "ada");
    by_token.expect(":Usera000!u@user-a0000000.directus NICK *ada");
}

BOOST_AUTO_TEST_CASE(address_is_no_nick_where_the_configuration_says_so)
{
    for (const auto* option : {"--irc.nick_fallback=id", "--irc.names=by-permission"}) {
        nameless on({option});
        irc_peer ada(on.gateway.port());
        BOOST_TEST(ada.log_in(ada_pass) == "Usera000");
    }
}

BOOST_AUTO_TEST_CASE(address_is_no_nick_of_a_user_whose_name_is_empty)
{
    nameless on;
    on.directus.always("GET /users/me",
                       {steps::http{200, R"({"data":{"id":"a0000000-0000-4000-8000-000000000001",)"
                                         R"("first_name":null,"last_name":null}})"}});
    irc_peer ada(on.gateway.port());
    BOOST_TEST(ada.log_in(ada_pass) == "Usera000");
}

BOOST_AUTO_TEST_CASE(row_without_an_author_is_from_anonymous)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    on.directus.add({R"("no-author")", R"("by a flow")", "null", R"("2026-01-01T00:00:00Z")"});
    ada.expect("*:anonymous!anonymous@irc.test PRIVMSG #messages :by a flow*");
}

BOOST_AUTO_TEST_SUITE_END()
