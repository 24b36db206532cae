// `directus-ircd doctor` in front of real Directuses that are configured in several ways.
#include "e2e/scenario.hpp"

#include "directus/json.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

using namespace e2e;

namespace {

struct finding {
    std::string status, seen, change;
};

struct diagnosis {
    int status = 0;
    std::string output{};
    std::map<std::string, finding> checks{};

    void is(const std::string& name, const std::string& grade, const std::string& seen = "",
            const std::string& change = "") const
    {
        const auto at = checks.find(name);
        BOOST_REQUIRE_MESSAGE(at != checks.end(), name << ": " << output);
        BOOST_TEST(at->second.status == grade, name << ": " << at->second.seen);
        BOOST_TEST(at->second.seen.find(seen) != std::string::npos, name << ": " << at->second.seen);
        BOOST_TEST(at->second.change.find(change) != std::string::npos, name << ": " << at->second.change);
    }

    // But for these, which depend on the machine.
    void all_ok_but(const std::vector<std::string>& names) const
    {
        for (const auto& [name, one] : checks)
            if (std::ranges::find(names, name) == names.end() && name != "latency")
                BOOST_TEST(one.status == "ok", name << ": " << one.seen);
    }
};

diagnosis examine(const support::chat_project& chat, const person& who, std::vector<std::string> options = {})
{
    const support::temporary_directory directory;
    options.insert(options.begin(), {"doctor", "--json", "--directus.url=" + chat.url()});
    auto command = support::gateway_command(std::move(options), directory.path() / "output");
    command.environment["DIRECTUS_IRCD_USER_EMAIL"] = who.email;
    command.environment["DIRECTUS_IRCD_USER_PASSWORD"] = who.password;
    command.environment["DIRECTUS_IRCD_ADMIN_TOKEN"] = support::directus_process::admin_token;
    const auto ended = support::run(std::move(command));
    diagnosis told{.status = ended.status, .output = ended.output};
    const auto parsed = directus::json::document::parse(ended.output);
    BOOST_REQUIRE_MESSAGE(parsed.has_value(), ended.output);
    const auto list = parsed->root()["checks"];
    for (std::size_t n = 0; n < list.size(); ++n) {
        const auto text = [&](std::string_view key) {
            return std::string(list.at(n)[key].string().value_or(""));
        };
        told.checks[text("name")] = {text("status"), text("seen"), text("change")};
    }
    for (const auto& secret : chat.secrets())
        BOOST_TEST(ended.output.find(secret) == std::string::npos);
    return told;
}

} // namespace

BOOST_AUTO_TEST_SUITE(doctor)

BOOST_AUTO_TEST_CASE(a_directus_that_setup_has_prepared_is_well)
{
    const auto& chat = shared_project();
    const auto before = chat.messages().rows().size();
    const auto told = examine(chat, chat.people().ada);
    told.all_ok_but({});
    told.is("version", "ok", ".");
    told.is("websocket", "ok", "handshake");
    told.is("heartbeat", "ok", "every ");
    told.is("page cap", "ok", "none");
    told.is("user: schema", "ok", "messages: id, content, user_created, date_created");
    told.is("administrator: fields", "ok");
    BOOST_TEST(told.status == (told.checks.at("latency").status == "ok" ? 0 : 1));
    BOOST_TEST(chat.messages().rows().size() == before);
}

BOOST_AUTO_TEST_CASE(websockets_that_are_off_are_a_warning)
{
    const support::directus_process::variables settings{{"WEBSOCKETS_ENABLED", "false"}};
    const private_directus off(settings);
    const auto told = examine(off.project(), off.project().people().ada);
    BOOST_TEST(told.status == 1);
    told.is("websocket", "warn", "404", "WEBSOCKETS_ENABLED=true");
    told.all_ok_but({"websocket"});
}

BOOST_AUTO_TEST_CASE(a_page_cap_and_a_cache_are_told)
{
    const private_directus capped({{"QUERY_LIMIT_MAX", "100"}, {"CACHE_ENABLED", "true"}});
    const auto told = examine(capped.project(), capped.project().people().ada);
    BOOST_TEST(told.status == 1);
    told.is("page cap", "warn", "QUERY_LIMIT_MAX=100");
    told.is("cache", "ok", "CACHE_ENABLED");
    told.is("search", "ok");
    told.all_ok_but({"page cap"});
}

BOOST_AUTO_TEST_CASE(strict_sockets_without_heartbeat_are_warnings)
{
    const private_directus strict(
        {{"WEBSOCKETS_REST_AUTH", "strict"}, {"WEBSOCKETS_HEARTBEAT_ENABLED", "false"}});
    const auto told = examine(strict.project(), strict.project().people().ada);
    BOOST_TEST(told.status == 1);
    told.is("websocket", "warn", "strict", "WEBSOCKETS_REST_AUTH=handshake");
    told.is("heartbeat", "warn", "off", "WEBSOCKETS_HEARTBEAT_ENABLED=true");
    told.all_ok_but({"websocket", "heartbeat"});
}

BOOST_AUTO_TEST_CASE(a_field_or_a_collection_that_is_not_there_is_a_failure)
{
    const auto& chat = shared_project();
    auto told = examine(chat, chat.people().ada, {"--field.content=body"});
    BOOST_TEST(told.status == 2);
    told.is("user: schema", "fail", "body");
    told.is("administrator: fields", "fail", "messages has no body; its fields of text: content");
    told = examine(chat, chat.people().ada, {"--directus.collection=nowhere"});
    BOOST_TEST(told.status == 2);
    told.is("user: schema", "fail", "nowhere");
}

BOOST_AUTO_TEST_CASE(missing_permissions_are_named)
{
    const auto& chat = shared_project();
    auto told = examine(chat, chat.people().edsger);
    BOOST_TEST(told.status == 1);
    told.is("user: permissions", "warn", "create no", "create");
    told = examine(chat, chat.people().outsider);
    BOOST_TEST(told.status == 2);
    told.is("user: permissions", "fail", "read no");
    told.is("administrator: permissions", "ok");
}

BOOST_AUTO_TEST_SUITE_END()
