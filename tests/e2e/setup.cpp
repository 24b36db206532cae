// `directus-ircd setup` against a real Directus. That it prepares one well, every other scenario shows.
#include "e2e/scenario.hpp"
#include "support/tmux.hpp"

#include <cstdlib>

using namespace e2e;

namespace {

struct set_up {
    const support::chat_project& chat = shared_project();

    support::finished run(std::vector<std::string> options, const std::string& token) const
    {
        support::temporary_directory directory;
        options.insert(options.begin(), {"setup", "--directus.url=" + chat.url()});
        auto command = support::gateway_command(std::move(options), directory.path() / "log");
        command.environment["DIRECTUS_IRCD_ADMIN_TOKEN"] = token;
        return support::run(std::move(command));
    }
    std::string schema() const { return chat.admin().get("/schema/snapshot").text; }
    std::string permissions() const
    {
        return chat.admin().get("/permissions?limit=-1&sort=id").text +
               chat.admin().get("/policies?limit=-1").text + chat.admin().get("/roles?limit=-1").text +
               chat.admin().get("/access?limit=-1").text;
    }
};

// At a terminal, as far as the password.
struct asked : set_up {
    const support::person& ada = chat.people().ada;
    const support::terminal shell{{"env", "PS1=next> ", "sh"}};

    asked()
    {
        shell.expect("next>");
        shell.type(
            fmt::format("clear; {} setup --directus.url={}", std::getenv("DIRECTUS_IRCD"), chat.url()));
        shell.expect("Administrator's e-mail address:");
        shell.type(ada.email);
        shell.expect("Password:");
    }
};

constexpr auto administrator = support::directus_process::admin_token;

} // namespace

BOOST_FIXTURE_TEST_SUITE(setup, set_up)

BOOST_AUTO_TEST_CASE(a_second_run_changes_nothing)
{
    const auto before = schema() + permissions();
    const auto again = run({}, administrator);
    BOOST_TEST(again.status == 0);
    BOOST_TEST(again.output.find("already there") != std::string::npos);
    BOOST_TEST(again.output.find("created\n") == std::string::npos, again.output);
    BOOST_TEST((schema() + permissions() == before));
}

BOOST_AUTO_TEST_CASE(a_dry_run_makes_nothing)
{
    const auto before = schema() + permissions();
    const auto dry = run({"--dry-run", "--directus.collection=elsewhere"}, administrator);
    BOOST_TEST(dry.status == 0);
    BOOST_TEST(dry.output.find("collection elsewhere: would be created") != std::string::npos, dry.output);
    BOOST_TEST((schema() + permissions() == before));
}

BOOST_AUTO_TEST_CASE(people_who_chat_take_no_seat)
{
    const auto policy = chat.admin().get("/policies?filter[name][_eq]=Chat&fields=app_access,admin_access");
    BOOST_TEST(policy.data().size() == 1u);
    BOOST_TEST((policy.data().at(0)["app_access"].boolean() == false));
    BOOST_TEST((policy.data().at(0)["admin_access"].boolean() == false));
}

BOOST_AUTO_TEST_CASE(who_is_no_administrator_is_told_so)
{
    const auto refused = run({}, chat.people().ada.token);
    BOOST_TEST(refused.status == 1);
    BOOST_TEST(refused.output.find("not an administrator") != std::string::npos, refused.output);
}

BOOST_FIXTURE_TEST_CASE(at_a_terminal_it_asks_who_the_administrator_is_and_shows_no_password, asked)
{
    shell.type(ada.password);
    shell.expect("not an administrator");
    BOOST_TEST(shell.screen().find(ada.password) == std::string::npos, shell.screen());
}

BOOST_FIXTURE_TEST_CASE(an_interrupted_question_leaves_the_terminal_as_it_was, asked)
{
    shell.interrupt();
    shell.expect("next>");
    shell.type("echo en''ded");
    shell.expect("ended");
    BOOST_TEST(shell.screen().find("next> echo en''ded") != std::string::npos, shell.screen());
}

BOOST_AUTO_TEST_SUITE_END()
