// Collections as they stand in the wild: the gateway is told where Directus is, and nothing else.
#include "support/directus_process.hpp"
#include "support/gateway_process.hpp"
#include "support/irc_peer.hpp"
#include "support/rest.hpp"
#include "support/temporary_directory.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <ostream>
#include <string>
#include <vector>

using support::irc_peer;
using support::json_string;
using support::rest;

namespace {

// Fields as POST /collections takes them.
const std::string integer_key =
    R"({"field":"id","type":"integer","schema":{"is_primary_key":true,"has_auto_increment":true}})";
const std::string uuid_key =
    R"({"field":"id","type":"uuid","meta":{"special":["uuid"]},"schema":{"is_primary_key":true,"length":36}})";
const std::string user_created =
    R"({"field":"user_created","type":"uuid","meta":{"special":["user-created"]}})";
const std::string date_created =
    R"({"field":"date_created","type":"timestamp","meta":{"special":["date-created"]}})";

std::string text_field(const std::string& name)
{
    return fmt::format(R"({{"field":"{}","type":"text"}})", name);
}

struct wild {
    std::string name;
    std::string collection;
    std::vector<std::string> fields;
    std::vector<std::pair<std::string, std::string>> relations; // field → collection
    std::string content;                                        // names of fields
    std::string author;
    bool named = false; // the author is plain text
    std::string reply{};
    std::string meta = "{}"; // of the collection
    bool is_public = false;  // its permissions are those of the public policy
    std::string zone = "UTC";
    std::string more{}; // of rows that are made in Directus: ,"status":"published"
    std::string shown_as = "plain";
    friend std::ostream& operator<<(std::ostream& out, const wild& one) { return out << one.name; }
};

const std::vector<wild> schemas{
    {.name = "tutorial with text",
     .collection = "messages",
     .fields = {integer_key, text_field("text"), user_created, date_created},
     .relations = {{"user_created", "directus_users"}},
     .content = "text",
     .author = "user_created"},
    {.name = "tutorial with content and the public policy",
     .collection = "messages",
     .fields = {integer_key, text_field("content"), user_created, date_created},
     .relations = {{"user_created", "directus_users"}},
     .content = "content",
     .author = "user_created",
     .is_public = true},
    {.name = "message and sender",
     .collection = "chat_messages",
     .fields = {integer_key, text_field("message"), R"({"field":"sender","type":"uuid"})",
                R"({"field":"created_at","type":"timestamp","meta":{"special":["date-created"]}})",
                R"({"field":"reply_to","type":"integer"})"},
     .relations = {{"sender", "directus_users"}, {"reply_to", "chat_messages"}},
     .content = "message",
     .author = "sender",
     .reply = "reply_to"},
    {.name = "user as plain text",
     .collection = "messages",
     .fields = {integer_key, R"({"field":"text","type":"string"})", R"({"field":"user","type":"string"})",
                date_created},
     .relations = {},
     .content = "text",
     .author = "user",
     .named = true},
    {.name = "channel, parent and HTML",
     .collection = "messages",
     .fields = {integer_key,
                R"({"field":"content","type":"text","meta":{"interface":"input-rich-text-html"}})",
                R"({"field":"channel","type":"string"})", R"({"field":"parent_id","type":"integer"})",
                R"({"field":"status","type":"string","schema":{"default_value":"published"}})", user_created,
                date_created},
     .relations = {{"user_created", "directus_users"}, {"parent_id", "messages"}},
     .content = "content",
     .author = "user_created",
     .reply = "parent_id",
     .shown_as = "html"},
    {.name = "UUID key and dateTime in New York",
     .collection = "messages",
     .fields = {uuid_key, text_field("content"), user_created,
                R"({"field":"date_created","type":"dateTime","meta":{"special":["date-created"]}})"},
     .relations = {{"user_created", "directus_users"}},
     .content = "content",
     .author = "user_created",
     .zone = "America/New_York"},
};

// A Directus with this collection and two people who chat.
class project {
public:
    explicit project(const wild& of)
        : of_(of)
        , directus_(directory_.path(), {{"TZ", of.zone}})
    {
        directus_.bootstrap();
        directus_.start();
        std::string fields;
        for (const auto& field : of.fields)
            fields += (fields.empty() ? "" : ",") + field;
        admin().post("/collections",
                     fmt::format(R"({{"collection":"{}","meta":{},"schema":{{}},"fields":[{}]}})",
                                 of.collection, of.meta, fields));
        for (const auto& [field, to] : of.relations)
            admin().post("/relations",
                         fmt::format(R"({{"collection":"{}","field":"{}","related_collection":"{}"}})",
                                     of.collection, field, to));
        const auto role = id_of(admin().post("/roles", R"({"name":"Chat"})"));
        const auto policy = id_of(admin().post("/policies", R"({"name":"Chat"})"));
        admin().post("/access", fmt::format(R"({{"role":"{}","policy":"{}"}})", role, policy));
        // The public policy is that of users without a role, too.
        const auto chat = of.is_public ? public_policy() : policy;
        const auto its_role = of.is_public ? std::string("null") : json_string(role);
        permit(chat, "directus_users", "read");
        for (const auto* action : {"create", "read"})
            permit(chat, of.collection, action);
        for (const auto* name : {"Ada", "Grace"})
            ids_.push_back(id_of(admin().post(
                "/users",
                fmt::format(R"({{"first_name":"{0}","email":"{0}@example.com","token":"token-of-{0}",)"
                            R"("role":{1}}})",
                            name, its_role))));
    }

    const std::string& url() const { return directus_.url(); }
    const std::string& ada() const { return ids_[0]; }

    // As the site's own page does.
    void say_as_grace(const std::string& text) const
    {
        const auto body = of_.shown_as == "html" ? "<p>" + text + "</p>" : text;
        auto row = fmt::format(R"("{}":{})", of_.content, json_string(body));
        if (of_.author != "user_created")
            row += fmt::format(R"(,"{}":{})", of_.author, json_string(of_.named ? "Grace" : ids_[1]));
        rest(url(), "token-of-Grace").post("/items/" + of_.collection, "{" + row + of_.more + "}");
    }

    // The only row with this in its text, once there is one.
    support::rest_answer row(const std::string& text) const
    {
        std::optional<support::rest_answer> found;
        support::eventually([&] {
            found = admin().get(
                fmt::format("/items/{}?filter[{}][_contains]={}", of_.collection, of_.content, text));
            return found->data().size() > 0;
        });
        BOOST_REQUIRE_MESSAGE(found->data().size() == 1, text << ": " << found->text);
        return std::move(*found);
    }

private:
    rest admin() const { return {url(), support::directus_process::admin_token}; }

    static std::string id_of(const support::rest_answer& made)
    {
        return made.data()["id"].key().value_or("");
    }

    void permit(const std::string& policy, const std::string& collection, const std::string& action) const
    {
        admin().post("/permissions",
                     fmt::format(R"({{"policy":"{}","collection":"{}","action":"{}","fields":["*"]}})",
                                 policy, collection, action));
    }

    // That which everybody has, without a role or a user.
    std::string public_policy() const
    {
        const auto found = admin().get("/policies?filter[name][_contains]=public&fields=id");
        return found.data().at(0)["id"].key().value_or("");
    }

    const wild& of_;
    support::temporary_directory directory_;
    support::directus_process directus_;
    std::vector<std::string> ids_; // of Ada and Grace
};

} // namespace

BOOST_AUTO_TEST_SUITE(schemas_of_the_wild)

BOOST_DATA_TEST_CASE(messages_go_both_ways, boost::unit_test::data::make(schemas), schema)
{
    const project chat(schema);
    chat.say_as_grace("before");
    const support::gateway_process gateway(chat.url());
    irc_peer ada(gateway.port());
    ada.log_in("token:token-of-Ada", "message-tags server-time");
    ada.join();
    ada.expect("*PRIVMSG #messages :before");
    gateway.expect_log("*event=schema *");
    gateway.expect_log("*event=feed_live*");

    chat.say_as_grace("live");
    const auto live = ada.expect("*PRIVMSG #messages :live");
    BOOST_TEST(live.find(":Grace") != std::string::npos, live);
    const auto key = support::tag_of(live, "msgid");

    ada.say("from irc");
    const auto stored = chat.row("from%20irc");
    const auto author = stored.data().at(0)[schema.author].key().value_or("");
    BOOST_TEST(author == (schema.named ? "Ada" : chat.ada()));

    if (!schema.reply.empty()) {
        ada.send(fmt::format("@+reply={} PRIVMSG #messages :an answer", key));
        const auto answer = chat.row("an%20answer");
        BOOST_TEST(answer.data().at(0)[schema.reply].key().value_or("") == key);
    }
}

BOOST_AUTO_TEST_SUITE_END()
