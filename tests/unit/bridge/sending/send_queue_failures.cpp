// A run of lines that fails at every step in turn, in every way, and at the step after that in every way,
// too. Each line ends stored once and confirmed, or returned, in order.
#include "send_queue_world.hpp"

BOOST_AUTO_TEST_SUITE(send_queue_failures)

using namespace send_queue_test;
using base::errc;

namespace {

enum class told { before, after, never }; // events, with regard to the answer

void socket_lost(world& in)
{
    in.ready(false);
    in.unclear(errc::unreachable);
    in.pass(5s);
    in.ready(true);
}

void away_during_look_up(world& in)
{
    in.ready(false);
    in.look_failed();
    in.pass(5s);
    in.ready(true);
}

// A failure of a create, of a look-up, or of either.
struct failure {
    const char* name;
    void (*of_create)(world&);
    void (*of_look_up)(world&) = nullptr;
    bool refuses = false; // what is not stored
    bool forbids_what_is_stored = false;
};

void well(world& in)
{
    in.answer_well();
}

void error(world& in, errc why)
{
    in.fail(why);
}

void error_though_stored(world& in, errc why)
{
    in.commit();
    in.fail(why);
}

const failure none{"none", well};

const failure failures[] = {
    none,
    {"answer lost", [](world& in) { error_though_stored(in, errc::timeout); }},
    {"never executed", [](world& in) { error(in, errc::timeout); }},
    {"executed late",
     [](world& in) {
         in.late.push_back(in.q.sent);
         error(in, errc::timeout);
     }},
    {"socket lost, stored",
     [](world& in) {
         in.commit();
         socket_lost(in);
     }},
    {"socket lost, not stored", socket_lost},
    {"socket lost, stored late",
     [](world& in) {
         in.late.push_back(in.q.sent);
         socket_lost(in);
     }},
    {"socket lost, stored meanwhile",
     [](world& in) {
         in.late.push_back(in.q.sent);
         in.ready(false);
         in.unclear(errc::unreachable);
         in.commit_late();
         in.pass(5s);
         in.ready(true);
     }},
    {"refused", [](world& in) { in.refused(); }, nullptr, true},
    {"throttled", [](world& in) { in.throttled(2s); }},
    {"throttled and away",
     [](world& in) {
         in.throttled(2s);
         in.ready(false);
         in.pass(3s);
         in.ready(true);
     }},
    {"FORBIDDEN", [](world& in) { error(in, errc::forbidden); }, nullptr, true},
    {"FORBIDDEN though stored", [](world& in) { error_though_stored(in, errc::forbidden); }, nullptr, false,
     true},
    {"not unique", [](world& in) { error(in, errc::not_unique); }, nullptr, true},
    {"overloaded", [](world& in) { error(in, errc::overloaded); }},
    {"overloaded though stored", [](world& in) { error_though_stored(in, errc::overloaded); }},
    {"failed", [](world& in) { error(in, errc::server_failed); }},
    {"failed though stored", [](world& in) { error_though_stored(in, errc::server_failed); }},
    {"a flow's code", [](world& in) { error(in, errc::rejected); }, nullptr, true},
    {"INTERNAL", [](world& in) { in.refused(errc::server_failed); }, nullptr, true},
    {"INTERNAL though stored",
     [](world& in) {
         in.commit();
         in.refused(errc::server_failed);
     },
     nullptr, false, true},
    {"another number of rows",
     [](world& in) {
         if (const auto failed = in.commit(); failed != errc())
             return in.refused(failed); // as an answer with rows says that they are stored
         in.creating = false;
         if (!in.uuid) // a policy hides the rows: otherwise they would be told as removed
             in.q.machine.set_permissions(directus::access::none, directus::access::partial);
         in.take(in.q.stored_all({}));
     }},
    {"look-up failed", nullptr, [](world& in) { in.look_failed(); }},
    {"look-up while away", nullptr, away_during_look_up},
    {"look-up told one row", nullptr, [](world& in) { in.look_well(1); }},
    {"look-up told nothing", nullptr, [](world& in) { in.found({}); }},
};

struct run {
    run(bool uuid, std::string middle, told events)
        : in(uuid)
        , third(std::move(middle))
        , when(events)
    {
        in.ready(true);
        in.say();
        in.say();
        in.say(third);
        in.say();
    }

    void answer(const failure& how)
    {
        const auto act = in.creating ? how.of_create : how.of_look_up;
        const bool was_late = !in.late.empty();
        if (when == told::before)
            in.tell_events();
        (act ? act : well)(in);
        if (when != told::never)
            in.tell_events();
        if (was_late)
            in.commit_late();
    }

    // Whether the first failure came to pass.
    bool operator()(const failure& first, const failure& second, int at)
    {
        int step = 0;
        for (int turn = 0; turn < 100 && !in.q.machine.empty(); ++turn) {
            if (in.creating || in.looking) {
                answer(step == at ? first : step == at + 1 ? second : none);
                if (step++ == 0) {
                    in.say();
                    in.say();
                }
            } else {
                BOOST_TEST_REQUIRE(in.q.machine.deadline().has_value());
                in.pass(2s);
            }
        }
        in.commit_late();
        judge(first, second);
        return step > at;
    }

    void judge(const failure& first, const failure& second) const
    {
        BOOST_TEST(in.q.machine.empty());
        BOOST_TEST(static_cast<int>(in.ended.size()) == in.said);
        BOOST_TEST(std::ranges::is_sorted(in.endings));
        const bool refuses = first.refuses || second.refuses;
        const bool deceives = first.forbids_what_is_stored || second.forbids_what_is_stored;
        for (const auto& [line, how] : in.ended) {
            BOOST_TEST_CONTEXT(how)
            {
                const bool confirmed = in.ended_as(line, "confirmed");
                const bool unknown = in.ended_as(line, "unknown");
                if (confirmed)
                    BOOST_TEST(in.is_stored(line));
                else if (!unknown && !deceives)
                    BOOST_TEST(!in.is_stored(line));
                if (in.uuid)
                    BOOST_TEST(!unknown);
                if (in.uuid && !refuses && !deceives)
                    BOOST_TEST(confirmed == in.ended_as(line, "line"));
            }
        }
    }

    world in;
    std::string third;
    told when;
};

} // namespace

BOOST_AUTO_TEST_CASE(at_every_step_in_turn)
{
    for (const bool uuid : {true, false})
        for (const auto* third : {"line", "bad"})
            for (const auto events : {told::before, told::after, told::never})
                for (const auto& first : failures)
                    for (const auto& second : failures)
                        for (int at = 0; at < 30; ++at)
                            BOOST_TEST_CONTEXT((uuid ? "UUIDs, " : "integers, ")
                                               << third << ", events " << static_cast<int>(events)
                                               << ", step " << at << " " << first.name << ", then "
                                               << second.name)
                            {
                                if (!run(uuid, third, events)(first, second, at))
                                    break;
                            }
}

BOOST_AUTO_TEST_SUITE_END()
