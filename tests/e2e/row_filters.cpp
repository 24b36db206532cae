// Roles that may read some rows only. Directus 12 permits such rules with a licence alone.
#include "e2e/scenario.hpp"

#include <boost/test/tree/decorator.hpp>

#include <iostream>

using namespace e2e;

namespace {

constexpr auto without_secrets = R"({"content":{"_ncontains":"secret"}})";

support::rest_answer add_filter(const support::chat_project& chat, const support::role& of,
                                const std::string& rule)
{
    return chat.admin().call(
        "POST", "/permissions",
        fmt::format(
            R"({{"policy":"{}","collection":"messages","action":"read","fields":["*"],"permissions":{}}})",
            of.policy, rule));
}

// Whether this Directus takes such a rule at all; any other refusal is a failure.
boost::test_tools::assertion_result rules_are_permitted(boost::unit_test::test_unit_id)
{
    static const auto answer =
        add_filter(shared_project(), shared_project().add_role("Rules", {}), without_secrets);
    if (answer.error_code() != "RESOURCE_RESTRICTED")
        return true;
    static const bool told = [] {
        std::cout << "row_filters skipped: this Directus needs a licence for rules; "
                     "DIRECTUS_VERSION=11.17.4 needs none\n";
        return true;
    }();
    boost::test_tools::assertion_result no(!told);
    no.message() << "this Directus needs a licence for rules";
    return no;
}

struct filtered : scenario {
    support::role role = chat.add_role("Filtered", {"create"});
    person guest;

    explicit filtered(const support::chat_project& project = shared_project(),
                      options with = {"--irc.history=0"})
        : scenario(std::move(with), project)
    {
        static int guests = 0;
        guest = chat.add_person(fmt::format("Filtered{}", ++guests), role);
        BOOST_TEST_REQUIRE(add_filter(chat, role, without_secrets).ok());
    }

    static void saw_no_secret(const irc_peer::lines& lines)
    {
        BOOST_TEST(only(lines, "*secret*").empty());
        for (const auto* text : {"open 1", "open 2"})
            BOOST_TEST(only(lines, fmt::format("*PRIVMSG #messages :{}", text)).size() == 1u, text);
    }

    void make_rows() const
    {
        for (const auto* text : {"open 1", "a secret", "open 2", "another secret", "the end"})
            rows.create(who.grace, text);
    }
};

struct filtered_outage : private_directus, filtered {
    filtered_outage()
        : filtered(private_directus::project())
    {
    }
};

struct filtered_history : filtered {
    filtered_history()
        : filtered(shared_project(), {"--irc.history=100"})
    {
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(row_filters, *boost::unit_test::precondition(rules_are_permitted))

BOOST_FIXTURE_TEST_CASE(a_row_that_a_user_may_not_read_never_reaches_him, filtered)
{
    auto peer = join(guest);
    auto ada = join(who.ada);
    make_rows();
    saw_no_secret(peer.until("*:the end"));
    BOOST_TEST(only(ada.until("*:the end"), "*secret").size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(nor_does_a_line_of_another_gateway_user, filtered)
{
    auto peer = join(guest);
    auto ada = join(who.ada);
    ada.say("a secret");
    rows.wait_for("a secret");
    ada.say("the end");
    BOOST_TEST(only(peer.until("*:the end"), "*secret*").empty());
}

BOOST_FIXTURE_TEST_CASE(nor_does_a_search_find_it, filtered)
{
    make_rows();
    auto peer = join(guest, "soju.im/search batch");
    peer.send("SEARCH text=e");
    BOOST_TEST(only(peer.until("* BATCH -*"), "*secret*").empty());
}

BOOST_FIXTURE_TEST_CASE(nor_in_the_history, filtered_history)
{
    make_rows();
    auto peer = connect();
    peer.log_in(guest.pass(), "server-time");
    peer.send("JOIN #messages");
    saw_no_secret(peer.until("*:the end"));
}

BOOST_FIXTURE_TEST_CASE(nor_when_it_was_missed, filtered_outage)
{
    auto peer = join(guest);
    auto ada = join(who.ada);
    process().stop();
    process().start();
    make_rows();
    saw_no_secret(peer.until("*:the end"));
    BOOST_TEST(only(ada.until("*:the end"), "*secret").size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(nor_its_edit_or_its_deletion, filtered)
{
    auto peer = join(guest);
    auto ada = join(who.ada);
    const auto first = rows.create(who.grace, "a secret");
    const auto second = rows.create(who.grace, "another secret");
    ada.expect("*:another secret");
    rows.edit(first, "a greater secret");
    rows.remove(second);
    ada.expect("*NOTICE #messages :A message of Grace was edited by *: a greater secret");
    ada.expect("* NOTICE #messages :*deleted*another secret*");
    rows.create(who.grace, "the end");
    const auto lines = peer.until("*:the end");
    BOOST_TEST(only(lines, "*secret*").empty());
    BOOST_TEST(only(lines, "*deleted*").empty());
}

BOOST_AUTO_TEST_SUITE_END()
