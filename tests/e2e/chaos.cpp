// What has to hold however Directus and the way to it fail: see tests/chaos.
#include "e2e/chaos_run.hpp"
#include "e2e/scenario.hpp"

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

ut::precondition wanted(const std::string& keys)
{
    return ut::precondition([keys](ut::test_unit_id) {
        return chaos::choice("CHAOS_CLUSTER", "").empty() && chaos::choice("CHAOS_KEYS", keys) == keys;
    });
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(chaos, chaos_on_sqlite)

BOOST_AUTO_TEST_CASE(nothing_is_lost_doubled_or_out_of_order_with_uuid_keys, *wanted("uuid"))
{
    run("messages");
}

BOOST_AUTO_TEST_CASE(nothing_is_lost_doubled_or_out_of_order_with_integer_keys, *wanted("integer"))
{
    run("tutorial");
}

BOOST_AUTO_TEST_SUITE_END()
