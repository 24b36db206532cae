// `directus-ircd setup` against a real Directus. That it prepares one well, every other scenario shows.
#include "e2e/scenario.hpp"
#include "support/tmux.hpp"

#include <cstdlib>

using namespace e2e;

namespace {

constexpr auto administrator = support::directus_process::admin_token;

struct set_up {
    const support::chat_project chat;

    explicit set_up(const support::chat_project& project = shared_project())
        : chat(project)
    {
    }

    support::finished run(std::vector<std::string> options, const std::string& token = administrator) const
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
               chat.admin().get("/access?limit=-1").text + chat.admin().get("/presets?limit=-1").text;
    }
};

// For what would be in the way of other scenarios.
struct set_up_apart : private_directus, set_up {
    set_up_apart()
        : set_up(private_directus::project())
    {
    }

    // Makes a role with one policy.
    void add_role(const std::string& name, bool app_access) const
    {
        const auto policy = chat.admin().post(
            "/policies", fmt::format(R"({{"name":"{}","app_access":{}}})", name, app_access));
        const auto role = chat.admin().post("/roles", fmt::format(R"({{"name":"{}"}})", name));
        chat.admin().post("/access", fmt::format(R"({{"role":"{}","policy":"{}"}})",
                                                 role.data()["id"].string().value_or(""),
                                                 policy.data()["id"].string().value_or("")));
    }
    std::size_t grants_of(const std::string& role) const
    {
        return chat.admin()
            .get("/access?fields=id&filter[policy][name][_eq]=Chat&filter[role][name][_eq]=" + role)
            .data()
            .size();
    }
    std::optional<std::string> accountability() const
    {
        const auto found = chat.admin().get("/collections/messages");
        return found.data()["meta"]["accountability"].key();
    }
};

bool holds(const support::finished& run, std::string_view text)
{
    return run.output.find(text) != std::string::npos;
}

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

BOOST_AUTO_TEST_CASE(new_collections_have_a_list_and_no_accountability)
{
    for (const std::string collection : {"messages", "tutorial"}) { // of UUID and of integer keys
        const auto found = chat.admin().get("/presets?filter[collection][_eq]=" + collection);
        BOOST_REQUIRE(found.data().size() == 1u);
        const auto preset = found.data().at(0);
        for (const auto* of : {"user", "role", "bookmark"})
            BOOST_TEST(preset[of].is_null());
        BOOST_TEST((preset["layout_query"]["tabular"]["sort"].at(0).string() == "-date_created"));
        const auto meta = chat.admin().get("/collections/" + collection);
        BOOST_TEST(meta.data()["meta"]["accountability"].is_null());
    }
}

BOOST_FIXTURE_TEST_CASE(global_preset_that_exists_is_left_alone, set_up_apart)
{
    const auto id = chat.admin().get("/presets?filter[collection][_eq]=messages").data().at(0)["id"].key();
    chat.admin().patch("/presets/" + id.value(), R"({"layout":"cards"})");
    const auto before = permissions();
    BOOST_TEST(holds(run({}), "global preset of messages: already there"));
    BOOST_TEST((permissions() == before));
    chat.admin().patch("/presets/" + id.value(), R"({"bookmark":"mine"})");
    BOOST_TEST(holds(run({}), "global preset of messages: created"));
}

BOOST_FIXTURE_TEST_CASE(accountability_is_switched_off_where_that_is_asked_for, set_up_apart)
{
    constexpr auto offer = "setup --no-accountability";
    BOOST_TEST(!holds(run({}), offer));
    chat.admin().patch("/collections/messages", R"({"meta":{"accountability":"all"}})");
    BOOST_TEST(holds(run({}), offer));
    BOOST_TEST(holds(run({"--dry-run", "--no-accountability"}),
                     "accountability of messages: would be switched off"));
    BOOST_TEST((accountability() == "all"));
    const auto off = run({"--no-accountability"});
    BOOST_TEST(holds(off, "accountability of messages: switched off"), off.output);
    BOOST_TEST(!holds(off, offer));
    BOOST_TEST(!accountability().has_value());
    BOOST_TEST(holds(run({"--no-accountability"}), "accountability of messages: already off"));
}

BOOST_FIXTURE_TEST_CASE(policy_is_attached_to_a_role_that_exists, set_up_apart)
{
    constexpr auto no_studio = "gives no access to the Data Studio";
    add_role("Editors", true);
    add_role("Writers", false);
    BOOST_TEST(holds(run({}), no_studio)); // of the role Chat
    const auto dry = run({"--dry-run", "--role=Editors"});
    BOOST_TEST(holds(dry, "policy Chat in role Editors: would be created"), dry.output);
    BOOST_TEST(grants_of("Editors") == 0u);
    const auto editors = run({"--role=Editors"});
    BOOST_TEST(editors.status == 0);
    BOOST_TEST(holds(editors, "role Editors: already there"), editors.output);
    BOOST_TEST(holds(editors, "policy Chat in role Editors: created"), editors.output);
    BOOST_TEST(!holds(editors, no_studio), editors.output);
    BOOST_TEST(holds(run({"--role=Editors"}), "policy Chat in role Editors: already there"));
    BOOST_TEST(grants_of("Editors") == 1u);
    const auto writers = run({"--role=Writers"});
    BOOST_TEST(writers.status == 0);
    BOOST_TEST(holds(writers, "role Writers gives no access to the Data Studio"), writers.output);
    BOOST_TEST(grants_of("Writers") == 1u);
}

BOOST_AUTO_TEST_CASE(role_that_does_not_exist_is_an_error)
{
    const auto before = permissions();
    const auto refused = run({"--role=Nobody"});
    BOOST_TEST(refused.status == 1);
    BOOST_TEST(holds(refused, "role Nobody: there is no such role"), refused.output);
    BOOST_TEST((permissions() == before));
}

// Directus 12 permits rules with a licence alone.
BOOST_FIXTURE_TEST_CASE(edits_are_limited_to_own_messages_or_not_permitted_at_all, set_up_apart)
{
    const auto row = chat.messages().create(chat.people().ada, "first");
    const auto edit = [&](const person& who) {
        return chat.as(who).call("PATCH", "/items/messages/" + row, R"({"content":"second"})").status;
    };
    const auto asked = run({"--with=edits"});
    BOOST_TEST(edit(chat.people().grace) == 403u);
    if (holds(asked, "permission to edit own messages: created")) {
        BOOST_TEST(asked.status == 0);
        BOOST_TEST(edit(chat.people().ada) == 200u);
        BOOST_TEST(holds(run({"--with=edits"}), "permission to delete own messages: already there"));
        const auto forged = chat.as(chat.people().ada)
                                .call("PATCH", "/items/messages/" + row,
                                      fmt::format(R"({{"user_created":"{}"}})", chat.people().grace.id));
        BOOST_TEST(forged.status == 403u);
        BOOST_TEST(chat.as(chat.people().ada).call("DELETE", "/items/messages/" + row).status == 204u);
    } else {
        BOOST_TEST(asked.status == 1);
        BOOST_TEST(holds(asked, "permission to edit own messages: not created"), asked.output);
        BOOST_TEST(holds(asked, "permission to delete own messages: not created"), asked.output);
        BOOST_TEST(holds(asked, "--with=edits: Directus 12 needs a licence"), asked.output);
        BOOST_TEST(edit(chat.people().ada) == 403u);
    }
}

BOOST_FIXTURE_TEST_CASE(bot_gets_one_token_which_is_shown_once, set_up_apart)
{
    BOOST_TEST(holds(run({"--dry-run", "--bot=ci"}), "bot ci: would be created"));
    const auto made = run({"--bot=ci"});
    BOOST_TEST(made.status == 0);
    BOOST_TEST(holds(made, "bot ci: created"), made.output);
    constexpr std::string_view before = "which is shown only now:\n  ";
    const auto at = made.output.find(before);
    BOOST_REQUIRE(at != std::string::npos);
    const auto token = made.output.substr(at + before.size(), 40);
    const support::rest bot(chat.url(), token);
    const auto id = bot.get("/users/me?fields=id").data()["id"].key().value_or("");
    BOOST_TEST(holds(made, "bots = " + id), made.output);
    bot.post("/items/messages", R"({"content":"build 12 has passed"})");
    BOOST_TEST(chat.messages().wait_for("build 12 has passed").author == id);

    const auto again = run({"--bot=ci"});
    BOOST_TEST(again.status == 0);
    BOOST_TEST(holds(again, "bot ci: already there"), again.output);
    BOOST_TEST(holds(again, "/admin/users/" + id), again.output);
    BOOST_TEST(holds(again, "bots = " + id), again.output);
    BOOST_TEST(!holds(again, "created\n"), again.output);
    bot.get("/users/me");
    BOOST_TEST(chat.admin().get("/users?filter[first_name][_eq]=ci").data().size() == 1u);
}

BOOST_AUTO_TEST_CASE(person_is_not_taken_for_a_bot)
{
    const auto refused = run({"--bot=Ada"});
    BOOST_TEST(refused.status == 1);
    BOOST_TEST(holds(refused, "bot Ada: another user has this first name"), refused.output);
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
