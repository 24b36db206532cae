#include "unit/directus/link_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <random>
#include <utility>

using namespace link_test;
using namespace std::chrono_literals;
using base::errc;

BOOST_AUTO_TEST_SUITE(link_failures)

namespace {

using actions = link::actions;

// One step of a life, and what silence from then on leads to.
struct step {
    const char* name;
    std::function<void(fixture&)> go;
    bool creating;
    actions silence;
};

const link::close close;
const link::not_opened not_opened;
const link::down timed_out{errc::timeout};

const std::vector<step> script{
    {"start", [](fixture& f) { f.start(); }, false, {not_opened, close, timed_out}},
    {"opened", [](fixture& f) { f.machine.opened(f.now, f.out); }, false, {not_opened, close, timed_out}},
    {"authenticated", [](fixture& f) { f.got(auth_ok("a1")); }, false, {probe("p2"), close, timed_out}},
    {"subscribe",
     [](fixture& f) { f.machine.subscribe(f.now, f.out); },
     false,
     {probe("p5"), link::feed_broken{errc::timeout}, close, timed_out}},
    {"subscribed in part",
     [](fixture& f) { f.got(init("f2")); },
     false,
     {probe("p5"), unsubscribes("f2").front(), link::feed_broken{errc::timeout}, close, timed_out}},
    {"subscribed",
     [](fixture& f) { f.got(init("u3")), f.got(init("d4")); },
     false,
     {probe("p5"), close, timed_out}},
    {"create",
     [](fixture& f) { f.create(); },
     true,
     {link::create_unknown{errc::timeout}, probe("p6"), close, timed_out}},
    {"created", [](fixture& f) { f.got(answer("c5")); }, false, {probe("p6"), close, timed_out}},
    {"reauthenticate", [](fixture& f) { f.renew("t2"); }, false, {probe("p7"), close, timed_out}},
    {"renewed", [](fixture& f) { f.got(auth_ok("a6")); }, false, {probe("p7"), close, timed_out}},
};

void run_to(fixture& with, std::size_t last)
{
    for (std::size_t n = 0; n <= last; ++n)
        script[n].go(with);
    with.out.clear();
}

// From waiting or stopped to a feed and a stored row.
void check_recovers(fixture& with)
{
    if (with.machine.deadline())
        with.wait();
    else
        with.start("t9");
    expect(with.out, {link::open{}});
    with.machine.opened(with.now, with.out);
    const auto uid_sent = [&] {
        const auto sent = std::exchange(with.out, {});
        return uid_of(std::get<link::send>(sent.at(0)).frame);
    };
    with.got(auth_ok(uid_sent()));
    expect(with.out, {link::live{}});
    with.machine.subscribe(with.now, with.out);
    with.got_inits(uid_sent());
    expect(with.out, {link::feed_live{}});
    with.create();
    with.got(answer(uid_sent()));
    expect(with.out, {link::created{{row}}});
}

template <class Failure>
void fail_at_every_step(Failure failure)
{
    for (std::size_t n = 0; n < script.size(); ++n) {
        BOOST_TEST_CONTEXT("after " << script[n].name)
        {
            fixture with;
            run_to(with, n);
            failure(with, n);
            BOOST_TEST(!with.machine.is_live());
            BOOST_TEST(!with.machine.has_feed());
            check_recovers(with);
        }
    }
}

actions with_create(std::size_t n, actions before, actions after)
{
    if (script[n].creating)
        before.emplace_back(link::create_unknown{errc::unreachable});
    before.insert(before.end(), after.begin(), after.end());
    return before;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_socket_closes)
{
    fail_at_every_step([](fixture& with, std::size_t n) {
        with.machine.closed(make_error_code(errc::too_large), with.now, with.out);
        expect(with.out, with_create(n, {}, {link::down{errc::too_large}}));
        BOOST_TEST((with.machine.deadline() == with.now + 2s));
    });
}

BOOST_AUTO_TEST_CASE(silence)
{
    fail_at_every_step([](fixture& with, std::size_t n) {
        while (with.out.empty() || with.out.back() != link::action(timed_out))
            with.wait();
        expect(with.out, script[n].silence);
    });
}

BOOST_AUTO_TEST_CASE(the_clock_leaps)
{
    fail_at_every_step([](fixture& with, std::size_t n) {
        with.now += 24h;
        // The first heartbeat may still be asked for.
        while (with.out.empty() || with.out.back() != link::action(timed_out)) {
            with.machine.fired(with.now, with.out);
            if (with.machine.deadline().value() > with.now)
                with.now = *with.machine.deadline();
        }
        BOOST_TEST((with.out.size() <= script[n].silence.size()));
        with.out.clear();
    });
}

BOOST_AUTO_TEST_CASE(frames_that_are_not_json)
{
    fail_at_every_step([](fixture& with, std::size_t n) {
        with.got("<html>");
        if (n == 0) { // no socket yet
            expect(with.out, {});
            with.machine.closed({}, with.now, with.out);
            expect(with.out, {link::down{errc::unreachable}});
        } else {
            expect(with.out, with_create(n, {close}, {link::down{errc::malformed}}));
        }
    });
}

BOOST_AUTO_TEST_CASE(the_token_is_refused)
{
    fail_at_every_step([](fixture& with, std::size_t n) {
        with.got(error("auth", "AUTH_FAILED"));
        if (n == 0) {
            expect(with.out, {});
            with.machine.stop(with.now, with.out);
            expect(with.out, {close});
        } else {
            expect(with.out,
                   with_create(n, {close}, {link::down{errc::invalid_credentials}, link::refused{}}));
        }
    });
}

namespace {

// Gives a link any input that its shell could, and watches what it does.
struct anything : fixture {
    std::mt19937 random;
    bool socket = false, stopped = true, sound = true;
    int creating = 0;
    std::string last_uid;

    explicit anything(unsigned seed)
        : random(seed)
    {
    }

    int pick(int n) { return std::uniform_int_distribution<>(0, n - 1)(random); }

    void call()
    {
        const auto what = pick(10);
        if (what == 0 && pick(10) == 0) {
            stopped = false;
            start();
        } else if (what == 1 && pick(20) == 0) {
            stopped = true;
            machine.stop(now, out);
        } else if (what == 2) {
            renew("t");
        } else if (what == 3 && machine.is_live()) {
            machine.subscribe(now, out);
        } else if (what == 4 && pick(3) == 0) {
            machine.unsubscribe(out);
        } else if (what == 4) {
            machine.retry_by(now + std::chrono::milliseconds(pick(3000)));
        } else if (what == 5 && socket && pick(10) == 0) {
            socket = false;
            machine.closed({}, now, out);
        } else if (what < 8 && machine.can_create()) {
            ++creating;
            create();
        } else if (socket) {
            machine.opened(now, out);
        }
    }

    void receive()
    {
        const auto uid = pick(2) ? last_uid : "";
        const std::string frames[] = {error("server", "REQUESTS_EXCEEDED"),
                                      error("items", pick(2) ? "FORBIDDEN" : "INVALID_PAYLOAD", uid),
                                      error("subscribe", "FORBIDDEN", uid),
                                      R"({"type":"ping"})",
                                      event("create", last_uid),
                                      answer(last_uid),
                                      init(last_uid),
                                      auth_ok(last_uid),
                                      auth_ok(last_uid)};
        if (pick(100) == 0)
            got(error("auth", pick(2) ? "TOKEN_EXPIRED" : "AUTH_FAILED"));
        else
            got(frames[pick(std::size(frames))]);
    }

    void watch()
    {
        for (const auto& action : out) {
            if (const auto* sent = std::get_if<link::send>(&action)) {
                sound &= socket;
                if (const auto uid = uid_of(sent->frame); !uid.empty())
                    last_uid = uid;
            } else if (std::holds_alternative<link::open>(action)) {
                sound &= !std::exchange(socket, true);
            } else if (std::holds_alternative<link::close>(action)) {
                sound &= std::exchange(socket, false);
            } else if (std::holds_alternative<link::refused>(action)) {
                stopped = true;
            } else if (std::holds_alternative<link::created>(action) ||
                       std::holds_alternative<link::create_failed>(action) ||
                       std::holds_alternative<link::create_throttled>(action) ||
                       std::holds_alternative<link::create_unknown>(action)) {
                --creating;
            }
        }
        out.clear();
        sound &= creating == 0 || creating == 1;
        sound &= machine.deadline().has_value() != stopped;
    }
};

} // namespace

// Every create has exactly one outcome, nothing is sent without a socket, and the link never falls asleep.
BOOST_AUTO_TEST_CASE(anything_in_any_order)
{
    const auto seed = std::random_device()();
    BOOST_TEST_MESSAGE("seed " << seed);
    BOOST_TEST_CONTEXT("seed " << seed)
    {
        anything with(seed);
        for (int n = 0; n < 50'000; ++n) {
            with.now += std::chrono::milliseconds(with.pick(3000));
            switch (with.pick(3)) {
            case 0:
                with.call();
                break;
            case 1:
                with.receive();
                break;
            default:
                with.machine.fired(with.now, with.out);
            }
            with.watch();
        }
        with.machine.stop(with.now, with.out);
        with.stopped = true;
        with.watch();
        BOOST_TEST(with.sound);
        BOOST_TEST(with.creating == 0);
    }
}

BOOST_AUTO_TEST_SUITE_END()
