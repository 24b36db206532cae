// Directus suspends an account for its logins, the correct ones included: no client may bring that about.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

struct account : scenario {
    const person& owner = who.crowd[8];

    void is_active() const
    {
        const auto user = chat.admin().get("/users/" + owner.id + "?fields=status");
        BOOST_TEST((user.data()["status"].string() == "active"));
        const auto body = fmt::format(R"({{"email":"{}","password":"{}"}})", owner.email, owner.password);
        BOOST_TEST(support::rest(chat.url()).call("POST", "/auth/login", body).status == 200u);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(accounts, account)

BOOST_AUTO_TEST_CASE(a_client_that_comes_back_a_hundred_times_with_a_wrong_password_leaves_the_account_active)
{
    for (int n = 0; n < 100; ++n) {
        auto peer = connect();
        peer.send({"PASS " + owner.email + ":stale", "NICK x", "USER x 0 * :x"});
        peer.expect("* 464 *");
        peer.expect_end();
    }
    is_active();
}

BOOST_AUTO_TEST_CASE(sixty_simultaneous_correct_logins_are_let_in_and_leave_the_account_active)
{
    std::vector<irc_peer> peers;
    for (int n = 0; n < 60; ++n) {
        peers.push_back(connect());
        peers.back().send(
            {fmt::format("PASS {}:{}", owner.email, owner.password), "NICK x", "USER x 0 * :x"});
    }
    for (auto& one : peers)
        one.within(30s).expect(fmt::format("* 001 {} :*", owner.first_name));
    is_active();
}

BOOST_AUTO_TEST_SUITE_END()
