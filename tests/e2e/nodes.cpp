// Several Directus on one database without Redis: what is written through the one is no event of the other.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

struct two_nodes : private_directus {
    support::temporary_directory directory;
    support::directus_process other{directory.path(), {{"DB_FILENAME", process().database()}}};

    two_nodes() { other.start(); }

    support::collection through_other(const std::string& name) const { return {other.url(), name}; }
};

std::vector<std::string> numbered(int count)
{
    std::vector<std::string> out;
    for (int n = 0; n < count; ++n)
        out.push_back(fmt::format("row {}", n));
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(slow)
BOOST_FIXTURE_TEST_SUITE(nodes, two_nodes)

BOOST_AUTO_TEST_CASE(rows_of_another_node_come_within_a_minute_and_then_sooner)
{
    scenario on({"--irc.history=0"}, project());
    const auto elsewhere = through_other("messages");
    auto ada = on.join(on.who.ada, "message-tags");
    auto grace = on.join(on.who.grace);
    elsewhere.create(on.who.linus, "from the other node");
    ada.within(65s).expect("*PRIVMSG #messages :from the other node");
    grace.expect("*PRIVMSG #messages :from the other node");
    // Where there was one there are more.
    for (int n = 0; n < 3; ++n) {
        const auto text = fmt::format("soon {}", n);
        elsewhere.create(on.who.linus, text);
        ada.within(12s).expect("*PRIVMSG #messages :" + text);
        grace.expect("*PRIVMSG #messages :" + text);
    }
    on.rows.create(on.who.linus, "the end");
    BOOST_TEST(only(ada.until("*:the end"), "*PRIVMSG*").size() == 1u);
}

// Neither is in order by chance: an integer key grows where dates are equal. Directus answers nobody while it
// imports: where that takes it longer than its heartbeat may, all are read back in place of their events.
BOOST_AUTO_TEST_CASE(an_import_of_4000_rows_is_shown_once_and_in_order)
{
    scenario on({"--irc.history=0", "--irc.sendq=8388608", "--directus.collection=tutorial",
                 "--directus.catch_up=5000"},
                project());
    std::vector<irc_peer> peers;
    for (const auto* one : {&on.who.ada, &on.who.grace, &on.who.linus})
        peers.push_back(on.join(*one));
    const auto texts = numbered(4000);
    on.chat.tutorial().create(on.who.ada, texts);
    for (auto& one : peers) {
        const auto shown = texts_of(only(one.within(90s).until("*PRIVMSG #messages :row 3999"), "*PRIVMSG*"));
        BOOST_TEST((shown == texts), "4000 rows, once and in order; shown: " << shown.size());
    }
}

BOOST_AUTO_TEST_CASE(so_it_is_when_it_was_missed_and_the_rest_is_counted)
{
    const std::vector<std::string> usual{"--irc.history=0", "--irc.sendq=8388608",
                                         "--directus.collection=tutorial"};
    auto patient = usual;
    patient.emplace_back("--directus.catch_up=5000");
    scenario all(patient, project());
    scenario some(usual, project());
    auto ada = all.join(all.who.ada);
    auto grace = some.join(some.who.grace);
    process().stop();
    const auto texts = numbered(4000);
    through_other("tutorial").create(all.who.ada, texts);
    process().start();

    auto shown = texts_of(only(ada.within(60s).until("*PRIVMSG #messages :row 3999"), "*PRIVMSG*"));
    BOOST_TEST((shown == texts), "4000 rows, once and in order; shown: " << shown.size());
    const auto lines = grace.within(60s).until("*PRIVMSG #messages :row 3999");
    shown = texts_of(only(lines, "*PRIVMSG*"));
    BOOST_TEST((shown == std::vector<std::string>(texts.end() - 1000, texts.end())),
               "the last 1000 of 4000; shown: " << shown.size());
    BOOST_TEST(only(lines, "* NOTICE #messages :3000 older messages are left out").size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE_END()
