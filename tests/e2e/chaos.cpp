// What has to hold however Directus and the way to it fail: see tests/chaos.
#include "e2e/chaos_run.hpp"
#include "e2e/scenario.hpp"
#include "support/databases.hpp"

#include <array>
#include <optional>

using namespace e2e;
namespace ut = boost::unit_test;

namespace {

// Tokens are renewed all the time.
struct chaos_on_sqlite {
    private_directus directus{{{"ACCESS_TOKEN_TTL", "6s"}, {"WEBSOCKETS_HEARTBEAT_PERIOD", "4"}}};

    void run(const std::string& collection)
    {
        chaos::run({.project = directus.project(),
                    .nodes = {directus.process().url()},
                    .faults = chaos::faults_of(directus.process(), "Directus")},
                   collection);
    }
};

// Without WebSockets lines go over REST, and rows are polled: those of others come up to a poll (2 s) behind
// the lines of IRC users, which are shown at once.
struct chaos_without_websockets {
    private_directus directus{{{"ACCESS_TOKEN_TTL", "6s"}, {"WEBSOCKETS_ENABLED", "false"}}};

    void run(const std::string& collection)
    {
        chaos::run({.project = directus.project(),
                    .nodes = {directus.process().url()},
                    .faults = chaos::faults_of(directus.process(), "Directus"),
                    .order_within = 3s},
                   collection);
    }
};

// Two nodes of Directus on one PostgreSQL, with Redis between them; the gateway knows the first.
struct chaos_on_a_cluster {
    support::postgres_process postgres;
    support::redis_process redis;
    std::array<support::temporary_directory, 2> directories;
    std::optional<support::directus_process> first;
    std::optional<support::directus_process> second;
    std::optional<support::chat_project> project;

    chaos_on_a_cluster()
    {
        postgres.start();
        redis.start();
        auto settings = postgres.settings();
        settings.merge(redis.settings());
        settings["ACCESS_TOKEN_TTL"] = "6s";
        first.emplace(directories[0].path(), settings);
        second.emplace(directories[1].path(), settings);
        first->bootstrap();
        first->start();
        project.emplace(*first);
        second->start();
    }

    void run(const std::string& collection)
    {
        std::vector<chaos::fault> faults;
        for (auto& some : {chaos::faults_of(postgres, "PostgreSQL"), chaos::faults_of(redis, "Redis"),
                           chaos::faults_of(*first, "node 1"), chaos::faults_of(*second, "node 2")})
            faults.insert(faults.end(), some.begin(), some.end());
        chaos::run({.project = *project,
                    .nodes = {first->url(), second->url()},
                    .faults = std::move(faults),
                    .ordered = false},
                   collection);
    }
};

// `where`: what CHAOS_WORLD names.
ut::precondition wanted(const std::string& keys, const std::string& where)
{
    return ut::precondition([keys, where](ut::test_unit_id) {
        return chaos::choice("CHAOS_WORLD", "one-node") == where && chaos::choice("CHAOS_KEYS", keys) == keys;
    });
}

} // namespace

BOOST_AUTO_TEST_SUITE(chaos)

BOOST_FIXTURE_TEST_CASE(nothing_is_lost_or_doubled_with_uuid_keys, chaos_on_sqlite,
                        *wanted("uuid", "one-node"))
{
    run("messages");
}

BOOST_FIXTURE_TEST_CASE(nothing_is_lost_or_doubled_with_integer_keys, chaos_on_sqlite,
                        *wanted("integer", "one-node"))
{
    run("tutorial");
}

BOOST_FIXTURE_TEST_CASE(without_websockets_nothing_is_lost_or_doubled_with_uuid_keys,
                        chaos_without_websockets, *wanted("uuid", "without-websockets"))
{
    run("messages");
}

BOOST_FIXTURE_TEST_CASE(without_websockets_nothing_is_lost_or_doubled_with_integer_keys,
                        chaos_without_websockets, *wanted("integer", "without-websockets"))
{
    run("tutorial");
}

BOOST_FIXTURE_TEST_CASE(two_nodes_lose_and_double_nothing_with_uuid_keys, chaos_on_a_cluster,
                        *wanted("uuid", "cluster"))
{
    run("messages");
}

BOOST_FIXTURE_TEST_CASE(two_nodes_lose_and_double_nothing_with_integer_keys, chaos_on_a_cluster,
                        *wanted("integer", "cluster"))
{
    run("tutorial");
}

BOOST_AUTO_TEST_SUITE_END()
