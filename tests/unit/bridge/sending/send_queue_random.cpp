// Random histories of a send queue. Whatever happens, the account of its world is right, and nothing waits
// without a deadline or spins.
#include "send_queue_world.hpp"

#include <random>

BOOST_AUTO_TEST_SUITE(send_queue_random)

using namespace send_queue_test;
using base::errc;

namespace {

struct history {
    history(std::mt19937& source, bool uuid)
        : random(source)
        , in(uuid, {.lines = 12, .batches = {.lines = 4}})
    {
    }

    unsigned dice(unsigned sides) { return static_cast<unsigned>(random() % sides); }

    void answer_create()
    {
        switch (dice(8)) {
        case 6: // by a flow, or by Directus
            return in.refused(dice(2) ? errc::rejected : errc::forbidden);
        case 7:
            if (!in.uuid) // stored, and told otherwise: only keys can show it
                return in.refused(errc::server_failed);
            in.commit();
            return in.refused(dice(2) ? errc::forbidden : errc::server_failed);
        case 0:
            return in.throttled(base::duration(dice(2000)));
        case 1:
            return in.refused();
        case 2:
            in.late.push_back(in.q.sent);
            return in.unclear(dice(2) ? errc::timeout : errc::server_failed);
        case 3:
            in.commit();
            return in.unclear(dice(2) ? errc::timeout : errc::overloaded);
        default:
            return in.answer_well();
        }
    }

    void answer_look()
    {
        switch (dice(4)) {
        case 0:
            return in.look_failed();
        case 1:
            return in.look_well(1);
        default:
            return in.look_well();
        }
    }

    void step()
    {
        switch (dice(10)) {
        case 9: // a hook comes or goes
            in.appended = in.appended.empty() ? "!" : "";
            break;
        case 0:
        case 1:
            in.say(dice(5) ? "line" : "bad");
            break;
        case 2:
            in.ready(dice(3) != 0);
            break;
        case 3:
            in.pass(base::duration(dice(3) == 0 ? 60'000 : dice(3000)));
            break;
        case 4:
            if (dice(4) == 0)
                in.commit_late();
            else
                in.tell_events();
            break;
        default:
            if (in.creating)
                answer_create();
            else if (in.looking)
                answer_look();
        }
        BOOST_TEST_REQUIRE(in.q.machine.size() == static_cast<std::size_t>(in.said) - in.ended.size());
        if (!in.q.machine.empty() && !in.creating && !in.looking)
            BOOST_TEST_REQUIRE(in.q.machine.deadline().has_value());
    }

    // What is confirmed is there; what was never sent is not.
    void judge()
    {
        in.abandon();
        in.commit_late();
        BOOST_TEST(static_cast<int>(in.ended.size()) == in.said);
        for (const auto& [line, how] : in.ended) {
            BOOST_TEST_CONTEXT(how)
            {
                if (in.ended_as(line, "confirmed"))
                    BOOST_TEST(in.is_stored(line));
                else if (in.ended_as(line, "expired") || in.ended_as(line, "full"))
                    BOOST_TEST(!in.is_stored(line));
            }
        }
    }

    std::mt19937& random;
    world in;
};

} // namespace

BOOST_AUTO_TEST_CASE(invariants_hold)
{
    const auto seed = std::random_device()();
    std::mt19937 random(seed);
    for (int round = 0; round < 400; ++round) {
        BOOST_TEST_CONTEXT("seed " << seed << " round " << round)
        {
            history one(random, round % 2 == 0);
            for (int step = 0; step < 150; ++step)
                one.step();
            one.judge();
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
