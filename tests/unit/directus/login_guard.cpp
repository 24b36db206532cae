#include "directus/login_guard.hpp"

#include "unit/directus/expect.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using directus::login_guard;
using namespace std::chrono_literals;
using base::errc;

namespace directus {

static std::ostream& operator<<(std::ostream& out, const login_guard::action& action)
{
    const auto number = [](login_guard::ticket who) { return static_cast<std::uint64_t>(who); };
    if (const auto* is = std::get_if<login_guard::attempt>(&action))
        return out << "attempt(" << number(is->who) << ")";
    if (const auto* is = std::get_if<login_guard::share>(&action))
        return out << "share(" << number(is->who) << " of " << number(is->leader) << ")";
    const auto& is = std::get<login_guard::refuse>(action);
    return out << "refuse(" << number(is.who) << " " << is.why.message() << ")";
}

} // namespace directus

BOOST_AUTO_TEST_SUITE(login_guard_)

namespace {

using ticket = login_guard::ticket;
using attempt = login_guard::attempt;
using share = login_guard::share;
using refuse = login_guard::refuse;

struct fixture {
    base::time_point now{1h};
    login_guard guard{login_guard::settings()};
    login_guard::actions out;

    ticket ask(std::string_view account, std::string_view secret, std::string_view place = "home")
    {
        return guard.asked(account, base::secret(secret), place, now, out);
    }
    void end(ticket who, base::error_code why) { guard.ended(who, why, now, out); }
    // Asks and, where Directus would be asked, ends it so. True where it was.
    bool login(std::string_view account, std::string_view secret, base::error_code why,
               std::string_view place = "home")
    {
        const auto who = ask(account, secret, place);
        const bool reached = out == login_guard::actions{attempt{who}};
        out.clear();
        if (reached)
            end(who, why);
        out.clear();
        return reached;
    }
};

const base::error_code ok;
const base::error_code wrong = errc::invalid_credentials;

} // namespace

BOOST_FIXTURE_TEST_CASE(one_after_the_other, fixture)
{
    const auto first = ask("ada@example.com", "pw");
    expect(out, {attempt{first}});
    end(first, ok);
    expect(out, {});
    const auto second = ask("ada@example.com", "pw");
    BOOST_TEST((first != second));
    expect(out, {attempt{second}});
    end(second, ok);
    end(second, ok);
    end(ticket(77), ok);
    expect(out, {});
}

BOOST_FIXTURE_TEST_CASE(a_wrong_secret_is_not_sent_again_for_a_while, fixture)
{
    BOOST_TEST(login("ada@example.com", "no", wrong));
    now += 15min - 1ms;
    const auto who = ask("ada@example.com", "no");
    expect(out, {refuse{who, errc::invalid_credentials}});
    BOOST_TEST(login("ada@example.com", "yes?", errc::timeout));
    BOOST_TEST(login("bob@example.com", "no", errc::timeout));
    now += 1ms;
    BOOST_TEST(login("ada@example.com", "no", wrong));
}

BOOST_FIXTURE_TEST_CASE(forty_guesses, fixture)
{
    int reached = 0;
    for (int n = 0; n < 40; ++n)
        reached += login("ada@example.com", "guess" + std::to_string(n), wrong);
    BOOST_TEST(reached == 5);

    const auto who = ask("ada@example.com", "another");
    expect(out, {refuse{who, errc::too_many_attempts}});
    reached = 0;
    for (int minute = 0; minute < 24 * 60; ++minute) {
        now += 1min;
        reached += login("ada@example.com", "later" + std::to_string(minute), wrong);
    }
    // The sixth a minute later, and so on up to an hour: at 1, 3, 7, 15, 31, 63 and 123 minutes, then each
    // hour.
    BOOST_TEST(reached == 28);
    // Others are not concerned.
    BOOST_TEST(login("bob@example.com", "pw", ok));
}

BOOST_FIXTURE_TEST_CASE(a_client_that_reconnects_with_a_stale_password, fixture)
{
    BOOST_TEST(login("ada@example.com", "old", ok));
    int reached = 0;
    for (int n = 0; n < 7 * 24 * 120; ++n) {
        now += 30s;
        reached += login("ada@example.com", "old", wrong);
        if (n == 240)
            BOOST_TEST(reached == 9); // once in 15 minutes
    }
    BOOST_TEST(reached <= 9 + 7 * 24);
}

BOOST_FIXTURE_TEST_CASE(each_rejection_behind_the_fifth_doubles_the_pause, fixture)
{
    for (int n = 0; n < 5; ++n)
        BOOST_TEST(login("ada", "guess" + std::to_string(n), wrong));
    for (const auto pause : {1min, 2min, 4min, 8min, 16min, 32min, 60min, 60min, 60min}) {
        now += pause - 1ms;
        BOOST_TEST(!login("ada", "a guess", wrong));
        now += 1ms;
        BOOST_TEST(login("ada", "guess at " + std::to_string(now.time_since_epoch().count()), wrong));
    }
    now += 60min;
    BOOST_TEST(login("ada", "pw", ok));
    for (int n = 0; n < 5; ++n)
        BOOST_TEST(login("ada", "guess" + std::to_string(n), wrong));
}

// Who mistypes his password, while somebody elsewhere guesses it.
BOOST_FIXTURE_TEST_CASE(who_comes_from_elsewhere_waits_a_minute_up_to_fifteen_rejections, fixture)
{
    int guess = 0;
    const auto next = [&] { return "guess" + std::to_string(guess++); };
    for (int n = 0; n < 9; ++n) {
        now += 1h;
        BOOST_TEST(login("ada", next(), wrong, "guesser"));
    }
    now += 1min - 1ms;
    BOOST_TEST(!login("ada", "pw", ok, "home"));
    now += 1ms;
    BOOST_TEST(!login("ada", next(), wrong, "guesser"));
    BOOST_TEST(login("ada", "pw", errc::timeout, "home"));
    BOOST_TEST(login("ada", "mistyped", wrong, "home")); // the tenth
    now += 1min;
    BOOST_TEST(!login("ada", "pw", ok, "home")); // from there, too, now
    for (int n = 10; n < 15; ++n) {
        BOOST_TEST(login("ada", next(), wrong, "elsewhere " + std::to_string(n)));
        now += 1min;
    }
    BOOST_TEST(!login("ada", "pw", ok, "yet elsewhere")); // 25 are Directus's limit
    now += 59min;
    BOOST_TEST(login("ada", "pw", ok, "yet elsewhere"));
}

BOOST_FIXTURE_TEST_CASE(what_was_right_is_known_until_it_is_wrong, fixture)
{
    const auto knows = [&] { return guard.knows("ada", base::secret("pw")); };
    BOOST_TEST(!knows());
    BOOST_TEST(login("ada", "pw", errc::timeout));
    BOOST_TEST(!knows());
    BOOST_TEST(login("ada", "pw", ok));
    BOOST_TEST(knows());
    BOOST_TEST(!guard.knows("ada", base::secret("no")));
    BOOST_TEST(!guard.knows("bob", base::secret("pw")));
    BOOST_TEST(login("ada", "pw", wrong));
    BOOST_TEST(!knows());
}

BOOST_FIXTURE_TEST_CASE(fifty_at_once_with_the_same_secret, fixture)
{
    const auto leader = ask("ada@example.com", "pw");
    login_guard::actions shared;
    for (int n = 0; n < 49; ++n)
        shared.emplace_back(share{ask("ada@example.com", "pw"), leader});
    expect(out, {attempt{leader}});
    end(leader, ok);
    expect(out, shared);
}

BOOST_FIXTURE_TEST_CASE(those_who_share_get_the_same_end, fixture)
{
    for (const auto why :
         {errc::timeout, errc::otp_required, errc::invalid_credentials, errc::invalid_payload}) {
        const auto account = base::make_error_code(why).message();
        const auto leader = ask(account, "pw");
        const auto other = ask(account, "pw");
        expect(out, {attempt{leader}});
        end(leader, why);
        expect(out, {refuse{other, why}});
    }
}

BOOST_FIXTURE_TEST_CASE(different_secrets_of_one_account_wait_in_turn, fixture)
{
    const auto a = ask("ada@example.com", "a");
    const auto b = ask("ada@example.com", "b");
    const auto c = ask("ada@example.com", "c");
    const auto b2 = ask("ada@example.com", "b");
    const auto a2 = ask("ada@example.com", "a");
    expect(out, {attempt{a}});
    end(a, wrong);
    expect(out, {refuse{a2, errc::invalid_credentials}, attempt{b}});
    end(b, ok);
    expect(out, {share{b2, b}, attempt{c}});
    end(c, wrong);
    expect(out, {});
}

BOOST_FIXTURE_TEST_CASE(the_line_is_refused_when_the_account_locks, fixture)
{
    for (int n = 0; n < 4; ++n)
        BOOST_TEST(login("ada@example.com", "guess" + std::to_string(n), wrong));
    const auto fifth = ask("ada@example.com", "fifth");
    const auto sixth = ask("ada@example.com", "sixth");
    out.clear();
    end(fifth, wrong);
    expect(out, {refuse{sixth, errc::too_many_attempts}});
}

BOOST_FIXTURE_TEST_CASE(four_at_once_then_first_come_first_served, fixture)
{
    std::vector<ticket> who;
    for (int n = 0; n < 7; ++n)
        who.push_back(ask("user" + std::to_string(n), "pw"));
    const auto same_as_6 = ask("user6", "pw");
    expect(out, {attempt{who[0]}, attempt{who[1]}, attempt{who[2]}, attempt{who[3]}});
    end(who[2], ok);
    expect(out, {attempt{who[4]}});
    end(who[0], errc::timeout);
    expect(out, {attempt{who[5]}});
    end(who[1], wrong);
    expect(out, {attempt{who[6]}});
    end(who[6], ok);
    expect(out, {share{same_as_6, who[6]}});
}

BOOST_FIXTURE_TEST_CASE(one_that_waits_for_its_own_account_holds_up_nobody, fixture)
{
    const auto a = ask("ada", "a");
    const auto b = ask("ada", "b");
    const auto bob = ask("bob", "pw");
    expect(out, {attempt{a}, attempt{bob}});
    end(bob, ok);
    expect(out, {});
    end(a, ok);
    expect(out, {attempt{b}});
}

BOOST_FIXTURE_TEST_CASE(temporary_failures_do_not_count, fixture)
{
    for (int n = 0; n < 20; ++n)
        BOOST_TEST(login("ada", "pw", n % 2 ? errc::timeout : errc::overloaded));
    BOOST_TEST(login("ada", "pw", ok));
}

BOOST_FIXTURE_TEST_CASE(a_missing_second_factor_counts_but_is_no_wrong_secret, fixture)
{
    int reached = 0;
    for (int n = 0; n < 10; ++n)
        reached += login("ada", "pw", errc::otp_required);
    BOOST_TEST(reached == 5);
}

BOOST_FIXTURE_TEST_CASE(a_success_forgets_the_rejections, fixture)
{
    for (int n = 0; n < 4; ++n)
        BOOST_TEST(login("ada", "guess" + std::to_string(n), wrong));
    BOOST_TEST(login("ada", "pw", ok));
    int reached = 0;
    for (int n = 0; n < 10; ++n)
        reached += login("ada", "guess" + std::to_string(n), wrong);
    BOOST_TEST(reached == 5);
}

BOOST_FIXTURE_TEST_CASE(a_guesser_does_not_lock_out_who_was_let_in_before, fixture)
{
    BOOST_TEST(login("ada", "pw", ok));
    for (int n = 0; n < 10; ++n)
        login("ada", "guess" + std::to_string(n), wrong);
    BOOST_TEST(!login("ada", "new", ok));
    BOOST_TEST(login("ada", "pw", errc::timeout));
    BOOST_TEST(login("ada", "pw", ok));
    BOOST_TEST(login("ada", "new", ok));
}

BOOST_FIXTURE_TEST_CASE(the_latest_eight_good_secrets_are_known, fixture)
{
    for (int n = 0; n < 9; ++n)
        BOOST_TEST(login("ada", "app" + std::to_string(n), ok));
    for (int n = 0; n < 5; ++n)
        BOOST_TEST(login("ada", "guess" + std::to_string(n), wrong));
    BOOST_TEST(!login("ada", "app0", ok));
    BOOST_TEST(login("ada", "app1", errc::timeout));
    BOOST_TEST(login("ada", "app8", errc::timeout));
}

BOOST_FIXTURE_TEST_CASE(leavers, fixture)
{
    const auto leader = ask("ada", "a");
    const auto sharer = ask("ada", "a");
    const auto stays = ask("ada", "a");
    const auto waits = ask("ada", "b");
    expect(out, {attempt{leader}});
    guard.left(leader);
    guard.left(sharer);
    guard.left(waits);
    guard.left(ticket(99));
    const auto late = ask("ada", "a");
    expect(out, {});
    end(leader, ok);
    expect(out, {share{stays, leader}, share{late, leader}});
    guard.left(leader);
    expect(out, {});
}

BOOST_FIXTURE_TEST_CASE(empty_and_odd_names, fixture)
{
    const auto nobody = ask("", "");
    const auto split = ask("ab", "c");
    const auto other_split = ask("a", "bc");
    expect(out, {attempt{nobody}, attempt{split}, attempt{other_split}});
}

BOOST_AUTO_TEST_CASE(memory_is_bounded)
{
    fixture with;
    login_guard::settings small;
    small.remembered = 3;
    login_guard guard(small);
    const auto login = [&](const std::string& account) {
        const auto who = guard.asked(account, base::secret("no"), "home", with.now, with.out);
        const bool reached = with.out == login_guard::actions{attempt{who}};
        with.out.clear();
        guard.ended(who, wrong, with.now, with.out);
        return reached;
    };
    for (const auto* account : {"a", "b", "c"})
        BOOST_TEST(login(account));
    BOOST_TEST(!login("a"));
    BOOST_TEST(login("d"));
    BOOST_TEST(!login("a"));
    BOOST_TEST(!login("c"));
    BOOST_TEST(login("b"));
}

BOOST_AUTO_TEST_SUITE_END()
