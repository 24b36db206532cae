// Messages deleted and corrected from IRC, and what the other side sees of it.
#include "e2e/scenario.hpp"
#include "support/database.hpp"

using namespace e2e;

namespace {

constexpr auto all_caps =
    "message-tags server-time echo-message labeled-response batch standard-replies draft/message-redaction";

// Maud may change and delete what is there; the others may only read and create.
struct changing : scenario {
    person maud_herself;

    explicit changing(options with = {"--irc.history=0"},
                      const support::chat_project& project = shared_project())
        : scenario(std::move(with), project)
    {
        static int made = 0; // the names of earlier scenarios stay taken
        maud_herself = chat.add_person(fmt::format("Maud{}", ++made),
                                       chat.add_role("Editors", {"read", "create", "update", "delete"}));
    }

    // Said over IRC, and its key.
    static std::string said(irc_peer& by, const std::string& text)
    {
        by.say(text);
        return tag_of(by.expect("@* PRIVMSG #messages :" + text), "msgid");
    }
};

struct two_sides : changing {
    irc_peer maud = join(maud_herself, all_caps);
    irc_peer ada = join(who.ada, all_caps);
    irc_peer plain = join(who.linus);
};

// Its collection keeps which row a row answers, and who edited it, as any that setup made.
struct directus_with_fields : private_directus {
    directus_with_fields()
    {
        const auto admin = project().admin();
        admin.post("/fields/messages", R"({"field":"reply_to","type":"uuid","schema":{}})");
        admin.post("/relations", R"({"collection":"messages","field":"reply_to",)"
                                 R"("related_collection":"messages","schema":{"on_delete":"SET NULL"}})");
    }
};

struct with_fields : directus_with_fields, changing {
    with_fields()
        : changing(
              {"--irc.history=10", "--directus.user_updated=user_updated", "--directus.reply_field=reply_to"},
              private_directus::project())
    {
    }

    irc_peer maud = join(maud_herself, all_caps);
    irc_peer ada = join(who.ada, all_caps);
};

} // namespace

BOOST_AUTO_TEST_SUITE(redaction)

BOOST_FIXTURE_TEST_CASE(a_deletion_in_directus_is_a_redact, two_sides)
{
    const auto key = said(ada, "forget this");
    maud.expect("*PRIVMSG #messages :forget this");
    plain.expect("*PRIVMSG #messages :forget this");
    rows.remove(key);
    for (auto* one : {&ada, &maud})
        one->expect("@time=* :Directus!directus@* REDACT #messages " + key);
    plain.expect(":* NOTICE #messages :*deleted*forget this*");
    ada.expect_none("*deleted*");
}

BOOST_FIXTURE_TEST_CASE(a_deletion_from_irc_is_one_in_directus_and_shown_once, two_sides)
{
    const auto key = said(ada, "spam, spam");
    for (auto* one : {&maud, &plain})
        one->expect("*PRIVMSG #messages :spam, spam");
    maud.send("@label=r1 REDACT #messages " + key + " :off topic");
    const auto answer = maud.expect("@label=r1* REDACT #messages " + key + " :off topic");
    BOOST_TEST(answer.find("!u@user-") != std::string::npos);
    ada.expect("@* :*!u@user-* REDACT #messages " + key + " :off topic");
    plain.expect("* NOTICE #messages :*deleted*off topic*spam, spam*");
    BOOST_TEST(rows.rows().empty());
    said(ada, "after it"); // its event comes after that of the deletion
    for (auto* one : {&maud, &plain})
        for (const auto& line : one->until("*PRIVMSG #messages :after it"))
            BOOST_TEST(
                (line.find("REDACT") == std::string::npos && line.find("deleted") == std::string::npos));
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_deleted, two_sides)
{
    const auto key = said(ada, "stays");
    ada.send("REDACT #messages " + key);
    ada.expect("* FAIL REDACT REDACT_FORBIDDEN #messages " + key + " :*");
    for (const std::string unknown : {"01234567-89ab-7def-8123-456789abcdef", "17", "nonsense"}) {
        maud.send("@label=x REDACT #messages " + unknown);
        maud.expect("@label=x* FAIL REDACT UNKNOWN_MSGID #messages " + unknown + " :*");
    }
    maud.send("REDACT #elsewhere " + key);
    maud.expect("* FAIL REDACT INVALID_TARGET #elsewhere :*");
    maud.send("REDACT #messages");
    maud.expect("* 461 * REDACT :*");
    BOOST_TEST(rows.rows().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(the_id_of_an_edit_means_the_row, two_sides)
{
    const auto key = said(ada, "a tpyo");
    maud.expect("*PRIVMSG #messages :a tpyo");
    rows.edit(key, "a typo");
    const auto id =
        tag_of(maud.expect("*NOTICE #messages :A message of Ada was edited by *: a typo"), "msgid");
    BOOST_TEST(id == key + ".1");
    maud.send("REDACT #messages " + id);
    maud.expect("* REDACT #messages " + key);
    BOOST_TEST(rows.rows().empty());
}

BOOST_FIXTURE_TEST_CASE(the_last_message_is_corrected_from_irc, two_sides)
{
    const auto key = said(maud, "helo world");
    ada.expect("*PRIVMSG #messages :helo world");
    maud.send("@label=c1 PRIVMSG #messages :s/helo/hello/");
    const auto answer = maud.expect("@label=c1* PRIVMSG #messages :(edited) hello world");
    BOOST_TEST(tag_of(answer, "msgid") == key + ".1");
    BOOST_TEST(tag_of(answer, "+reply") == key);
    BOOST_TEST(tag_of(answer, "+draft/reply") == key);
    ada.expect("*PRIVMSG #messages :(edited) hello world");
    plain.expect("*PRIVMSG #messages :(edited) hello world");
    BOOST_TEST((rows.contents() == std::vector<std::string>{"hello world"}));
}

BOOST_FIXTURE_TEST_CASE(several_corrections_at_once_are_made_in_their_order, two_sides)
{
    maud.send({"PRIVMSG #messages :one two", "PRIVMSG #messages :s/one/1/",
               "PRIVMSG #messages :s/1 two/1\\/2/", "PRIVMSG #messages :next"});
    for (auto* one : {&maud, &ada}) {
        const auto lines = one->until("*PRIVMSG #messages :(edited) 1/2");
        BOOST_TEST(only(lines, "*PRIVMSG #messages :(edited) 1 two").size() <= 1u);
    }
    BOOST_TEST((rows.contents() == std::vector<std::string>{"1/2", "next"}));
}

BOOST_FIXTURE_TEST_CASE(who_may_not_update_says_it, two_sides)
{
    said(ada, "helo");
    said(ada, "s/helo/hello/");
    BOOST_TEST((rows.contents() == std::vector<std::string>{"helo", "s/helo/hello/"}));
}

BOOST_FIXTURE_TEST_CASE(a_permission_taken_away_is_a_refusal, changing)
{
    const auto temporary = chat.add_role("Correctors", {"read", "create", "update", "delete"});
    auto peer = join(chat.add_person("Corrector", temporary), all_caps);
    const auto key = said(peer, "helo");
    chat.forbid(temporary, "update");
    chat.forbid(temporary, "delete");
    peer.say("s/helo/hello/"); // the gateway does not know yet
    peer.expect("* FAIL PRIVMSG REJECTED #messages :*");
    peer.expect("* NOTICE * :Not sent: s/helo/hello/");
    peer.send("REDACT #messages " + key);
    peer.expect("* FAIL REDACT REDACT_FORBIDDEN #messages " + key + " :*");
    BOOST_TEST((rows.contents() == std::vector<std::string>{"helo"}));
}

BOOST_FIXTURE_TEST_CASE(a_reply_is_stored_and_shown_and_never_fails, with_fields)
{
    const auto first = said(ada, "shall we?");
    maud.expect("*PRIVMSG #messages :shall we?");
    maud.send("@+draft/reply=" + first + " PRIVMSG #messages :yes");
    for (auto* one : {&maud, &ada}) {
        const auto line = one->expect("*PRIVMSG #messages :yes");
        BOOST_TEST(tag_of(line, "+reply") == first);
        BOOST_TEST(tag_of(line, "+draft/reply") == first);
    }
    auto late = join(who.grace, all_caps);
    BOOST_TEST(tag_of(late.expect("*PRIVMSG #messages :yes"), "+reply") == first);

    ada.send("@+reply=01234567-89ab-7def-8123-456789abcdef PRIVMSG #messages :to nobody");
    BOOST_TEST(tag_of(ada.expect("*PRIVMSG #messages :to nobody"), "+reply").empty());
    // Behind Directus's back: nothing tells the gateway that the row is gone.
    support::run_sql(process().database(), "UPDATE messages SET reply_to = NULL");
    support::run_sql(process().database(), "DELETE FROM messages WHERE id = '" + first + "'");
    ada.send("@+reply=" + first + " PRIVMSG #messages :too late");
    BOOST_TEST(tag_of(ada.expect("*PRIVMSG #messages :too late"), "+reply").empty());
}

BOOST_FIXTURE_TEST_CASE(an_edit_by_somebody_else_names_him, with_fields)
{
    const auto words = said(ada, "my words");
    chat.as(maud_herself).patch("/items/messages/" + words, R"({"content":"her words"})");
    const auto notice = ada.expect("*NOTICE #messages :A message of Ada was edited by *: her words");
    BOOST_TEST(tag_of(notice, "msgid") == words + ".1");
    chat.as(maud_herself).patch("/items/messages/" + said(maud, "own"), R"({"content":"own, too"})");
    ada.expect("*PRIVMSG #messages :(edited) own, too");
}

BOOST_AUTO_TEST_SUITE_END()
