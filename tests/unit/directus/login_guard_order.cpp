#include "directus/login_guard.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using base::errc;
using directus::login_guard;

BOOST_AUTO_TEST_SUITE(login_guard_order)

namespace {

using ticket = login_guard::ticket;

// Any order of askers, ends and leavers, and what has to hold in all of them.
struct crowd {
    std::mt19937 random;
    base::time_point now{};
    login_guard guard{[] {
        login_guard::settings with;
        with.remembered = 4;
        return with;
    }()};
    login_guard::actions out;
    std::map<ticket, std::size_t> account_of;
    std::set<ticket> open, running;
    bool sound = true;

    explicit crowd(unsigned seed)
        : random(seed)
    {
    }

    std::size_t pick(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); }
    ticket one_of(const std::set<ticket>& all)
    {
        return *std::next(all.begin(), static_cast<long>(pick(all.size())));
    }

    void ask()
    {
        // Its number is needed before the call returns it: tickets count from 1.
        const auto who = ticket(account_of.size() + 1);
        account_of[who] = pick(8);
        open.insert(who);
        const base::secret secret("s" + std::to_string(pick(4)));
        const auto place = std::to_string(pick(3));
        sound &= guard.asked(std::to_string(account_of[who]), secret, place, now, out) == who;
        watch();
    }

    void end(ticket who)
    {
        running.erase(who);
        open.erase(who);
        const base::error_code ends[] = {
            {}, errc::invalid_credentials, errc::timeout, errc::otp_required, errc::server_failed};
        guard.ended(who, ends[pick(std::size(ends))], now, out);
        watch();
    }

    void leave(ticket who)
    {
        guard.left(who);
        if (!running.contains(who))
            open.erase(who);
    }

    void fire(base::time_point deadline)
    {
        now = std::max(now, deadline);
        guard.fired(now, out);
        watch();
    }

    void watch()
    {
        for (const auto& action : out) {
            if (const auto* started = std::get_if<login_guard::attempt>(&action)) {
                sound &= open.contains(started->who) && running.size() < 4;
                for (const auto other : running)
                    sound &= account_of[other] != account_of[started->who];
                running.insert(started->who);
            } else if (const auto* shared = std::get_if<login_guard::share>(&action)) {
                sound &= open.erase(shared->who) == 1;
            } else if (const auto* refused = std::get_if<login_guard::refuse>(&action)) {
                sound &= open.erase(refused->who) == 1;
            }
        }
        out.clear();
    }
};

} // namespace

// Who stays hears exactly once; never two attempts for one account, never more than four.
BOOST_AUTO_TEST_CASE(any_order_of_things)
{
    const auto seed = std::random_device()();
    BOOST_TEST_MESSAGE("seed " << seed);
    BOOST_TEST_CONTEXT("seed " << seed)
    {
        crowd with(seed);
        for (int n = 0; n < 20'000; ++n) {
            with.now += std::chrono::minutes(with.pick(20));
            if (const auto deadline = with.guard.deadline(); deadline && *deadline <= with.now)
                with.fire(*deadline);
            const auto what = with.pick(10);
            if (what < 5)
                with.ask();
            else if (what < 9 && !with.running.empty())
                with.end(with.one_of(with.running));
            else if (!with.open.empty())
                with.leave(with.one_of(with.open));
        }
        // Those who are held back wait for the guard's deadline, not for an attempt to end.
        while (true) {
            const auto deadline = with.guard.deadline();
            if (!with.running.empty())
                with.end(*with.running.begin());
            else if (deadline)
                with.fire(*deadline);
            else
                break;
        }
        BOOST_TEST(with.sound);
        BOOST_TEST(with.open.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()
