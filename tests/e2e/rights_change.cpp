// What an administrator takes away or gives back while people are connected. Directus goes on serving an open
// socket, so that the gateway has to look for itself.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

// Looks every 5 seconds; Directus needs a moment to answer.
constexpr auto soon = 8s;
const std::vector<std::string> looking_often{"--irc.history=0", "--directus.recheck=5"};

struct changing_rights : scenario {
    support::role temporary = chat.add_role("Temporary", {"read", "create"});
    person guest;

    explicit changing_rights(options with = looking_often)
        : scenario(std::move(with))
    {
        static int guests = 0; // the names of earlier scenarios stay taken
        guest = chat.add_person(fmt::format("Guest{}", ++guests), temporary);
    }

    irc_peer join_with_password() const
    {
        auto peer = connect();
        peer.log_in(guest.email + ":" + guest.password);
        peer.join();
        peer.fence();
        return peer;
    }

    void change_guest(const std::string& body) const { chat.admin().patch("/users/" + guest.id, body); }
    void suspend() const { change_guest(R"({"status":"suspended"})"); }

    static void is_put_out(irc_peer& peer)
    {
        peer.within(soon).expect("ERROR :Closing Link: * (*)");
        peer.expect_end();
    }
};

// The guest comes first, so that the feed rides on his link.
struct carrier : changing_rights {
    irc_peer first = join(guest);
    irc_peer ada = join(who.ada);
    irc_peer grace = join(who.grace);

    std::vector<std::string> shown_to(irc_peer& peer) const
    {
        return texts_of(only(peer.until("*PRIVMSG #messages :the end"), "*PRIVMSG*"));
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(rights_change)

BOOST_FIXTURE_TEST_CASE(a_suspended_user_with_a_static_token_is_out, changing_rights)
{
    auto peer = join(guest);
    suspend();
    is_put_out(peer);
}

BOOST_FIXTURE_TEST_CASE(a_suspended_user_with_a_password_is_out, changing_rights)
{
    auto peer = join_with_password();
    suspend();
    is_put_out(peer);
}

BOOST_FIXTURE_TEST_CASE(a_deleted_user_is_out_with_all_his_sessions, changing_rights)
{
    auto by_token = join(guest);
    auto by_password = join_with_password();
    chat.admin().remove("/users/" + guest.id, {});
    is_put_out(by_token);
    is_put_out(by_password);
}

namespace {

struct looking_rarely : changing_rights {
    looking_rarely()
        : changing_rights({"--irc.history=0"})
    {
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_deleted_user_is_out_at_the_first_line, looking_rarely)
{
    auto by_token = join(guest);
    auto by_password = join_with_password();
    chat.admin().remove("/users/" + guest.id, {});
    by_password.say("too late");
    by_password.within(soon).expect("* NOTICE * :Not sent: too late");
    const std::string end =
        "ERROR :Closing Link: * (Directus ended your session: your account was deleted or *)";
    by_password.within(soon).expect(end);
    by_token.expect(end);
}

BOOST_FIXTURE_TEST_CASE(who_is_out_leaves_the_others_in_peace, changing_rights)
{
    auto peer = join(guest);
    auto ada = join(who.ada);
    suspend();
    is_put_out(peer);
    rows.create(who.grace, "go on");
    ada.expect("*PRIVMSG #messages :go on");
}

BOOST_FIXTURE_TEST_CASE(who_loses_read_is_kicked_and_may_join_when_he_has_it_back, changing_rights)
{
    auto peer = join(guest);
    chat.forbid(temporary, "read");
    peer.within(soon).expect("* KICK #messages * :*");
    rows.create(who.ada, "not for guests");
    peer.send("JOIN #messages");
    peer.expect("* 473 * #messages :*");
    chat.permit(temporary, "read");
    BOOST_TEST(support::eventually(
        [&] {
            peer.send("JOIN #messages");
            return only(peer.fence(), "* 366 *").size() == 1;
        },
        soon, 500ms));
    rows.create(who.ada, "for guests");
    BOOST_TEST(only(peer.until("*PRIVMSG #messages :for guests"), "*not for guests").empty());
}

BOOST_FIXTURE_TEST_CASE(a_user_moved_to_a_role_that_may_not_read_is_kicked, changing_rights)
{
    auto peer = join(guest);
    change_guest(fmt::format(R"({{"role":"{}"}})", chat.add_role("Nothing", {}).id));
    peer.within(soon).expect("* KICK #messages * :*");
}

BOOST_FIXTURE_TEST_CASE(who_loses_create_loses_his_voice_and_gets_it_back, changing_rights)
{
    auto peer = join(guest);
    auto ada = join(who.ada);
    chat.forbid(temporary, "create");
    for (auto* one : {&peer, &ada})
        one->within(soon).expect("* MODE #messages -v *");
    peer.say("nothing");
    peer.expect("* 404 * #messages :*");
    chat.permit(temporary, "create");
    for (auto* one : {&peer, &ada})
        one->within(soon).expect("* MODE #messages +v *");
    peer.say("something");
    ada.expect("*PRIVMSG #messages :something");
    BOOST_TEST(rows.rows().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_carrier_that_loses_read_costs_the_others_no_line, carrier)
{
    rows.create(who.ada, "with it");
    chat.forbid(temporary, "read");
    for (int n = 0; n < 5; ++n)
        rows.create(who.grace, fmt::format("without it {}", n));
    first.within(soon).expect("* KICK #messages *");
    rows.create(who.grace, "after the kick");
    chat.permit(temporary, "read");
    rows.create(who.grace, "with it again");
    rows.create(who.grace, "the end");
    std::vector<std::string> all;
    for (const auto& one : rows.rows())
        all.push_back(one.content.value_or("NULL"));
    BOOST_TEST_REQUIRE(all.size() == 9u);
    BOOST_TEST(shown_to(ada) == all, boost::test_tools::per_element());
    BOOST_TEST(shown_to(grace) == all, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_permission_that_is_gone_for_a_moment_costs_nobody_a_line, carrier)
{
    rows.create(who.grace, "before");
    chat.forbid(temporary, "read");
    rows.create(who.grace, "meanwhile");
    chat.permit(temporary, "read");
    rows.create(who.grace, "afterwards");
    rows.create(who.grace, "the end");
    const std::vector<std::string> all{"before", "meanwhile", "afterwards", "the end"};
    BOOST_TEST(shown_to(ada) == all, boost::test_tools::per_element());
    BOOST_TEST(shown_to(grace) == all, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(slow)

// The promise of the manual: 90 seconds at most, as it looks every minute.
BOOST_AUTO_TEST_CASE(a_suspended_user_is_out_within_90_seconds_by_default)
{
    changing_rights on({"--irc.history=0"});
    auto by_token = on.join(on.guest);
    on.suspend();
    by_token.within(90s).expect("ERROR :Closing Link: * (*)");
    by_token.expect_end();
}

BOOST_AUTO_TEST_SUITE_END()
