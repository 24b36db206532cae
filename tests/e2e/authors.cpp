// Collections that `directus-ircd setup` did not make: authors that Directus does not fill in, dates without
// a zone.
#include "base/clock.hpp"
#include "base/timestamp.hpp"
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

constexpr auto author = R"({"field":"user_created","type":"uuid"})";
constexpr auto filled_author =
    R"({"field":"user_created","type":"uuid","meta":{"special":["user-created"]}})";
constexpr auto date = R"({"field":"date_created","type":"timestamp","meta":{"special":["date-created"]}})";
constexpr auto zoneless_date =
    R"({"field":"date_created","type":"dateTime","meta":{"special":["date-created"]}})";

struct own_collection {
    support::chat_project chat;
    std::string name;
    person ada, grace;

    own_collection(const support::chat_project& project, std::string collection,
                   const std::string& author_field, const std::string& date_field)
        : chat(project)
        , name(std::move(collection))
    {
        const auto admin = chat.admin();
        admin.post("/collections",
                   fmt::format(R"({{"collection":"{}","meta":{{}},"schema":{{}},"fields":[{},{},{},{}]}})",
                               name,
                               R"({"field":"id","type":"uuid","meta":{"special":["uuid"]},)"
                               R"("schema":{"is_primary_key":true,"length":36,"has_auto_increment":false}})",
                               R"({"field":"content","type":"text"})", author_field, date_field));
        if (author_field.find("user_created") != std::string::npos)
            admin.post("/relations",
                       fmt::format(R"({{"collection":"{}","field":"user_created","related_collection":)"
                                   R"("directus_users"}})",
                                   name));
        const auto role = chat.add_role("Of " + name, {});
        const auto permit = [&](std::string_view on, std::string_view action) {
            admin.post("/permissions",
                       fmt::format(R"({{"policy":"{}","collection":"{}","action":"{}","fields":["*"]}})",
                                   role.policy, on, action));
        };
        permit(name, "read");
        permit(name, "create");
        permit("directus_users", "read");
        ada = chat.add_person("Augusta", role);
        grace = chat.add_person("Brewster", role);
    }

    void add(const std::string& text, const std::string& more = "") const
    {
        chat.as(ada).post("/items/" + name, fmt::format(R"({{"content":"{}"{}}})", text, more));
    }
    scenario::options options(const scenario::options& more = {}) const
    {
        scenario::options all{"--directus.collection=" + name};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    // Of a field of the row with this text.
    std::string stored(const std::string& text, const std::string& field) const
    {
        const auto answer = chat.admin().get("/items/" + name + "?filter[content][_eq]=" + text);
        BOOST_REQUIRE(answer.data().size() == 1U);
        return std::string(answer.data().at(0)[field].string().value_or(""));
    }
};

void is_of_now(const std::string& line)
{
    const auto time = base::from_iso8601(tag_of(line, "time"));
    BOOST_REQUIRE(time);
    BOOST_TEST((std::chrono::abs(*time - base::wall_now()) < 2min), line);
}

void times_are_in_utc(const std::string& zone)
{
    private_directus directus({{"TZ", zone}});
    const own_collection of(directus.project(), "zoneless", filled_author, zoneless_date);
    of.add("old");
    scenario on(of.options(), of.chat);
    auto grace = on.connect();
    grace.log_in(of.grace.pass(), "server-time message-tags batch draft/chathistory");
    grace.join();
    on.gateway.expect_log("*event=feed_live*");
    grace.send("CHATHISTORY LATEST #messages * 10");
    is_of_now(grace.expect("*PRIVMSG #messages :old"));
    auto ada = on.join(of.ada, "server-time message-tags echo-message");
    ada.send("PRIVMSG #messages :mine");
    is_of_now(ada.expect("*PRIVMSG #messages :mine"));
    is_of_now(grace.expect("*PRIVMSG #messages :mine"));
    const auto past = base::to_iso8601(base::wall_now() - 30min);
    grace.send("CHATHISTORY BEFORE #messages timestamp=" + past + " 10");
    grace.send("CHATHISTORY AFTER #messages timestamp=" + past + " 10");
    grace.expect("*BATCH -*");
    is_of_now(grace.expect("*PRIVMSG #messages :old"));
    is_of_now(grace.expect("*PRIVMSG #messages :mine"));

    directus.process().stop();
    directus.process().start();
    of.add("missed");
    is_of_now(grace.expect("*PRIVMSG #messages :missed"));
}

} // namespace

BOOST_AUTO_TEST_SUITE(authors)

BOOST_AUTO_TEST_CASE(relation_that_directus_does_not_fill_in_is_written)
{
    private_directus directus;
    const own_collection of(directus.project(), "unfilled", author, date);
    scenario on(of.options({"--irc.history=0"}), of.chat);
    auto grace = on.join(of.grace);
    auto ada = on.join(of.ada);
    ada.send("PRIVMSG #messages :mine");
    grace.expect(":Augusta!u@user-*.directus PRIVMSG #messages :mine");
    BOOST_TEST(of.stored("mine", "user_created") == of.ada.id);
}

BOOST_AUTO_TEST_CASE(plain_text_author_gets_the_name_and_proves_nothing)
{
    private_directus directus;
    const own_collection of(directus.project(), "named", R"({"field":"user","type":"string"})", date);
    of.add("old", R"(,"user":"Mary Shelley")");
    scenario on(of.options({"--field.author=user"}), of.chat);
    auto grace = on.connect();
    grace.log_in(of.grace.pass());
    grace.join();
    grace.expect(":Mary_Shelley!u@unverified.directus PRIVMSG #messages :*old");
    on.gateway.expect_log("*event=feed_live*");
    auto ada = on.join(of.ada);
    ada.send("PRIVMSG #messages :mine");
    grace.expect(":Augusta!u@user-*.directus PRIVMSG #messages :mine");
    BOOST_TEST(of.stored("mine", "user").starts_with("Augusta"));
    of.add("forged", R"(,"user":"Augusta")");
    grace.expect(":Augusta_!u@unverified.directus PRIVMSG #messages :forged");
    const auto seen = ada.until("*PRIVMSG #messages :forged");
    BOOST_TEST(only(seen, "*:mine").empty());
}

BOOST_AUTO_TEST_CASE(dates_without_a_zone_are_shown_in_utc_west_and_east_of_it)
{
    times_are_in_utc("America/New_York");
    times_are_in_utc("Asia/Kolkata");
}

BOOST_AUTO_TEST_SUITE_END()
