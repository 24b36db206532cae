// What flows, hooks and the database make of a line, and what its author is told of that.
#include "e2e/scenario.hpp"

#include <fstream>

using namespace e2e;

namespace {

constexpr auto caps = "batch message-tags labeled-response echo-message standard-replies";

// By the first word of a text.
constexpr auto hook = R"js(
import { randomUUID } from 'node:crypto';
export default ({ filter, action }, { services, getSchema }) => {
	const of = (meta) => ['messages', 'tutorial'].includes(meta.collection);
	filter('items.create', (payload, meta) => {
		const word = of(meta) ? String(payload.content).split(' ')[0] : '';
		if (word === 'break') throw new Error('a plain one');
		if (word === 'shout') return { ...payload, content: payload.content.toUpperCase() };
		if (word === 'rekey') return { ...payload, id: meta.collection === 'messages' ? randomUUID() : 1000000 };
		return payload;
	});
	action('items.create', async (meta, { database }) => {
		const word = of(meta) ? String(meta.payload.content).split(' ')[0] : '';
		if (word === 'vanish') await database(meta.collection).where({ id: meta.key }).delete();
		if (word === 'censor') {
			const items = new services.ItemsService(meta.collection, { schema: await getSchema(), knex: database });
			await items.deleteOne(meta.key);
		}
	});
};
)js";

constexpr auto manifest =
    R"({"name":"test-hook","version":"1.0.0","type":"module","directus:extension":)"
    R"({"type":"hook","path":"dist/index.js","source":"src/index.js","host":"^10.0.0 || ^11.0.0 || ^12.0.0"}})";

struct hooked {
    private_directus directus;

    hooked()
    {
        const auto folder = directus.process().database().parent_path() / "extensions" / "test-hook";
        std::filesystem::create_directories(folder / "dist");
        std::ofstream(folder / "package.json") << manifest;
        std::ofstream(folder / "dist" / "index.js") << hook;
        directus.process().stop();
        directus.process().start();
    }

    scenario on(const std::string& collection) const
    {
        return scenario({"--irc.history=0", "--directus.collection=" + collection}, directus.project());
    }

    // Shows the gateway which kind of keys there is.
    static void begin(const scenario& on, const std::string& collection, irc_peer& ada)
    {
        support::collection(on.chat.url(), collection).create(on.who.grace, "first");
        ada.expect("*PRIVMSG #messages :first");
    }
};

void add_flow(const support::rest& admin, const std::string& message)
{
    const auto id = [](const support::rest_answer& answer) {
        return std::string(answer.data()["id"].string().value_or(""));
    };
    const auto flow = id(admin.post(
        "/flows", R"({"name":"words","status":"active","trigger":"event","accountability":"all","options":)"
                  R"({"type":"filter","scope":["items.create"],"collections":["messages","tutorial"]}})"));
    const auto refuse = id(admin.post(
        "/operations",
        fmt::format(R"({{"name":"throw","key":"thrown","type":"throw-error","position_x":37,"position_y":1,)"
                    R"("flow":"{}","options":{{"code":"NO_SWEARING","status":"400","message":{}}}}})",
                    flow, support::json_string(message))));
    const auto check = id(admin.post(
        "/operations",
        fmt::format(R"({{"name":"check","key":"check","type":"condition","position_x":19,"position_y":1,)"
                    R"("flow":"{}","options":{{"filter":{{"$trigger":{{"payload":{{"content":)"
                    R"({{"_ncontains":"damn"}}}}}}}}}},"reject":"{}"}})",
                    flow, refuse)));
    admin.patch("/flows/" + flow, R"({"operation":")" + check + R"("})");
}

const std::string collections[] = {"messages", "tutorial"}; // UUID and integer keys

} // namespace

BOOST_AUTO_TEST_SUITE(answers)

BOOST_AUTO_TEST_CASE(a_flow_refuses_in_the_administrators_words_at_once)
{
    private_directus directus;
    std::string tail;
    for (int n = 0; n < 10'240; ++n)
        tail += "é";
    add_flow(directus.project().admin(), "mind your\r\nlanguage\a " + tail);
    for (const auto& name : collections) {
        scenario on({"--irc.history=0", "--directus.collection=" + name}, directus.project());
        auto ada = on.join(on.who.ada, caps);
        auto linus = on.join(on.who.linus);
        hooked::begin(on, name, ada);
        ada.send("@label=l1 PRIVMSG #messages :damn you");
        ada.send("PRIVMSG #messages :fine line");
        ada.within(5s).expect("@label=l1* FAIL PRIVMSG REJECTED #messages :mind your*language*");
        ada.expect("* NOTICE Ada :Not sent: damn you");
        ada.expect("*PRIVMSG #messages :fine line");
        linus.send("PRIVMSG #messages :damn me");
        linus.within(5s).expect("* NOTICE Linus :mind your*language*");
        linus.expect("* NOTICE Linus :Not sent: damn me");
        const std::vector<std::string> stored{"first", "fine line"};
        BOOST_TEST(support::collection(on.chat.url(), name).contents() == stored,
                   boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(a_column_that_must_not_be_null_refuses_the_line)
{
    private_directus directus;
    const auto admin = directus.project().admin();
    admin.post("/fields/messages", R"({"field":"channel","type":"string"})");
    scenario on({"--irc.history=0"}, directus.project());
    auto ada = on.join(on.who.ada, caps);
    admin.patch("/fields/messages/channel", R"({"schema":{"is_nullable":false}})");
    admin.post("/items/messages", R"({"content":"first","channel":"general"})");
    ada.expect("*PRIVMSG #messages :first");
    ada.say("hello");
    ada.within(10s).expect("* FAIL PRIVMSG REJECTED #messages :*channel*");
    ada.expect("* NOTICE Ada :Not sent: hello");
    ada.say("again");
    ada.within(3s).expect("* NOTICE Ada :Not sent: again");
    BOOST_TEST(on.rows.rows().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_hook_that_fails_refuses_the_line, hooked)
{
    const auto gateway = on("messages");
    auto ada = gateway.join(gateway.who.ada, caps);
    begin(gateway, "messages", ada);
    ada.say("break it");
    ada.within(8s).expect("* FAIL PRIVMSG REJECTED #messages :Directus failed*");
    ada.expect("* NOTICE Ada :Not sent: break it");
    ada.say("whole");
    ada.expect("*PRIVMSG #messages :whole");
    BOOST_TEST(gateway.rows.rows().size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_hook_that_changes_text_or_key_loses_no_label_and_shows_no_line_twice, hooked)
{
    for (const auto& name : collections) {
        const auto gateway = on(name);
        auto ada = gateway.join(gateway.who.ada, caps);
        auto plain = gateway.join(gateway.who.ada);
        auto grace = gateway.join(gateway.who.grace);
        begin(gateway, name, ada);
        for (int n = 0; n < 5; ++n) {
            ada.send(fmt::format("@label=l{} PRIVMSG #messages :shout {}", n, n));
            ada.expect(fmt::format("@*label=l{}*PRIVMSG #messages :SHOUT {}", n, n));
            plain.expect(fmt::format("*PRIVMSG #messages :SHOUT {}", n));
        }
        ada.send("@label=k PRIVMSG #messages :rekey it");
        ada.expect("@*label=k*PRIVMSG #messages :rekey it");
        plain.say("shout at others");
        ada.expect("*PRIVMSG #messages :SHOUT AT OTHERS");
        ada.say("the end");
        BOOST_TEST(only(ada.until("*:the end"), "*PRIVMSG*").size() == 1u);
        BOOST_TEST(only(plain.until("*:the end"), "*SHOUT AT OTHERS").empty());
        const auto seen = only(grace.until("*:the end"), "*PRIVMSG*");
        BOOST_TEST(only(seen, "*SHOUT*").size() == 6u);
        BOOST_TEST(only(seen, "*rekey it").size() == 1u);
    }
}

BOOST_FIXTURE_TEST_CASE(a_row_that_a_hook_deletes_at_once_is_told_as_removed, hooked)
{
    for (const auto& name : collections) {
        const auto gateway = on(name);
        auto ada = gateway.join(gateway.who.ada, caps);
        begin(gateway, name, ada);
        ada.send("@label=l1 PRIVMSG #messages :vanish now");
        ada.within(8s).expect("@label=l1* FAIL PRIVMSG REJECTED #messages :Directus deleted*");
        ada.expect("* NOTICE Ada :Not sent: vanish now");
        // Shown and deleted, or told as removed.
        ada.send("@label=l2 PRIVMSG #messages :censor this");
        ada.within(8s).expect("@*label=l2*");
        ada.say("whole");
        const auto seen = ada.until("*PRIVMSG #messages :whole");
        BOOST_TEST(only(seen, "* 404 *").empty());
        support::collection(gateway.chat.url(), name).wait_for("whole");
    }
}

BOOST_AUTO_TEST_SUITE_END()
