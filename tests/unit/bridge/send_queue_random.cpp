// Random histories of a send queue. Whatever happens, each line ends exactly once, one create is under way,
// keys increase, a retry has its line's key, an integer key is sent once, and nothing waits without a
// deadline or spins.
#include "send_queue_fixture.hpp"

#include <random>
#include <set>

BOOST_AUTO_TEST_SUITE(send_queue_random)

using namespace send_queue_test;
using base::errc;

namespace {

struct history {
    history(std::mt19937& source, bool with_uuids)
        : random(source)
        , uuid(with_uuids)
        , q(uuid ? key_kind::uuid : key_kind::integer, {.lines = 6})
    {
    }

    unsigned dice(unsigned sides) { return static_cast<unsigned>(random() % sides); }

    void sent(const std::string& what)
    {
        BOOST_TEST_REQUIRE((!creating && !looking && is_ready));
        creating = true;
        const bool again = std::exchange(text, what) == what;
        if (uuid)
            BOOST_TEST_REQUIRE((again ? q.key.str() == last_key : q.key.str() > last_key));
        else
            BOOST_TEST_REQUIRE(!executed.contains(what));
        last_key = q.key.str();
    }

    void take(const strings& did)
    {
        for (const auto& one : did) {
            if (one == "look") {
                BOOST_TEST_REQUIRE((!creating && !looking));
                looking = true;
            } else if (one.starts_with("create ")) {
                sent(one.substr(7));
            } else {
                ++ended;
            }
        }
    }

    strings answer_create()
    {
        creating = false;
        const auto end = dice(4);
        if (end == 3)
            return q.throttled(base::duration(dice(2000)));
        executed.insert(text);
        if (end == 2)
            return q.unclear(dice(2) ? errc::timeout : errc::server_failed);
        return end == 0 ? q.stored(text) : q.refused(errc::invalid_payload);
    }

    strings answer_look()
    {
        looking = false;
        switch (dice(4)) {
        case 0:
            return q.found(text);
        case 1:
            return q.found(text, bob);
        case 2:
            return q.not_found();
        default:
            return q.look_failed();
        }
    }

    void step()
    {
        switch (dice(7)) {
        case 0:
            take(q.say("line " + std::to_string(said++)));
            break;
        case 1:
            is_ready = dice(3) != 0;
            take(q.ready(is_ready));
            break;
        case 2:
            take(q.pass(base::duration(dice(3) == 0 ? 60'000 : dice(3000))));
            break;
        case 3:
            take(q.appeared(text));
            break;
        default:
            if (creating)
                take(answer_create());
            else if (looking)
                take(answer_look());
        }
        BOOST_TEST_REQUIRE(static_cast<int>(q.machine.size()) == said - ended);
        if (q.machine.size() > 0 && !creating && !looking)
            BOOST_TEST_REQUIRE(q.machine.deadline().has_value());
    }

    std::mt19937& random;
    bool uuid;
    queue q;
    int said = 0;
    int ended = 0;
    bool creating = false;
    bool looking = false;
    bool is_ready = false;
    std::string text; // of the create under way
    std::string last_key;
    std::set<std::string> executed;
};

} // namespace

BOOST_AUTO_TEST_CASE(invariants_hold)
{
    const auto seed = std::random_device()();
    std::mt19937 random(seed);
    for (int round = 0; round < 300; ++round) {
        BOOST_TEST_CONTEXT("seed " << seed << " round " << round)
        {
            history one(random, round % 2 == 0);
            for (int step = 0; step < 60; ++step)
                one.step();
            one.take(one.q.abandoned());
            BOOST_TEST(one.ended == one.said);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
