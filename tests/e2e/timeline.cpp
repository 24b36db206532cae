// A filter that rows enter and leave, and integer keys that begin anew.
#include "e2e/scenario.hpp"

#include <thread>

#include "support/database.hpp"

using namespace e2e;

namespace {

constexpr auto caps = "message-tags draft/message-redaction";

// A collection with a status, as Directus's own dialogue makes it: rows begin as drafts.
struct moderated : private_directus {
    moderated()
    {
        project().admin().post("/fields/messages",
                               R"({"field":"status","type":"string","schema":{"default_value":"draft"},)"
                               R"("meta":{"interface":"select-dropdown"}})");
    }
    void set_status(const support::collection& rows, const std::string& key, const std::string& status) const
    {
        rows.change(key, fmt::format(R"({{"status":"{}"}})", status));
    }
};

const scenario::options published{"--directus.filter=status=published",
                                  "--directus.defaults=status=published"};

} // namespace

BOOST_AUTO_TEST_SUITE(timeline)

BOOST_FIXTURE_TEST_CASE(a_status_says_what_is_a_message, moderated)
{
    scenario on(published, project());
    const auto& rows = on.rows;
    const auto draft = rows.create(project().people().grace, "draft");
    const auto shown = rows.create(project().people().grace, "published before");
    set_status(rows, shown, "published");
    auto ada = on.join(on.who.ada, caps);
    ada.expect("*published before");
    ada.say("said on IRC");
    const auto said = rows.wait_for("said on IRC").id;
    set_status(rows, draft, "published");
    const auto seen = ada.until("*PRIVMSG #messages :draft");
    BOOST_TEST(only(seen, "*draft*").size() == 1u);
    set_status(rows, draft, "archived");
    ada.expect(fmt::format("*REDACT #messages {}", draft));
    set_status(rows, said, "archived");
    ada.expect(fmt::format("*REDACT #messages {}", said));
    set_status(rows, said, "published");
    ada.expect("*PRIVMSG #messages :said on IRC");

    auto later = on.join(on.who.ada, caps);
    later.expect("*said on IRC");
    rows.create(on.who.grace, "another draft");
    later.say("at last");
    const auto rest = ada.until("*PRIVMSG #messages :at last");
    BOOST_TEST(only(rest, "*draft*").empty());
}

BOOST_FIXTURE_TEST_CASE(a_status_that_changed_in_an_outage_is_found, moderated)
{
    scenario on({"--irc.history=0", "--directus.filter=status!=archived|draft",
                 "--directus.defaults=status=published"},
                project());
    auto ada = on.join(on.who.ada, caps);
    ada.say("published");
    const auto leaving = on.rows.wait_for("published").id;
    const auto entering = on.rows.create(on.who.grace, "approved");
    auto grace = on.join(on.who.grace, caps);
    grace.say("shown");
    ada.expect("*:shown");

    process().stop();
    support::run_sql(process().database(),
                     fmt::format("UPDATE messages SET status = 'archived' WHERE id = '{}'", leaving));
    support::run_sql(process().database(),
                     fmt::format("UPDATE messages SET status = 'published' WHERE id = '{}'", entering));
    process().start();
    bool is_back = false, is_gone = false;
    while (!is_back || !is_gone) {
        const auto line = ada.expect("*#messages*");
        is_back = is_back || line.ends_with(":approved");
        is_gone = is_gone || line.find("REDACT #messages " + leaving) != std::string::npos;
    }
    ada.say("after");
    BOOST_TEST(only(grace.until("*:after"), "*:approved").size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_draft_of_ones_own_is_said_to_be_one)
{
    moderated directus;
    scenario on({"--irc.history=0", "--directus.filter=status=published"}, directus.project());
    auto ada = on.join(on.who.ada, caps);
    ada.say("kept as a draft");
    ada.expect("*NOTICE Ada :Message stored, but not shown*");
    directus.set_status(on.rows, on.rows.wait_for("kept as a draft").id, "published");
    ada.expect("*PRIVMSG #messages :kept as a draft");
}

namespace {

struct counted : private_directus {
    scenario on{{"--irc.history=0", "--directus.collection=tutorial"}, project()};
    support::collection rows = project().tutorial();
    irc_peer ada = on.join(on.who.ada, caps);
    irc_peer grace = on.join(on.who.grace, caps);

    void talk(const std::string& word)
    {
        for (int n = 0; n < 3; ++n) {
            rows.create(on.who.grace, fmt::format("{} of directus {}", word, n));
            ada.expect(fmt::format("*PRIVMSG #messages :{} of directus {}", word, n));
            grace.say(fmt::format("{} of irc {}", word, n));
            ada.expect(fmt::format("*PRIVMSG #messages :{} of irc {}", word, n));
        }
    }
    // Directus's time is known to two seconds: a database that is restored takes longer.
    void begin_anew()
    {
        std::this_thread::sleep_for(3s);
        support::run_sql(process().database(), "UPDATE sqlite_sequence SET seq = 0 WHERE name = 'tutorial'");
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(integer_keys_may_begin_anew, counted)
{
    talk("before");
    support::run_sql(process().database(), "DELETE FROM tutorial"); // nobody is told
    begin_anew();
    talk("after");
    rows.clear(); // everybody is
    begin_anew();
    talk("at last");

    const auto key = rows.wait_for("at last of irc 2").id;
    rows.edit(key, "edited");
    ada.expect("*NOTICE #messages :A message of * was edited by *: edited");
    rows.remove(key);
    ada.expect("*REDACT #messages " + key);
}

BOOST_FIXTURE_TEST_CASE(integer_keys_may_begin_anew_in_an_outage, counted)
{
    talk("before");
    process().stop();
    support::run_sql(process().database(), "DELETE FROM tutorial");
    begin_anew();
    process().start();
    for (int n = 0; n < 3; ++n)
        rows.create(on.who.grace, fmt::format("missed {}", n));
    for (int n = 0; n < 3; ++n)
        ada.expect(fmt::format("*PRIVMSG #messages :missed {}", n));
    talk("after");
}

BOOST_AUTO_TEST_SUITE_END()
