// Users whom Directus creates or renames while the gateway runs.
#include "served.hpp"

#include <boost/test/unit_test.hpp>

using namespace support;

namespace {

const auto& ada_user = scripted_directus::ada();
const auto& grace_user = scripted_directus::grace();

constexpr auto without_users =
    R"({"data":{"messages":{"read":{"access":"full","fields":["*"]},"create":{"access":"full","fields":["*"]}}}})";

const steps::say refused = frame_error("subscribe", "FORBIDDEN");
constexpr auto users_update = "users update";

struct renaming : served {
    explicit renaming(const std::vector<std::string>& options = {})
        : served(options)
    {
    }

    bool is_subscribed() const
    {
        return eventually([&] { return directus.subscribers(users_update) == 1U; });
    }
    // Where nothing tells when another subscription stands: renames until the client sees it.
    bool becomes(irc_peer& seen_by, const scripted_directus::user& who, const std::string& name)
    {
        return eventually([&] {
            directus.rename(who, name);
            seen_by.fence();
            return seen_by.count("* NICK *" + name) == 1U;
        });
    }
    void is_renamed(irc_peer& to, std::string_view from, const std::string& name)
    {
        to.expect(":" + std::string(from) + "!u@user-* NICK *" + name);
    }
};

// The gateway has no WebSocket to Directus.
struct polling : renaming {
    polling()
        : renaming({"--directus.poll=1", "--directus.people=1"})
    {
        directus.always("GET /websocket", {steps::http{404, R"({"errors":[]})"}});
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(gateway_renames, renaming)

BOOST_AUTO_TEST_CASE(rename_reaches_everybody_as_nick_and_setname)
{
    auto ada = on_channel(ada_pass, "setname");
    auto grace = on_channel(grace_pass, "setname");
    BOOST_REQUIRE(is_subscribed());
    directus.rename(ada_user, "Augusta");
    for (auto* one : {&ada, &grace}) {
        is_renamed(*one, "Ada", "Augusta");
        one->expect(":Augusta!u@user-a0000000.directus SETNAME *Augusta");
    }
    BOOST_TEST(directus.count("subscribe users") == 1U);
    directus.rename(ada_user, "Augusta"); // as when something else of the user changes
    ada.expect_none("*NICK*");
}

BOOST_AUTO_TEST_CASE(name_that_becomes_anothers_renames_both)
{
    auto ada = on_channel(ada_pass);
    BOOST_REQUIRE(is_subscribed());
    directus.rename(grace_user, "Ada");
    ada.await(":Ada!u@user-* NICK *Ada_a000");
    ada.await(":Grace!u@user-* NICK *Ada_b000");
}

BOOST_AUTO_TEST_CASE(new_user_is_listed_at_once)
{
    auto ada = on_channel(ada_pass, "extended-join");
    BOOST_REQUIRE(is_subscribed());
    directus.add_user(
        {"e0000000-0000-4000-8000-000000000003", "edith@example.com", "secret-of-edith", "Edith"});
    ada.expect(":Edith!u@user-e0000000.directus JOIN #messages e0000000 *Edith");
    ada.send("NAMES #messages");
    ada.expect("* 353 Ada * :*Edith*");
}

BOOST_AUTO_TEST_CASE(new_user_of_a_directory_over_the_limit_is_not_listed)
{
    renaming on({"--irc.members_limit=2"});
    auto ada = on.on_channel(ada_pass);
    BOOST_REQUIRE(on.is_subscribed());
    on.directus.add_user({"e0000000-0000-4000-8000-000000000003", "edith@example.com", "secret", "Edith"});
    on.directus.rename(ada_user, "Augusta");
    on.is_renamed(ada, "Ada", "Augusta");
    BOOST_TEST(ada.count("*Edith*JOIN*") == 0U);
}

BOOST_AUTO_TEST_CASE(refused_subscription_moves_on_and_is_not_repeated)
{
    auto ada = on_channel(ada_pass);
    auto grace = on_channel(grace_pass);
    BOOST_REQUIRE(is_subscribed());
    directus.push(refused.frame, users_update);
    BOOST_REQUIRE(directus.arrived("subscribe users update", 2));
    const auto calls = directus.calls("subscribe users");
    BOOST_TEST(calls[0].connection != calls[1].connection);
    BOOST_TEST(becomes(ada, ada_user, "Augusta"));
    directus.push(refused.frame, users_update);
    BOOST_TEST(!directus.arrived("subscribe users", 3, std::chrono::seconds(2)));
    show_something(ada);
    show_something(grace);
    BOOST_TEST(directus.count("subscribe") == 1U); // that of the rows was left alone
}

BOOST_AUTO_TEST_CASE(user_who_may_not_read_users_subscribes_to_none)
{
    directus.always("GET /permissions/me", {steps::http{200, without_users}});
    auto ada = on_channel(ada_pass);
    directus.behave();
    auto grace = on_channel(grace_pass);
    BOOST_REQUIRE(is_subscribed());
    const auto calls = directus.calls("subscribe users");
    BOOST_REQUIRE(calls.size() == 1U);
    BOOST_TEST(calls.front().connection != directus.calls("subscribe").front().connection);
    directus.rename(grace_user, "Brewster"); // names are shared by all users of the gateway
    is_renamed(ada, "Grace", "Brewster");
}

BOOST_AUTO_TEST_CASE(permission_that_is_lost_and_given_back_ends_and_renews_the_subscription)
{
    renaming on({"--directus.recheck=1"});
    auto ada = on.on_channel(ada_pass);
    BOOST_REQUIRE(on.is_subscribed());
    on.directus.always("GET /permissions/me", {steps::http{200, without_users}});
    on.directus.push(refused.frame, users_update); // in place of an event
    BOOST_TEST(eventually([&] { return on.directus.subscribers(users_update) == 0U; }));
    on.directus.behave();
    BOOST_TEST(on.is_subscribed());
    on.show_something(ada);
}

BOOST_AUTO_TEST_CASE(new_socket_is_subscribed_again)
{
    auto ada = on_channel(ada_pass);
    BOOST_REQUIRE(is_subscribed());
    directus.drop_sockets();
    BOOST_TEST(becomes(ada, ada_user, "Augusta"));
    BOOST_TEST(directus.count("subscribe users") == 2U);
}

BOOST_AUTO_TEST_CASE(carrier_leaves_and_another_subscribes)
{
    auto ada = on_channel(ada_pass);
    auto grace = on_channel(grace_pass);
    BOOST_REQUIRE(is_subscribed());
    ada.send("QUIT");
    BOOST_TEST(ada.ended());
    BOOST_REQUIRE(directus.arrived("subscribe users update", 2));
    BOOST_TEST(becomes(grace, grace_user, "Brewster"));
}

BOOST_FIXTURE_TEST_CASE(names_are_read_at_intervals_without_a_websocket, polling)
{
    auto ada = on_channel(ada_pass);
    directus.rename_silently(grace_user, "Brewster");
    is_renamed(ada, "Grace", "Brewster");
    directus.add_user(
        {"e0000000-0000-4000-8000-000000000003", "edith@example.com", "secret-of-edith", "Edith"});
    ada.expect(":Edith!u@user-e0000000.directus JOIN #messages");
    BOOST_TEST(directus.count("subscribe users") == 0U);
}

BOOST_AUTO_TEST_CASE(answer_older_than_an_event_changes_no_name)
{
    renaming on({"--directus.people=1"});
    auto ada = on.on_channel(ada_pass);
    BOOST_REQUIRE(on.is_subscribed());
    const auto answers = std::make_shared<gate>();
    on.directus.forget("SEARCH /users");
    on.directus.once(
        "SEARCH /users",
        {steps::wait{answers}, steps::http{200, R"({"data":[{"id":")" + grace_user.id +
                                                    R"(","first_name":"Grace","last_name":null}]})"}});
    BOOST_REQUIRE(on.directus.arrived("SEARCH /users"));
    on.directus.rename(grace_user, "Brewster");
    on.is_renamed(ada, "Grace", "Brewster");
    answers->open();
    BOOST_REQUIRE(on.directus.arrived("SEARCH /users", 3));
    ada.expect_none("*NICK*");
}

BOOST_AUTO_TEST_SUITE_END()
