// Rows that change or go after they were shown.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

constexpr auto tags = "message-tags server-time";
constexpr auto edited = "*NOTICE #messages :A message of * was edited by *";
constexpr auto deleted = "*NOTICE #messages :*deleted*";

struct edits_shown : scenario {
    explicit edits_shown(const support::chat_project& project = shared_project())
        : scenario({"--irc.history=0"}, project)
    {
    }

    irc_peer ada = join(who.ada, tags);
    irc_peer grace = join(who.grace, tags);
    irc_peer plain = join(who.linus);

    std::string shown(const std::string& text)
    {
        const auto key = rows.create(who.ada, text);
        for (auto* one : {&ada, &grace, &plain})
            one->expect("*PRIVMSG #messages :" + text);
        return key;
    }

    // What the peer gets until a row that was made after everything else.
    irc_peer::lines until_now(irc_peer& peer)
    {
        static int ends = 0;
        const auto text = fmt::format("end {}", ++ends);
        rows.create(who.grace, text);
        auto all = peer.until("*PRIVMSG #messages :" + text);
        all.pop_back();
        return all;
    }
};

struct edits_missed : private_directus, edits_shown {
    edits_missed()
        : edits_shown(private_directus::project())
    {
    }

    void restart()
    {
        process().stop();
        process().start();
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(edits)

BOOST_FIXTURE_TEST_CASE(edit_by_an_administrator_is_a_notice_that_names_the_editor, edits_shown)
{
    const auto key = shown("a tpyo");
    rows.edit(key, "a typo");
    for (auto* one : {&ada, &grace}) {
        const auto line = one->expect(
            "@* :Directus!directus@* NOTICE #messages :A message of Ada was edited by Admin*: a typo");
        BOOST_TEST(tag_of(line, "msgid") == key + ".1");
        BOOST_TEST(tag_of(line, "time") >= rows.wait_for("a typo").date);
    }
    plain.expect(":Directus!directus@* NOTICE #messages :A message of Ada was edited by Admin*: a typo");
    rows.edit(key, "no typo");
    BOOST_TEST(tag_of(grace.expect("*NOTICE *: no typo"), "msgid") == key + ".2");
}

BOOST_FIXTURE_TEST_CASE(a_deletion_is_a_notice_with_a_quotation, edits_shown)
{
    rows.remove(shown("forget this"));
    for (auto* one : {&ada, &grace, &plain})
        one->expect("* NOTICE #messages :*deleted*forget this*");
}

BOOST_FIXTURE_TEST_CASE(a_long_text_is_not_quoted_whole, edits_shown)
{
    const auto text = "these words begin" + std::string(200, '.');
    rows.remove(shown(text));
    const auto line = plain.expect("* NOTICE #messages :*deleted*these words begin*");
    BOOST_TEST(text_of(line).size() < text.size());
}

BOOST_FIXTURE_TEST_CASE(an_update_that_leaves_the_text_shows_nothing, edits_shown)
{
    const auto key = shown("as it is");
    rows.edit(key, "as it is");
    rows.change(key, R"({"date_created":"2020-01-01T00:00:00Z"})");
    rows.edit(shown("other"), "another");
    const auto lines = grace.until("*NOTICE #messages :*: another"); // updates come in their order
    BOOST_TEST(only(lines, edited).size() == 1u);
    BOOST_TEST(only(lines, "*as it is").empty());
    BOOST_TEST(until_now(plain).size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(neither_is_told_to_who_was_not_shown_the_row, edits_shown)
{
    const auto first = shown("edit me");
    const auto second = shown("delete me");
    auto newcomer = join(who.crowd[0], tags);
    rows.edit(first, "edited");
    rows.remove(second);
    grace.expect("*NOTICE #messages :*: edited");
    grace.expect("* NOTICE #messages :*deleted*");
    const auto lines = until_now(newcomer);
    BOOST_TEST(only(lines, edited).empty());
    BOOST_TEST(only(lines, deleted).empty());
}

BOOST_FIXTURE_TEST_CASE(of_many_edits_at_once_the_first_are_shown_and_the_others_counted, edits_shown)
{
    std::string keys;
    for (int n = 0; n < 12; ++n)
        keys += fmt::format("{}\"{}\"", n == 0 ? "" : ",", shown(fmt::format("row {}", n)));
    chat.admin().patch("/items/messages",
                       fmt::format(R"({{"keys":[{}],"data":{{"content":"same"}}}})", keys));
    const auto lines = grace.until("* NOTICE #messages :7 more messages were edited");
    BOOST_TEST(only(lines, edited).size() == 5u);
    BOOST_TEST(only(until_now(grace), edited).empty());
}

BOOST_FIXTURE_TEST_CASE(an_edited_row_is_deleted_with_its_new_text, edits_shown)
{
    const auto key = shown("first");
    rows.edit(key, "second");
    grace.expect(edited);
    rows.remove(key);
    grace.expect("* NOTICE #messages :*deleted*second*");
}

BOOST_FIXTURE_TEST_CASE(what_changed_while_directus_was_away_is_shown_afterwards, edits_missed)
{
    const auto first = shown("a tpyo");
    const auto second = shown("forget this");
    shown("untouched");
    restart();
    rows.edit(first, "a typo");
    rows.remove(second);
    rows.create(who.grace, "missed");
    for (auto* one : {&ada, &grace, &plain}) {
        // All three, in whichever order.
        irc_peer::lines lines;
        const auto all_there = [&] {
            return !only(lines, edited).empty() && !only(lines, deleted).empty() &&
                   !only(lines, "*PRIVMSG #messages :missed").empty();
        };
        while (!all_there())
            lines.push_back(one->expect("*#messages :*"));
        for (const auto& line : until_now(*one))
            lines.push_back(line);
        BOOST_TEST(only(lines, "* NOTICE #messages :*: a typo").size() == 1u);
        BOOST_TEST(only(lines, "* NOTICE #messages :*deleted*forget this*").size() == 1u);
        BOOST_TEST(only(lines, "*PRIVMSG #messages :missed").size() == 1u);
        BOOST_TEST(only(lines, "*untouched*").empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()
