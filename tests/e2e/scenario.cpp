#include "e2e/scenario.hpp"

#include <boost/test/results_collector.hpp>

#include <cstdlib>
#include <memory>

namespace e2e {

namespace {

// One Directus for the whole run, and the database that private ones begin with.
struct environment {
    support::temporary_directory directory;
    support::directus_process directus{directory.path()};
    std::filesystem::path original = directory.path() / "original.sqlite";
    std::optional<support::chat_project> project;

    environment()
    {
        directus.bootstrap();
        directus.start();
        project.emplace(directus);
        directus.stop(); // the file is complete only then
        std::filesystem::copy_file(directus.database(), original);
        directus.start();
    }
};

std::unique_ptr<environment> shared;

struct whole_run {
    void setup() { shared = std::make_unique<environment>(); }
    void teardown() { shared.reset(); }
};

bool has_failed()
{
    namespace ut = boost::unit_test;
    return !ut::results_collector.results(ut::framework::current_test_case().p_id).passed();
}

std::string with_original(const support::temporary_directory& directory)
{
    std::filesystem::copy_file(shared->original, directory.path() / "database.sqlite");
    return directory.path();
}

} // namespace

BOOST_TEST_GLOBAL_FIXTURE(whole_run);

const support::chat_project& shared_project()
{
    return *shared->project;
}

private_directus::private_directus(support::directus_process::variables settings)
    : process_(with_original(directory_), std::move(settings))
    , project_(shared_project().on(process_))
{
    process_.start();
}

namespace {

// Clients join when the test says so, unless it wants otherwise.
scenario::options with_own_joins(scenario::options with)
{
    with.insert(with.begin(), "--irc.autojoin=no");
    return with;
}

} // namespace

scenario::scenario(options with, const support::chat_project& project)
    : chat(project)
    , who(chat.people())
    , rows((chat.messages().clear(), chat.tutorial().clear(), chat.messages()))
    , gateway(project.url(), with_own_joins(std::move(with)))
{
}

scenario::~scenario()
{
    gateway.terminate();
    try {
        BOOST_TEST(gateway.wait() == EXIT_SUCCESS);
        const auto log = gateway.log();
        for (const auto& secret : chat.secrets())
            BOOST_TEST((log.find(secret) == std::string::npos), "the log holds the secret " << secret);
        if (has_failed())
            BOOST_TEST_MESSAGE("The gateway's log:\n" << log);
    } catch (const std::exception& error) {
        BOOST_ERROR(error.what());
    }
}

irc_peer scenario::join(const person& someone, std::string_view caps) const
{
    auto peer = connect();
    peer.log_in(someone.pass(), caps);
    peer.join();
    peer.fence();
    gateway.expect_log("*event=feed_live*"); // rows before that are read back, and are shown as such
    return peer;
}

} // namespace e2e
