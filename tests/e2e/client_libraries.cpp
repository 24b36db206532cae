// Published IRC libraries, as bots and web clients use them: each logs in, joins, reads the history, talks
// with somebody who uses Directus, and has nothing to complain about. tests/clients has their scenarios.
#include "e2e/scenario.hpp"
#include "support/child.hpp"

using namespace e2e;

namespace {

struct with_history : scenario {
    with_history()
        : scenario(options())
    {
    }

    void chats(const std::string& library) const
    {
        for (const auto* line : {"the first line", "the second line", "the third line"})
            rows.create(who.grace, line);
        const support::temporary_directory directory;
        const auto done =
            support::run({.command = {support::need_variable("DIRECTUS_NODE"),
                                      DIRECTUS_IRCD_SOURCE "/tests/clients/" + library + ".mjs"},
                          .environment = {{"CLIENT_LIBRARIES", support::need_variable("CLIENT_LIBRARIES")},
                                          {"IRC_PORT", std::to_string(gateway.port())},
                                          {"DIRECTUS_URL", chat.url()},
                                          {"EMAIL", who.ada.email},
                                          {"PASSWORD", who.ada.password},
                                          {"TOKEN", who.grace.token}},
                          .output = directory.path() / "log"},
                         90s);
        BOOST_TEST(done.status == 0, done.output);
        rows.wait_for("written over REST");
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(client_libraries, with_history)

BOOST_AUTO_TEST_CASE(irc_framework_chats)
{
    chats("irc-framework");
    BOOST_TEST(rows.wait_for("said with irc-framework; grüße 👋").author == who.ada.id);
}

BOOST_AUTO_TEST_CASE(ircv3_chats)
{
    chats("ircv3");
    BOOST_TEST(rows.wait_for("said with ircv3; grüße 👋").author == who.ada.id);
}

BOOST_AUTO_TEST_CASE(matrix_org_irc_chats)
{
    chats("matrix-org-irc");
    BOOST_TEST(rows.wait_for("said with matrix-org-irc; grüße 👋").author == who.ada.id);
}

BOOST_AUTO_TEST_SUITE_END()
