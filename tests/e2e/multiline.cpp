// Messages of several lines, both ways: one row in Directus, one batch for clients that know it.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

constexpr auto modern = "draft/multiline batch message-tags server-time echo-message labeled-response "
                        "standard-replies";

void send_batch(irc_peer& from, const std::vector<std::string>& lines, const std::string& tags = "")
{
    from.send(tags + "BATCH +1 draft/multiline #messages");
    for (const auto& line : lines)
        from.send("@batch=1 PRIVMSG #messages :" + line);
    from.send("BATCH -1");
}

// The batch that comes next: its opening line, its messages and the line that ends it.
irc_peer::lines next_batch(irc_peer& to)
{
    const auto opening = to.expect("*:Ada!*@* BATCH +* draft/multiline #messages");
    const auto at = opening.find("BATCH +") + 7;
    const auto reference = opening.substr(at, opening.find(' ', at) - at);
    irc_peer::lines all{opening};
    for (auto& line : to.until("*BATCH -" + reference)) {
        BOOST_TEST((tag_of(line, "batch") == reference || support::matches(line, "*BATCH -*")));
        all.push_back(std::move(line));
    }
    return all;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(multiline, scenario)

BOOST_AUTO_TEST_CASE(a_batch_is_one_row_and_comes_to_everyone_in_his_way)
{
    auto ada = join(who.ada, modern);
    auto grace = join(who.grace, modern);
    auto linus = join(who.linus);
    send_batch(ada, {"one", "", "  three"}, "@label=L ");
    const auto stored = rows.wait_for("one\n\n  three");
    BOOST_TEST(stored.author == who.ada.id);
    BOOST_TEST(rows.rows().size() == 1u);

    const std::vector<std::string> texts{"one", "", "  three"};
    for (auto* peer : {&ada, &grace}) {
        const auto batch = next_batch(*peer);
        BOOST_TEST(tag_of(batch.front(), "msgid") == stored.id);
        BOOST_TEST(tag_of(batch.front(), "time") == stored.date);
        BOOST_TEST(tag_of(batch.front(), "label") == (peer == &ada ? "L" : ""));
        BOOST_TEST(texts_of({batch.begin() + 1, batch.end() - 1}) == texts, boost::test_tools::per_element());
    }
    linus.expect(":Ada!*@* PRIVMSG #messages :one");
    linus.expect(":Ada!*@* PRIVMSG #messages :  three");
}

BOOST_AUTO_TEST_CASE(a_row_from_elsewhere_is_shown_alike)
{
    auto grace = join(who.grace, modern);
    auto linus = join(who.linus);
    const auto key = rows.create(who.ada, "first\r\nsecond\n\nthird\n");
    const auto batch = next_batch(grace);
    BOOST_TEST(tag_of(batch.front(), "msgid") == key);
    const std::vector<std::string> texts{"first", "second", "", "third"};
    BOOST_TEST(texts_of({batch.begin() + 1, batch.end() - 1}) == texts, boost::test_tools::per_element());
    for (const auto* text : {"first", "second", "third"})
        linus.expect(fmt::format(":Ada!*@* PRIVMSG #messages :{}", text));
}

BOOST_AUTO_TEST_CASE(the_largest_batch_is_not_held_up_and_comes_back_whole)
{
    auto ada = join(who.ada, modern);
    ada.fence();
    std::vector<std::string> lines;
    std::string whole;
    for (int n = 0; n < 100; ++n) {
        lines.push_back(fmt::format("{:03} {}", n, std::string(150, 'x')));
        whole += (n ? "\n" : "") + lines.back();
    }
    send_batch(ada, lines); // line by line it would take 45 s
    BOOST_TEST(rows.wait_for(whole).author == who.ada.id);
    const auto batch = next_batch(ada);
    BOOST_TEST(texts_of({batch.begin() + 1, batch.end() - 1}) == lines, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_line_too_long_spoils_its_batch_and_nothing_is_stored)
{
    auto ada = join(who.ada, modern);
    send_batch(ada, {"one", std::string(600, 'x'), "three"}, "@label=L ");
    ada.expect("* 417 Ada :*");
    ada.expect("@label=L :* FAIL BATCH MULTILINE_INVALID :*");
    ada.expect_none("*PRIVMSG*");
    BOOST_TEST(rows.rows().empty());
}

BOOST_AUTO_TEST_CASE(history_has_batches_within_its_own)
{
    rows.create(who.ada, "one\ntwo");
    auto grace = join(who.grace, "draft/multiline batch message-tags server-time draft/chathistory");
    grace.send("CHATHISTORY LATEST #messages * 10");
    grace.expect("* BATCH +h* chathistory #messages");
    const auto batch = next_batch(grace);
    BOOST_TEST(tag_of(batch.front(), "batch").starts_with("h"));
    BOOST_TEST(batch.size() == 4u);
    grace.expect("* BATCH -h*");
}

BOOST_AUTO_TEST_SUITE_END()
