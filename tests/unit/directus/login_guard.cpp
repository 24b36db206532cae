#include "directus/login_guard.hpp"

#include "unit/directus/expect.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

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
    if (const auto* is = std::get_if<login_guard::outage_began>(&action))
        return out << "outage_began(" << is->why.message() << " " << is->failures << ")";
    if (const auto* is = std::get_if<login_guard::outage_ended>(&action))
        return out << "outage_ended(" << is->proven << ")";
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
using outage_began = login_guard::outage_began;
using outage_ended = login_guard::outage_ended;

struct fixture {
    base::time_point now{1h};
    login_guard guard{login_guard::settings()};
    login_guard::actions out;

    ticket ask(std::string_view account, std::string_view secret, std::string_view place = "home")
    {
        return guard.asked(account, base::secret(secret), place, now, out);
    }
    void end(ticket who, base::error_code why) { guard.ended(who, why, now, out); }
    // Lets time pass, with what is due meanwhile.
    void pass(base::duration time)
    {
        const auto end = now + time;
        for (auto due = guard.deadline(); due && *due <= end; due = guard.deadline()) {
            now = std::max(now, *due);
            guard.fired(now, out);
        }
        now = end;
    }
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
const base::error_code failed = errc::server_failed;
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
    BOOST_TEST(login("ada@example.com", "yes?", errc::overloaded));
    BOOST_TEST(login("bob@example.com", "no", errc::overloaded));
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
    BOOST_TEST(login("ada", "pw", errc::overloaded, "home"));
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
    BOOST_TEST(login("ada", "pw", errc::overloaded));
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

BOOST_FIXTURE_TEST_CASE(attempts_that_did_not_reach_the_login_cost_nothing, fixture)
{
    for (int n = 0; n < 40; ++n)
        BOOST_TEST(login("ada", "pw", n % 2 ? errc::unreachable : errc::overloaded));
    BOOST_TEST(login("ada", "pw", ok));
}

BOOST_FIXTURE_TEST_CASE(permanent_refusals_of_any_kind_count_as_rejected, fixture)
{
    int reached = 0;
    for (int n = 0; n < 10; ++n)
        reached += login("ada", "pw", n % 2 ? errc::forbidden : errc::invalid_payload);
    BOOST_TEST(reached == 5);
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
    BOOST_TEST(login("ada", "pw", errc::overloaded));
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
    BOOST_TEST(login("ada", "app1", errc::overloaded));
    BOOST_TEST(login("ada", "app8", errc::overloaded));
}

BOOST_FIXTURE_TEST_CASE(an_account_backs_off_after_an_attempt_without_an_answer, fixture)
{
    for (const auto why : {errc::timeout, errc::interrupted, errc::malformed, errc::too_large}) {
        const auto account = base::make_error_code(why).message();
        BOOST_TEST(login(account, "pw", why));
        const auto waits = ask(account, "pw");
        const auto other = ask("other than " + account, "pw");
        expect(out, {attempt{other}}); // whom it does not concern
        end(other, wrong);
        pass(2s - 1ms);
        expect(out, {});
        pass(1ms);
        expect(out, {attempt{waits}});
        end(waits, ok);
        BOOST_TEST(login(account, "pw", why)); // the success has given everything back
        pass(2s);
        BOOST_TEST(login(account, "pw", ok));
    }
}

BOOST_FIXTURE_TEST_CASE(a_held_login_is_told_why_after_twenty_seconds, fixture)
{
    for (int n = 0; n < 4; ++n) {
        BOOST_TEST(login("ada", "pw", errc::timeout));
        pass(15s);
    }
    const auto held = ask("ada", "pw");
    pass(20s - 1ms);
    expect(out, {});
    pass(1ms);
    expect(out, {refuse{held, errc::timeout}});
}

BOOST_FIXTURE_TEST_CASE(a_wrong_secret_is_refused_during_an_outage_at_once, fixture)
{
    BOOST_TEST(login("ada", "no", wrong));
    BOOST_TEST(login("bob", "pw", failed));
    const auto who = ask("ada", "no");
    expect(out, {refuse{who, errc::invalid_credentials}});
}

BOOST_FIXTURE_TEST_CASE(while_logins_fail_one_at_a_time_probes_for_all, fixture)
{
    for (const auto why : {errc::server_failed, errc::licence_locked}) {
        const auto name = base::make_error_code(why).message();
        const auto first = ask("ada " + name, "pw");
        end(first, why);
        expect(out, {attempt{first}, outage_began{why, 1}});
        const auto second = ask("bob " + name, "pw");
        const auto third = ask("carl " + name, "pw");
        const auto fourth = ask("dora " + name, "pw");
        expect(out, {});
        pass(2s);
        expect(out, {attempt{second}});
        end(second, why);
        expect(out, {outage_began{why, 2}});
        pass(5s);
        expect(out, {attempt{third}});
        end(third, ok);
        expect(out, {outage_ended{true}, attempt{fourth}});
        end(fourth, ok);
        expect(out, {});
    }
}

BOOST_FIXTURE_TEST_CASE(a_success_ends_the_back_off_of_everybody, fixture)
{
    for (const auto* who : {"ada", "bob"})
        for (int n = 0; n < 4; ++n) {
            BOOST_TEST(login(who, "pw", errc::timeout));
            if (n < 3)
                pass(15s);
        }
    const auto ada = ask("ada", "pw");
    const auto bob = ask("bob", "pw");
    const auto dora = ask("dora", "pw");
    expect(out, {attempt{dora}});
    end(dora, ok);
    expect(out, {attempt{ada}, attempt{bob}});
}

BOOST_FIXTURE_TEST_CASE(a_refused_probe_lets_the_next_one_go_at_once, fixture)
{
    BOOST_TEST(login("ada", "pw", failed));
    const auto guesser = ask("bob", "guess");
    const auto dora = ask("dora", "pw");
    pass(2s);
    expect(out, {attempt{guesser}});
    end(guesser, wrong);
    expect(out, {attempt{dora}});
    end(dora, failed);
    expect(out, {outage_began{failed, 2}});
}

BOOST_FIXTURE_TEST_CASE(the_account_that_has_paid_least_probes, fixture)
{
    BOOST_TEST(login("ada", "pw", errc::timeout));
    pass(2s);
    BOOST_TEST(login("ada", "pw", failed));
    pass(1s);
    ask("ada", "pw");
    const auto fresh = ask("bob", "pw");
    pass(4s); // ada may try again, too
    expect(out, {attempt{fresh}});
}

BOOST_FIXTURE_TEST_CASE(an_outage_without_attempts_is_forgotten, fixture)
{
    BOOST_TEST(login("ada", "pw", failed));
    pass(5min - 1ms);
    expect(out, {});
    pass(1ms);
    expect(out, {outage_ended{false}});
    BOOST_TEST(!guard.deadline().has_value());
}

BOOST_FIXTURE_TEST_CASE(one_that_waits_for_the_same_account_is_held_no_longer_than_others, fixture)
{
    BOOST_TEST(login("ada", "pw", failed));
    pass(2s);
    const auto probe = ask("ada", "pw");
    const auto other = ask("ada", "another");
    expect(out, {attempt{probe}});
    pass(20s);
    expect(out, {refuse{other, failed}});
    end(probe, ok);
    expect(out, {outage_ended{true}});
}

namespace {

// Clients that reconnect as soon as they are refused, one for each account, against a Directus that answers
// after half a second.
struct clients {
    login_guard guard{login_guard::settings()};
    base::time_point now{1h};
    std::map<int, int> attempts{};            // by account, that reached Directus
    std::map<int, base::time_point> let_in{}; // by account

    template <class Directus>
    void run(int accounts, base::duration time, Directus directus)
    {
        const auto end = now + time;
        while (now < end && let_in.size() < static_cast<std::size_t>(accounts)) {
            for (int n = 0; n < accounts; ++n)
                if (!let_in.contains(n) && !waiting.contains(n))
                    waiting[n] =
                        guard.asked("user" + std::to_string(n), base::secret("pw"), "home", now, out);
            settle();
            now += 500ms;
            for (const auto who : std::exchange(running, {})) {
                const auto account = account_of(who);
                const auto why = directus(account, now);
                ++attempts[account];
                waiting.erase(account);
                if (!why)
                    let_in[account] = now;
                guard.ended(who, why, now, out);
            }
            if (const auto due = guard.deadline(); due && *due <= now)
                guard.fired(now, out);
            settle();
        }
    }

    int most() const
    {
        int found = 0;
        for (const auto& [account, count] : attempts)
            found = std::max(found, count);
        return found;
    }

private:
    std::map<int, ticket> waiting{};
    std::vector<ticket> running{};
    login_guard::actions out{};

    int account_of(ticket who) const
    {
        for (const auto& [account, asker] : waiting)
            if (asker == who)
                return account;
        return -1;
    }

    void settle()
    {
        for (const auto& action : std::exchange(out, {})) {
            if (const auto* start = std::get_if<attempt>(&action))
                running.push_back(start->who);
            else if (const auto* refused = std::get_if<refuse>(&action))
                waiting.erase(account_of(refused->who));
        }
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(an_hour_of_failed_logins_costs_one_account_at_most_fifteen_points)
{
    for (const auto why : {errc::server_failed, errc::licence_locked, errc::timeout, errc::interrupted}) {
        clients one;
        const auto works_at = one.now + 1h;
        one.run(1, 2h, [&](int, base::time_point now) { return now < works_at ? why : base::error_code(); });
        BOOST_TEST(one.let_in.contains(0));
        BOOST_TEST(one.attempts[0] <= 15);
    }
}

BOOST_AUTO_TEST_CASE(a_short_outage_is_noticed_within_a_minute_by_one_account)
{
    for (const auto length : {30s, 60s, 120s, 240s, 360s}) {
        clients one;
        const auto works_at = one.now + length;
        one.run(1, 1h, [&](int, base::time_point now) { return now < works_at ? failed : ok; });
        BOOST_TEST_REQUIRE(one.let_in.contains(0));
        BOOST_TEST((one.let_in[0] - works_at <= 61s));
        BOOST_TEST(one.attempts[0] <= 12);
    }
}

BOOST_AUTO_TEST_CASE(after_an_hour_of_failed_logins_a_team_is_let_in_within_90_seconds)
{
    clients team;
    const auto works_at = team.now + 1h;
    team.run(20, 2h, [&](int, base::time_point now) { return now < works_at ? failed : ok; });
    BOOST_TEST(team.let_in.size() == 20U);
    int sum = 0;
    for (const auto& [account, at] : team.let_in) {
        BOOST_TEST((at - works_at <= 90s));
        sum += team.attempts[account];
    }
    BOOST_TEST(team.most() <= 5);
    BOOST_TEST(sum <= 60 + 6 + 20); // one a minute, the first ones, and those that succeeded
}

BOOST_AUTO_TEST_CASE(one_account_that_alone_fails_keeps_points_and_holds_up_nobody_for_long)
{
    clients team;
    const auto start = team.now;
    team.run(5, 24h, [&](int account, base::time_point) { return account == 0 ? failed : ok; });
    BOOST_TEST(team.let_in.size() == 4U);
    for (const auto& [account, at] : team.let_in)
        BOOST_TEST((at - start <= 5s));
    BOOST_TEST(team.attempts[0] <= 20);
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
