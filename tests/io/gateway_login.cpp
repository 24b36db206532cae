// Logging in, with a Directus that is well and one that is not.
#include "served.hpp"

#include <boost/test/unit_test.hpp>

using namespace support;

namespace {

const std::string unreachable = "ERROR :Closing Link: 127.0.0.1 (Directus is unreachable, try again)";
const std::string locked =
    "ERROR :Closing Link: 127.0.0.1 (Directus is locked by its licence; ask its administrator)";

const script refused_by_licence{refusal(403, "RESOURCE_RESTRICTED")};

// An answer of this kind ends the login without a word about the password, and the next client gets in.
void fails_once(const std::string& call, const script& answer)
{
    BOOST_TEST_CONTEXT(call)
    {
        served on({"--directus.answer_limit=1"});
        on.directus.always(call, answer);
        irc_peer first(on.gateway.port());
        first.identify(ada_pass);
        BOOST_TEST(first.expect("*ERROR*") == unreachable);
        BOOST_TEST(first.ended());
        BOOST_TEST(first.count("* 464 *") == 0U);
        on.directus.always(call, {steps::usual{}});
        irc_peer second(on.gateway.port());
        second.log_in(ada_pass);
    }
}

const std::vector<script>& broken_answers()
{
    static const std::vector<script> all{
        {html(200)},
        {html(502)},
        {steps::http{200, R"({"data":{}})"}},
        {steps::http{200, R"({"data":[1,2,3]})"}},
        {steps::http{200, R"({"data":{"access_token":7,"refresh_token":null,"expires":"soon"}})"}},
        {steps::http{200, "[[[[{\"data\":"}},
        {steps::http{500, ""}},
        {refusal(503, "SERVICE_UNAVAILABLE")},
        {refusal(429, "REQUESTS_EXCEEDED")},
        {steps::bytes{"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"data\":{\"acc"}, steps::drop{}},
        {steps::bytes{"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n{"}},
        {steps::bytes{"SSH-2.0-OpenSSH_9.2\r\n\r\n"}},
        {steps::drop{}},
        {}, // never
    };
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_login)

BOOST_AUTO_TEST_CASE(a_client_registers_joins_and_sees_the_history)
{
    served on;
    on.directus.add_silently("the first");
    on.directus.add_silently("the second", scripted_directus::ada());
    irc_peer ada(on.gateway.port());
    ada.identify(ada_pass);
    BOOST_TEST(ada.expect("* 001 *").starts_with(":irc.test 001 Ada "));
    ada.expect("* 376 Ada *");
    ada.join();
    BOOST_TEST(ada.expect("*the first*").starts_with(":Grace!u@user-b0000000.directus PRIVMSG #messages :["));
    BOOST_TEST(ada.expect("*the second*").starts_with(":Ada!u@user-a0000000.directus PRIVMSG #messages :["));
    BOOST_TEST(on.directus.count("POST /auth/login") == 1U);
}

BOOST_AUTO_TEST_CASE(a_static_token_logs_in_without_a_login)
{
    served on;
    irc_peer ada(on.gateway.port());
    ada.log_in("token:static-ada");
    BOOST_TEST(ada.count("* 001 Ada *") == 1U);
    BOOST_TEST(on.directus.count("POST /auth/login") == 0U);
    BOOST_TEST(on.directus.calls("GET /users/me").at(0).bearer == "static-ada");
}

BOOST_AUTO_TEST_CASE(a_broken_answer_to_the_login_is_not_a_wrong_password)
{
    for (const auto& answer : broken_answers())
        fails_once("POST /auth/login", answer);
}

BOOST_AUTO_TEST_CASE(a_broken_answer_behind_the_login_is_not_a_wrong_password)
{
    for (const auto& answer :
         {broken_answers()[0], broken_answers()[6], broken_answers()[12], broken_answers()[13]}) {
        fails_once("GET /users/me", answer);
        fails_once("GET /permissions/me", answer);
    }
}

BOOST_AUTO_TEST_CASE(without_directory_and_history_a_client_gets_in_all_the_same)
{
    for (const auto& answer : broken_answers()) {
        served on({"--directus.answer_limit=1"});
        on.directus.once("SEARCH /users", answer);
        on.directus.once("SEARCH /items/messages", answer);
        irc_peer ada(on.gateway.port());
        ada.log_in(ada_pass);
        ada.join();
        on.show_something(ada);
    }
}

BOOST_AUTO_TEST_CASE(reconnecting_clients_cost_no_account_while_logins_fail)
{
    served on;
    on.directus.always("POST /auth/login", {steps::http{500, ""}});
    for (int n = 0; n < 40; ++n) {
        irc_peer ada(on.gateway.port());
        ada.identify(ada_pass);
        if (n == 0)
            BOOST_TEST(ada.expect("*ERROR*") == unreachable);
        else
            ada.fence(); // held, with its connection alive
        BOOST_TEST(ada.count("* 464 *") == 0U);
    }
    BOOST_TEST(on.directus.count("POST /auth/login") <= 4U);
    on.directus.always("POST /auth/login", {steps::usual{}});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
}

BOOST_AUTO_TEST_CASE(one_good_login_lets_in_everybody_who_waits)
{
    served on({}, {.crowd = 6});
    on.directus.once("POST /auth/login", {steps::http{500, ""}});
    irc_peer first(on.gateway.port());
    first.identify(ada_pass);
    BOOST_TEST(first.expect("*ERROR*") == unreachable);
    std::vector<std::unique_ptr<irc_peer>> held;
    for (std::size_t n = 0; n < 6; ++n) {
        const auto& who = on.directus.member(n);
        held.push_back(std::make_unique<irc_peer>(on.gateway.port()));
        held.back()->identify(who.email + ":" + who.password);
        held.back()->fence();
    }
    for (const auto& one : held)
        one->expect("* 376 *");
    BOOST_TEST(on.directus.count("POST /auth/login") == 7U);
}

BOOST_AUTO_TEST_CASE(a_lost_connection_costs_a_point_and_a_refused_one_does_not)
{
    served on;
    on.directus.once("POST /auth/login", {steps::drop{}});
    irc_peer first(on.gateway.port());
    first.identify(ada_pass);
    BOOST_TEST(first.expect("*ERROR*") == unreachable);
    irc_peer second(on.gateway.port());
    second.identify(ada_pass);
    second.fence();
    BOOST_TEST(on.directus.count("POST /auth/login") == 1U); // it backs off
    second.expect("* 376 *");

    gateway_thread without(refused_port());
    for (int n = 0; n < 20; ++n) {
        irc_peer ada(without.port());
        ada.identify(ada_pass);
        BOOST_TEST(ada.within(std::chrono::seconds(1)).expect("*ERROR*") == unreachable);
    }
}

BOOST_AUTO_TEST_CASE(a_locked_licence_is_told_in_its_own_words_and_is_no_wrong_password)
{
    served on;
    on.directus.once("POST /auth/login", refused_by_licence);
    irc_peer ada(on.gateway.port());
    ada.identify(ada_pass);
    BOOST_TEST(ada.expect("*ERROR*") == locked);
    BOOST_TEST(ada.count("* 464 *") == 0U);
    irc_peer again(on.gateway.port());
    again.log_in(ada_pass);
}

BOOST_AUTO_TEST_CASE(a_token_that_belongs_to_nobody_is_refused)
{
    served on;
    on.directus.always("GET /users/me", {steps::http{200, R"({"data":{"share":"5a1e0000"}})"}});
    irc_peer one(on.gateway.port());
    one.identify("token:of-a-share");
    one.expect("* 464 *");
    BOOST_TEST(one.ended());
}

BOOST_AUTO_TEST_CASE(nobody_listens_where_directus_should_be)
{
    gateway_thread gateway(refused_port());
    irc_peer ada(gateway.port());
    ada.identify(ada_pass);
    BOOST_TEST(ada.expect("*ERROR*") == unreachable);
}

BOOST_AUTO_TEST_CASE(a_wrong_password_is_asked_of_directus_once)
{
    served on;
    const auto wrong = scripted_directus::ada().email + ":wrong";
    for (int n = 0; n < 3; ++n) {
        irc_peer ada(on.gateway.port());
        ada.identify(wrong);
        ada.expect("* 464 *");
        BOOST_TEST(ada.ended());
    }
    BOOST_TEST(on.directus.count("POST /auth/login") == 1U);
    irc_peer right(on.gateway.port());
    right.log_in(ada_pass);
    BOOST_TEST(on.directus.count("POST /auth/login") == 2U);
}

BOOST_AUTO_TEST_CASE(forty_wrong_passwords_reach_directus_five_times)
{
    served on;
    for (int n = 0; n < 40; ++n) {
        irc_peer ada(on.gateway.port());
        ada.identify(scripted_directus::ada().email + ":wrong" + std::to_string(n));
        ada.expect("* 464 *");
    }
    BOOST_TEST(on.directus.count("POST /auth/login") == 5U);
}

BOOST_AUTO_TEST_CASE(other_letters_for_the_same_account_give_no_further_attempts)
{
    served on;
    // U+FF41 and U+212A: to JavaScript, or to a database, they are an a and a k.
    const std::vector<std::string> spellings{"\uFF21lan.k@example.com", "alan.\u212A@example.com",
                                             "ALAN.K@example.com", "álan.k@example.com",
                                             "alan.k@example.com"};
    for (int n = 0; n < 20; ++n) {
        irc_peer alan(on.gateway.port());
        alan.identify(spellings[static_cast<std::size_t>(n) % 5] + ":wrong" + std::to_string(n));
        alan.expect("* 464 *");
    }
    BOOST_TEST(on.directus.count("POST /auth/login") == 5U);
}

BOOST_AUTO_TEST_CASE(addresses_that_only_look_alike_share_no_login)
{
    served on;
    const auto answer = std::make_shared<gate>();
    on.directus.once("POST /auth/login", {steps::wait{answer}, steps::usual{}});
    irc_peer ada(on.gateway.port());
    ada.identify(ada_pass);
    BOOST_TEST(on.directus.arrived("POST /auth/login"));
    irc_peer other(on.gateway.port()); // another user to this Directus
    other.identify("ádà@example.com:" + scripted_directus::ada().password);
    other.fence();
    answer->open();
    ada.expect("* 001 Ada *");
    other.expect("* 464 *");
    BOOST_TEST(on.directus.count("POST /auth/login") == 2U);
}

BOOST_AUTO_TEST_CASE(simultaneous_logins_of_one_account_share_one)
{
    served on;
    const auto answer = std::make_shared<gate>();
    on.directus.once("POST /auth/login", {steps::wait{answer}, steps::usual{}});
    std::vector<std::unique_ptr<irc_peer>> all;
    for (int n = 0; n < 5; ++n) {
        all.push_back(std::make_unique<irc_peer>(on.gateway.port()));
        all.back()->identify(ada_pass);
        all.back()->fence();
    }
    answer->open();
    for (const auto& one : all)
        one->expect("* 001 Ada *");
    BOOST_TEST(on.directus.count("POST /auth/login") == 1U);
    BOOST_TEST(on.directus.count("GET /users/me") == 1U);
}

BOOST_AUTO_TEST_CASE(a_login_that_took_long_gives_back_no_rights_that_were_lost_meanwhile)
{
    served on({"--directus.recheck=1"});
    const auto directory = std::make_shared<gate>();
    on.directus.once("SEARCH /users", {steps::wait{directory}, steps::usual{}});
    irc_peer slow(on.gateway.port());
    slow.identify(ada_pass);
    BOOST_TEST(on.directus.arrived("SEARCH /users")); // its rights are read
    irc_peer ada(on.gateway.port());
    ada.log_in("token:static-ada");
    ada.join();
    on.directus.always("GET /permissions/me", {steps::http{200, R"({"data":{}})"}});
    ada.expect("* KICK #messages Ada *");
    on.directus.always("GET /permissions/me", {}); // nothing newer
    directory->open();
    slow.expect("* 376 *");
    for (auto* one : {&slow, &ada}) {
        one->send("JOIN #messages");
        one->expect("* 473 *");
    }
}

BOOST_AUTO_TEST_CASE(a_ping_is_answered_while_a_login_hangs)
{
    served on;
    const auto answer = std::make_shared<gate>();
    on.directus.once("POST /auth/login", {steps::wait{answer}, steps::usual{}});
    irc_peer ada(on.gateway.port());
    ada.identify(ada_pass);
    BOOST_TEST(on.directus.arrived("POST /auth/login"));
    ada.fence();
    ada.send("JOIN #messages"); // waits for the login's end
    ada.fence();
    BOOST_TEST(ada.count("* 451 *") == 0U);
    answer->open();
    ada.expect("* 001 *");
    ada.expect("* 366 *");
}

BOOST_AUTO_TEST_CASE(a_client_may_quit_or_vanish_during_a_login)
{
    served on;
    const auto answer = std::make_shared<gate>();
    on.directus.always("POST /auth/login", {steps::wait{answer}, steps::usual{}});
    irc_peer ada(on.gateway.port());
    ada.identify(ada_pass);
    irc_peer grace(on.gateway.port());
    grace.identify(grace_pass);
    BOOST_TEST(on.directus.arrived("POST /auth/login", 2));
    ada.send("QUIT");
    ada.expect("*ERROR :Closing Link: 127.0.0.1 (Quit)*");
    BOOST_TEST(ada.ended());
    grace.reset();
    answer->open();
    irc_peer again(on.gateway.port());
    again.log_in(ada_pass);
}

BOOST_AUTO_TEST_CASE(who_left_while_waiting_in_line_is_not_logged_in)
{
    served on({"--directus.login_concurrency=1"});
    const auto answer = std::make_shared<gate>();
    on.directus.once("POST /auth/login", {steps::wait{answer}, steps::usual{}});
    irc_peer ada(on.gateway.port());
    ada.identify(ada_pass);
    BOOST_TEST(on.directus.arrived("POST /auth/login"));
    irc_peer grace(on.gateway.port());
    grace.identify(grace_pass);
    grace.fence();
    grace.send("QUIT");
    BOOST_TEST(grace.ended());
    grace.reset();
    ada.fence();
    answer->open();
    ada.expect("* 376 *");
    ada.join();
    on.show_something(ada);
    BOOST_TEST(on.directus.count("POST /auth/login") == 1U);
}

BOOST_AUTO_TEST_CASE(stopping_during_a_login_ends_it)
{
    served on;
    const auto answer = std::make_shared<gate>();
    on.directus.once("GET /permissions/me", {steps::wait{answer}, steps::usual{}});
    irc_peer ada(on.gateway.port());
    ada.identify(ada_pass);
    BOOST_TEST(on.directus.arrived("GET /permissions/me"));
    std::thread later([&] {
        ada.expect("*ERROR :Closing Link: 127.0.0.1 (The gateway is stopping)*");
        ada.reset();
        answer->open();
    });
    BOOST_TEST(on.gateway.stop());
    later.join();
    BOOST_TEST(on.directus.count("GET /websocket") == 0U);
}

BOOST_AUTO_TEST_CASE(clients_join_the_channel_as_they_log_in)
{
    served on({"--irc.autojoin=yes"});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.expect(":Ada!u@user-a0000000.directus JOIN *#messages");
    ada.expect("* 366 *");
    ada.send("JOIN #messages");
    ada.expect_none("*");
    ada.send("PART #messages");
    ada.expect("* PART *");
    ada.send("JOIN #messages");
    ada.expect("* 366 *");
}

BOOST_AUTO_TEST_CASE(bots_join_by_themselves)
{
    served on({"--irc.autojoin=yes", "--irc.bots=ada@example.com"});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.expect_none("*JOIN*");
    ada.join();
}

BOOST_AUTO_TEST_CASE(autojoin_of_a_user_without_permission_is_refused_with_the_reason)
{
    served on({"--irc.autojoin=yes"});
    on.directus.always("GET /permissions/me", {steps::http{.body = R"({"data":{}})"}});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.expect("* 473 Ada #messages :*");
    ada.expect("* NOTICE Ada :Cannot join #messages: *");
    ada.fence();
}

BOOST_AUTO_TEST_SUITE_END()
