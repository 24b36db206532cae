#include "directus/session.hpp"

#include "unit/directus/expect.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace directus;
using namespace std::chrono_literals;
using base::errc;

namespace directus {

static std::ostream& operator<<(std::ostream& out, const session::action& action)
{
    if (const auto* is = std::get_if<session::refresh>(&action))
        return out << "refresh(" << is->refresh_token.reveal() << ")";
    if (std::holds_alternative<session::check>(action))
        return out << "check";
    if (std::holds_alternative<session::renewed>(action))
        return out << "renewed";
    return out << "lost(" << std::get<session::lost>(action).why.message() << ")";
}

} // namespace directus

BOOST_AUTO_TEST_SUITE(session_)

namespace {

tokens given(int n, base::duration lifetime = 900s)
{
    return {base::secret("access" + std::to_string(n)), base::secret("refresh" + std::to_string(n)),
            lifetime};
}

session::refresh refresh(int n)
{
    return {base::secret("refresh" + std::to_string(n))};
}

constexpr base::duration seldom = 24h; // never comes before the end of a token

struct fixture {
    base::time_point now{1h};
    session machine{given(1), now, 7, seldom};
    session::actions out;

    void advance_to_deadline()
    {
        now = machine.deadline().value();
        machine.fired(now, out);
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(renews_a_minute_before_the_end, fixture)
{
    BOOST_TEST((machine.deadline() == now + 840s));
    machine.fired(now + 839s, out);
    expect(out, {});
    advance_to_deadline();
    expect(out, {refresh(1)});
    BOOST_TEST(!machine.deadline().has_value());
    machine.fired(now + 1s, out);
    expect(out, {});
    now += 1s;
    machine.refreshed(given(2), now, out);
    expect(out, {session::renewed{}});
    BOOST_TEST((machine.access_token() == base::secret("access2")));
    BOOST_TEST((machine.refresh_token() == base::secret("refresh2")));
    BOOST_TEST((machine.deadline() == now + 840s));
    advance_to_deadline();
    expect(out, {refresh(2)});
}

BOOST_AUTO_TEST_CASE(a_short_life_is_renewed_at_half)
{
    const base::time_point now{};
    BOOST_TEST((session(given(1, 6s), now, 1, seldom).deadline() == now + 3s));
    BOOST_TEST((session(given(1, 120s), now, 1, seldom).deadline() == now + 60s));
    BOOST_TEST((session(given(1, 121s), now, 1, seldom).deadline() == now + 61s));
    // However senseless the life, there is a pause.
    BOOST_TEST((session(given(1, 1ms), now, 1, seldom).deadline() == now + 1s));
}

BOOST_FIXTURE_TEST_CASE(creates_stop_before_the_end, fixture)
{
    BOOST_TEST(machine.may_create(now));
    BOOST_TEST(machine.may_create(now + 869s));
    BOOST_TEST(!machine.may_create(now + 870s));
    BOOST_TEST(!machine.expired(now + 899s));
    BOOST_TEST(machine.expired(now + 900s));
    const session brief(given(1, 8s), now, 1, seldom);
    BOOST_TEST(brief.may_create(now + 5999ms));
    BOOST_TEST(!brief.may_create(now + 6s));
}

BOOST_AUTO_TEST_CASE(a_long_life_is_renewed_when_the_account_is_to_be_looked_at_again)
{
    const base::time_point now{};
    base::duration shortest = 1h;
    base::duration longest{};
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const auto wait = *session(given(1), now, seed * 7919, 60s).deadline() - now;
        shortest = std::min(shortest, wait);
        longest = std::max(longest, wait);
    }
    BOOST_TEST((shortest >= 45s));
    BOOST_TEST((shortest < 47s)); // spread
    BOOST_TEST((longest > 58s));
    BOOST_TEST((longest <= 60s));
    BOOST_TEST((session(given(1, 6s), now, 1, 60s).deadline() == now + 3s));
}

namespace {

struct static_fixture : fixture {
    static_fixture() { machine = session({base::secret("static"), {}, std::nullopt}, now, 1, 60s); }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_static_token_is_looked_at_again_and_again, static_fixture)
{
    BOOST_TEST(!machine.renewable());
    BOOST_TEST(!machine.expired(now + 24h * 365));
    BOOST_TEST(machine.may_create(now + 24h * 365));
    for (int n = 0; n < 5; ++n) {
        BOOST_TEST((*machine.deadline() - now >= 45s));
        BOOST_TEST((*machine.deadline() - now <= 60s));
        advance_to_deadline();
        expect(out, {session::check{}});
        BOOST_TEST(!machine.deadline());
        machine.refused(now, out);
        expect(out, {});
        machine.checked({}, now, out);
        expect(out, {session::renewed{}});
    }
}

BOOST_FIXTURE_TEST_CASE(a_static_token_that_is_no_longer_good_is_lost, static_fixture)
{
    advance_to_deadline();
    machine.checked(make_error_code(errc::invalid_credentials), now, out);
    expect(out, {session::check{}, session::lost{errc::invalid_credentials}});
    BOOST_TEST(!machine.may_create(now));
    BOOST_TEST(!machine.deadline());
    machine.refused(now, out);
    machine.checked({}, now, out);
    expect(out, {});
}

BOOST_FIXTURE_TEST_CASE(a_static_token_outlives_failures_of_the_look, static_fixture)
{
    advance_to_deadline();
    out.clear();
    for (int n = 0; n < 10; ++n) {
        machine.checked(make_error_code(errc::timeout), now, out);
        expect(out, {});
        BOOST_TEST((*machine.deadline() - now <= 36s));
        advance_to_deadline();
        expect(out, {session::check{}});
    }
    machine.checked({}, now, out);
    expect(out, {session::renewed{}});
}

BOOST_FIXTURE_TEST_CASE(a_static_token_that_the_socket_refuses_is_looked_at_ever_more_slowly, static_fixture)
{
    machine.refused(now, out);
    expect(out, {session::check{}});
    base::duration longest{};
    for (int n = 0; n < 12; ++n) {
        machine.checked({}, now, out);
        expect(out, {session::renewed{}});
        machine.refused(now, out);
        expect(out, {});
        longest = *machine.deadline() - now;
        advance_to_deadline();
        expect(out, {session::check{}});
    }
    BOOST_TEST((longest >= 24s));
}

BOOST_FIXTURE_TEST_CASE(temporary_failures_are_retried_even_after_the_end, fixture)
{
    advance_to_deadline();
    expect(out, {refresh(1)});
    for (int n = 0; n < 50; ++n) {
        machine.refreshed(make_error_code(n % 2 ? errc::timeout : errc::overloaded), now, out);
        expect(out, {});
        const auto wait = *machine.deadline() - now;
        const auto expected = std::min(2000 * std::pow(1.5, n), 30'000.0);
        BOOST_TEST(static_cast<double>(wait.count()) >= expected * 0.8 - 10);
        BOOST_TEST(static_cast<double>(wait.count()) <= expected * 1.2);
        advance_to_deadline();
        expect(out, {refresh(1)});
    }
    BOOST_TEST(machine.expired(now));
    machine.refreshed(given(2), now, out);
    expect(out, {session::renewed{}});
    BOOST_TEST(!machine.expired(now));
    advance_to_deadline();
    out.clear();
    machine.refreshed(make_error_code(errc::timeout), now, out);
    BOOST_TEST((*machine.deadline() - now <= 2400ms));
}

BOOST_AUTO_TEST_CASE(retries_fit_into_a_short_life)
{
    base::time_point now{};
    session brief(given(1, 8s), now, 1, seldom);
    session::actions out;
    now = brief.deadline().value();
    brief.fired(now, out);
    brief.refreshed(make_error_code(errc::timeout), now, out);
    BOOST_TEST((*brief.deadline() - now >= 800ms));
    BOOST_TEST((*brief.deadline() - now <= 1200ms));
}

BOOST_AUTO_TEST_CASE(a_refused_renewal_loses_the_session)
{
    for (const auto why : {errc::invalid_credentials, errc::forbidden, errc::token_expired}) {
        fixture with;
        with.advance_to_deadline();
        expect(with.out, {refresh(1)});
        with.machine.refreshed(make_error_code(why), with.now, with.out);
        expect(with.out, {session::lost{why}});
        BOOST_TEST(!with.machine.deadline().has_value());
        BOOST_TEST(!with.machine.may_create(with.now));
        with.machine.refreshed(given(2), with.now, with.out);
        with.machine.refused(with.now, with.out);
        with.machine.fired(with.now + 1h, with.out);
        expect(with.out, {});
    }
}

BOOST_FIXTURE_TEST_CASE(a_refused_token_is_renewed_at_once, fixture)
{
    machine.refused(now, out);
    expect(out, {refresh(1)});
    machine.refused(now, out);
    expect(out, {});
    machine.refreshed(given(2), now, out);
    expect(out, {session::renewed{}});
}

BOOST_FIXTURE_TEST_CASE(tokens_refused_as_soon_as_given_are_renewed_ever_more_slowly, fixture)
{
    machine.refused(now, out);
    expect(out, {refresh(1)});
    base::duration longest{};
    for (int n = 2; n < 20; ++n) {
        machine.refreshed(given(n), now, out);
        expect(out, {session::renewed{}});
        machine.refused(now, out);
        expect(out, {});
        longest = *machine.deadline() - now;
        machine.refused(now, out);
        BOOST_TEST((*machine.deadline() - now <= longest));
        advance_to_deadline();
        expect(out, {refresh(n)});
    }
    BOOST_TEST((longest >= 24s));
    machine.refreshed(given(20), now, out);
    out.clear();
    now += 10s;
    machine.refused(now, out);
    expect(out, {refresh(20)});
}

BOOST_FIXTURE_TEST_CASE(an_answer_nobody_asked_for_is_ignored, fixture)
{
    machine.refreshed(given(2), now, out);
    machine.refreshed(make_error_code(errc::invalid_credentials), now, out);
    expect(out, {});
    BOOST_TEST((machine.access_token() == base::secret("access1")));
}

// Whatever goes wrong at whichever step: one renewal in flight, and the session comes back or is lost for
// good.
BOOST_AUTO_TEST_CASE(fails_at_every_step_in_turn)
{
    using step = std::function<void(fixture&)>;
    const std::vector<step> script{[](fixture& f) { f.advance_to_deadline(); },
                                   [](fixture& f) { f.machine.refreshed(given(2), f.now, f.out); },
                                   [](fixture& f) { f.now += 60s, f.machine.refused(f.now, f.out); },
                                   [](fixture& f) { f.machine.refreshed(given(3), f.now, f.out); }};
    for (std::size_t failing = 0; failing <= script.size(); ++failing) {
        BOOST_TEST_CONTEXT("failing after step " << failing)
        {
            fixture with;
            for (std::size_t n = 0; n < failing; ++n)
                script[n](with);
            with.out.clear();
            const bool in_flight = failing == 1 || failing == 3;
            const int have = failing < 2 ? 1 : failing < 4 ? 2 : 3;

            with.machine.refreshed(make_error_code(errc::unreachable), with.now, with.out);
            expect(with.out, {});
            with.advance_to_deadline();
            expect(with.out, {refresh(have)});
            with.machine.refreshed(given(9), with.now, with.out);
            expect(with.out, {session::renewed{}});
            if (in_flight)
                BOOST_TEST(with.machine.may_create(with.now));
            with.advance_to_deadline();
            with.machine.refreshed(make_error_code(errc::invalid_credentials), with.now, with.out);
            expect(with.out, {refresh(9), session::lost{errc::invalid_credentials}});
        }
    }
}

namespace {

tokens brought(base::duration lifetime)
{
    return {base::secret("brought"), {}, lifetime};
}

} // namespace

BOOST_AUTO_TEST_CASE(an_access_token_that_cannot_be_renewed_ends_at_its_time)
{
    base::time_point now{1h};
    session machine(brought(900s), now, 7, seldom);
    session::actions out;
    BOOST_TEST(!machine.renewable());
    BOOST_TEST((machine.deadline().value() == now + 900s));
    machine.fired(now + 899s, out);
    expect(out, {});
    BOOST_TEST(machine.may_create(now + 869s));
    BOOST_TEST(!machine.may_create(now + 870s));
    machine.fired(now + 900s, out);
    expect(out, {session::lost{errc::token_expired}});
    out.clear();
    BOOST_TEST(!machine.deadline());
    machine.fired(now + 901s, out);
    expect(out, {});
}

BOOST_AUTO_TEST_CASE(until_then_it_is_looked_at_like_a_static_one)
{
    base::time_point now{1h};
    session machine(brought(900s), now, 7, 60s);
    session::actions out;
    now = machine.deadline().value();
    BOOST_TEST((now <= base::time_point(1h + 60s)));
    machine.fired(now, out);
    expect(out, {session::check{}});
    out.clear();
    machine.fired(base::time_point(1h + 900s), out); // the end comes while it is looked at
    expect(out, {session::lost{errc::token_expired}});
    out.clear();
    machine.checked({}, now, out);
    expect(out, {});

    session revoked(brought(900s), now, 7, 60s);
    revoked.fired(revoked.deadline().value(), out);
    out.clear();
    revoked.checked(errc::invalid_credentials, now, out);
    expect(out, {session::lost{errc::invalid_credentials}});
}

BOOST_AUTO_TEST_CASE(tokens_that_last_longer_take_its_place)
{
    const base::time_point now{1h};
    const tokens fixed{base::secret("static"), {}, std::nullopt};
    for (const auto& better : {given(2), fixed, brought(901s)}) {
        session machine(brought(900s), now, 7, seldom);
        session::actions out;
        BOOST_TEST(machine.offered(better, now, out));
        expect(out, {session::renewed{}});
        BOOST_TEST((machine.access_token() == better.access_token));
        out.clear();
        if (better.lifetime != 901s) {
            machine.fired(now + 900s, out);
            BOOST_TEST((out.empty() || out.front() != session::action(session::lost{errc::token_expired})));
        }
    }
    session machine(brought(900s), now, 7, seldom);
    session::actions out;
    BOOST_TEST(!machine.offered(brought(900s), now, out));
    for (const auto& first : {given(1), fixed}) {
        session lasting(first, now, 7, seldom);
        for (const auto& other : {given(2), fixed, brought(86'400s)})
            BOOST_TEST(!lasting.offered(other, now, out));
        BOOST_TEST((lasting.access_token() == first.access_token));
    }
    expect(out, {});
}

BOOST_AUTO_TEST_CASE(the_answer_to_a_check_of_the_old_one_is_past)
{
    base::time_point now{1h};
    session machine(brought(900s), now, 7, 60s);
    session::actions out;
    now = machine.deadline().value();
    machine.fired(now, out);
    BOOST_TEST(machine.offered(given(2), now, out));
    out.clear();
    machine.checked(errc::invalid_credentials, now, out);
    expect(out, {});
    BOOST_TEST(machine.deadline().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
