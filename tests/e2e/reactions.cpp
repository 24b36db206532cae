// Reactions between IRC and Directus: made and taken back on either side, with the history, without
// permission, and over a restart of Directus.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

constexpr auto caps = "message-tags server-time echo-message labeled-response batch standard-replies "
                      "account-tag draft/chathistory draft/event-playback";
constexpr auto without_playback = "message-tags server-time batch draft/chathistory";
const scenario::options keeping{"--irc.history=0", "--directus.reactions=reactions"};

// A Directus that keeps reactions, and who may do what with them: Ada and Grace all, Linus nothing.
struct with_collection {
    private_directus directus;

    with_collection()
    {
        const auto made = set_up();
        BOOST_TEST_REQUIRE(made.status == 0, made.output);
        BOOST_TEST(made.output.find("collection reactions: created") != std::string::npos, made.output);
    }
    support::finished set_up() const
    {
        support::temporary_directory directory;
        auto command = support::gateway_command(
            {"setup", "--with=reactions", "--directus.url=" + directus.project().url()},
            directory.path() / "log");
        command.environment["DIRECTUS_IRCD_ADMIN_TOKEN"] = support::directus_process::admin_token;
        return support::run(std::move(command));
    }
    std::string schema() const
    {
        const auto admin = directus.project().admin();
        return admin.get("/schema/snapshot").text + admin.get("/permissions?limit=-1&sort=id").text;
    }
    // "author message emoji" of each.
    std::vector<std::string> stored() const
    {
        const auto all = directus.project().admin().get("/items/reactions?sort=date_created,id");
        std::vector<std::string> out;
        for (std::size_t n = 0; n < all.data().size(); ++n) {
            const auto one = all.data().at(n);
            out.push_back(fmt::format("{} {} {}", one["user_created"].string().value_or("nobody"),
                                      one["message"].key().value_or(""), one["emoji"].string().value_or("")));
        }
        return out;
    }
    // In Directus itself. Gives its key.
    std::string react(const person& who, const std::string& row, const std::string& emoji) const
    {
        const auto made = directus.project().as(who).post(
            "/items/reactions", fmt::format(R"({{"message":"{}","emoji":"{}"}})", row, emoji));
        return made.data()["id"].key().value_or("");
    }
    void unreact(const person& who, const std::string& key) const
    {
        directus.project().as(who).remove("/items/reactions/" + key, {});
    }
};

struct reacting : with_collection, scenario {
    reacting()
        : scenario(keeping, with_collection::directus.project())
    {
    }

    std::string row = rows.create(who.grace, "shall we?");
    irc_peer ada = join(who.ada, caps);
    irc_peer grace = join(who.grace, caps);

    static std::string tags(const std::string& what, const std::string& emoji, const std::string& to)
    {
        return fmt::format("+draft/{}={};+reply={}", what, emoji, to);
    }
};

void is_reaction(const std::string& line, const std::string& what, const std::string& emoji,
                 const std::string& row)
{
    BOOST_TEST(tag_of(line, "+draft/" + what) == emoji, line);
    BOOST_TEST(tag_of(line, "+reply") == row, line);
    BOOST_TEST(tag_of(line, "+draft/reply") == row, line);
    BOOST_TEST(!tag_of(line, "time").empty(), line);
    BOOST_TEST(tag_of(line, "msgid").starts_with(row + (what == "react" ? ".r" : ".u")), line);
}

} // namespace

BOOST_AUTO_TEST_SUITE(reactions)

BOOST_FIXTURE_TEST_CASE(from_irc_it_is_stored_in_the_authors_name_and_shown_once, reacting)
{
    ada.send("@label=r1;" + tags("react", "👍", row) + " TAGMSG #messages");
    const auto answer = ada.expect("@label=r1;* TAGMSG #messages");
    is_reaction(answer, "react", "👍", row);
    BOOST_TEST(tag_of(answer, "account") == who.ada.id.substr(0, 8));
    is_reaction(grace.expect("* TAGMSG #messages"), "react", "👍", row);
    BOOST_TEST(stored() == std::vector{fmt::format("{} {} 👍", who.ada.id, row)});

    ada.send("@label=r2;" + tags("react", "👍", row) + " TAGMSG #messages"); // once more
    BOOST_TEST(tag_of(ada.expect("@label=r2;* TAGMSG #messages"), "msgid") == tag_of(answer, "msgid"));
    BOOST_TEST(stored().size() == 1u);

    ada.send("@label=r3;" + tags("unreact", "👍", row) + " TAGMSG #messages");
    is_reaction(ada.expect("@label=r3;* TAGMSG #messages"), "unreact", "👍", row);
    is_reaction(grace.expect("* TAGMSG #messages"), "unreact", "👍", row);
    BOOST_TEST(stored().empty());
    ada.say("after it");
    for (auto* one : {&ada, &grace})
        BOOST_TEST(only(one->until("*PRIVMSG #messages :after it"), "*TAGMSG*").empty());
}

BOOST_FIXTURE_TEST_CASE(from_directus_it_is_shown_and_its_end_too, reacting)
{
    const auto key = react(who.grace, row, "🎉");
    for (auto* one : {&ada, &grace}) {
        const auto line = one->expect("* TAGMSG #messages");
        is_reaction(line, "react", "🎉", row);
        BOOST_TEST(line.find(" :Grace!u@user-") != std::string::npos, line);
        BOOST_TEST(tag_of(line, "msgid") == row + ".r" + key);
    }
    unreact(who.grace, key);
    for (auto* one : {&ada, &grace})
        is_reaction(one->expect("* TAGMSG #messages"), "unreact", "🎉", row);
}

BOOST_FIXTURE_TEST_CASE(each_takes_back_his_own_alone, reacting)
{
    react(who.grace, row, "👍");
    react(who.ada, row, "👎");
    for (int n = 0; n < 2; ++n)
        ada.expect("* TAGMSG #messages");
    ada.send("@label=n;" + tags("unreact", "👍", row) + " TAGMSG #messages"); // that is not his
    BOOST_TEST(tag_of(ada.expect("@label=n;* TAGMSG #messages"), "msgid").empty());
    BOOST_TEST(stored().size() == 2u);
    ada.send("@label=y;" + tags("unreact", "👎", row) + " TAGMSG #messages");
    ada.expect("@label=y;*msgid=* TAGMSG #messages");
    BOOST_TEST(stored() == std::vector{fmt::format("{} {} 👍", who.grace.id, row)});
}

BOOST_FIXTURE_TEST_CASE(with_a_text_it_is_a_message_besides, reacting)
{
    ada.send("@" + tags("react", "❤", row) + " PRIVMSG #messages :I like it");
    auto seen = grace.until("*PRIVMSG #messages :I like it");
    if (only(seen, "*TAGMSG*").empty())
        grace.expect("@*+draft/react=❤* TAGMSG #messages");
    rows.wait_for("I like it");
    BOOST_TEST(stored() == std::vector{fmt::format("{} {} ❤", who.ada.id, row)});
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_stored_is_refused, reacting)
{
    const std::string nowhere = "01234567-89ab-7def-8123-456789abcdef";
    ada.send("@label=a;" + tags("react", "👍", nowhere) + " TAGMSG #messages");
    ada.expect("@label=a* FAIL TAGMSG UNKNOWN_MSGID #messages " + nowhere + " :*");
    ada.send("@label=b;" + tags("react", std::string(65, 'x'), row) + " TAGMSG #messages");
    ada.expect("@label=b* FAIL TAGMSG INVALID_REACTION #messages " + row + " :*");
    auto linus = join(who.linus, caps);
    linus.send("@label=c;" + tags("react", "👍", row) + " TAGMSG #messages");
    linus.expect("@label=c* FAIL TAGMSG REACT_FORBIDDEN #messages " + row + " :*");
    auto plain = join(who.linus, "message-tags");
    plain.send("@" + tags("react", "👍", row) + " TAGMSG #messages");
    plain.expect("* NOTICE * :You have no permission to react to messages");
    BOOST_TEST(stored().empty());
    // Nor is he shown what he may not read.
    react(who.grace, row, "🎉");
    ada.expect("*+draft/react=🎉* TAGMSG #messages");
    ada.say("after it");
    BOOST_TEST(only(linus.until("*PRIVMSG #messages :after it"), "*TAGMSG*").empty());
    linus.send("CHATHISTORY LATEST #messages * 10");
    linus.expect("* BATCH +*");
    BOOST_TEST(only(linus.until("* BATCH -*"), "*TAGMSG*").empty());
}

BOOST_FIXTURE_TEST_CASE(a_page_has_them_behind_their_row, reacting)
{
    const auto later = rows.create(who.ada, "yes");
    const auto key = react(who.ada, row, "👍");
    react(who.grace, row, "🎉");
    grace.expect("*+draft/react=🎉*");
    const auto page_of = [](irc_peer& peer) {
        peer.send("CHATHISTORY LATEST #messages * 2");
        peer.expect("* BATCH +*");
        auto lines = peer.until("* BATCH -*");
        lines.pop_back();
        return lines;
    };
    const auto lines = page_of(ada);
    BOOST_REQUIRE(lines.size() == 4u);
    BOOST_TEST(lines[0].ends_with(" PRIVMSG #messages :shall we?"));
    is_reaction(lines[1], "react", "👍", row);
    BOOST_TEST(tag_of(lines[1], "msgid") == row + ".r" + key);
    BOOST_TEST(!tag_of(lines[1], "batch").empty());
    is_reaction(lines[2], "react", "🎉", row);
    BOOST_TEST(lines[3].ends_with(" PRIVMSG #messages :yes"));
    auto other = join(who.ada, without_playback);
    BOOST_TEST(page_of(other).size() == 2u);
    // The id of a reaction is one of its row's.
    ada.send("CHATHISTORY AFTER #messages msgid=" + tag_of(lines[2], "msgid") + " 10");
    ada.expect("* BATCH +*");
    BOOST_TEST(tag_of(ada.expect("*PRIVMSG*"), "msgid") == later);
}

BOOST_FIXTURE_TEST_CASE(one_from_before_the_gateway_is_taken_back_for_those_who_were_shown_it,
                        with_collection)
{
    scenario on(keeping, directus.project());
    const auto row = on.rows.create(on.who.grace, "shall we?");
    const auto key = react(on.who.grace, row, "👍");
    on.gateway.terminate();
    BOOST_TEST(on.gateway.wait() == 0);
    const support::gateway_process second(directus.project().url(), keeping);
    irc_peer ada(second.port());
    ada.log_in(on.who.ada.pass(), caps);
    ada.join();
    second.expect_log("*event=feed_live*");
    ada.send("CHATHISTORY LATEST #messages * 2");
    ada.expect("*msgid=" + row + ".r" + key + "*");
    ada.expect("* BATCH -*");
    unreact(on.who.grace, key);
    is_reaction(ada.expect("* TAGMSG #messages"), "unreact", "👍", row);
}

BOOST_FIXTURE_TEST_CASE(what_was_missed_while_directus_was_away_is_shown_once, reacting)
{
    const auto gone = react(who.grace, row, "👎");
    react(who.grace, row, "🎉");
    for (int n = 0; n < 2; ++n)
        ada.expect("* TAGMSG #messages");
    with_collection::directus.process().stop();
    ada.within(20s).expect("* NOTICE #messages :Directus is unreachable; *");
    ada.send("@label=away;" + tags("react", "👍", row) + " TAGMSG #messages");
    ada.within(30s).expect("@label=away* FAIL TAGMSG CANNOT_REACT #messages " + row + " :*");
    with_collection::directus.process().start();
    react(who.grace, row, "👍"); // most likely before the gateway is back
    unreact(who.grace, gone);
    bool made = false;
    bool undone = false;
    while (!made || !undone) {
        const auto line = ada.within(40s).expect("* TAGMSG #messages");
        BOOST_TEST(tag_of(line, "+draft/react") != "🎉", line);
        const bool is_new = tag_of(line, "+draft/react") == "👍";
        BOOST_TEST((is_new ? !made : !undone && tag_of(line, "+draft/unreact") == "👎"), line);
        (is_new ? made : undone) = true;
    }
    ada.say("after it");
    BOOST_TEST(only(ada.until("*PRIVMSG #messages :after it"), "*TAGMSG*").empty());
}

BOOST_FIXTURE_TEST_CASE(setting_up_again_changes_nothing, with_collection)
{
    const auto before = schema();
    const auto again = set_up();
    BOOST_TEST(again.status == 0);
    BOOST_TEST(again.output.find("created\n") == std::string::npos, again.output);
    BOOST_TEST((schema() == before));
}

BOOST_AUTO_TEST_CASE(without_a_collection_nothing_is_offered)
{
    scenario on;
    auto ada = on.connect();
    ada.send("CAP LS 302");
    for (const auto& line : ada.until("* CAP * LS :*"))
        BOOST_TEST(line.find("draft/event-playback") == std::string::npos, line);
    ada.log_in(on.who.ada.pass(), "message-tags echo-message");
    ada.join();
    ada.send("@+draft/react=👍;+reply=17 TAGMSG #messages");
    ada.expect_none("*TAGMSG*");
}

// Configured, and not there: the chat goes on without them.
BOOST_AUTO_TEST_CASE(a_collection_that_is_not_there_harms_nothing)
{
    scenario on(keeping);
    auto ada = on.join(on.who.ada, caps);
    const auto row = on.rows.create(on.who.grace, "hello");
    ada.expect("*PRIVMSG #messages :hello");
    ada.send("@+draft/react=👍;+reply=" + row + " TAGMSG #messages");
    ada.expect("* FAIL TAGMSG REACT_FORBIDDEN #messages " + row + " :*");
}

BOOST_AUTO_TEST_SUITE_END()
