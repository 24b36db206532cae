// Rows that come under a key that a client was shown before: another row's, or the same row's that was
// hidden.
#include "room_fixture.hpp"

BOOST_AUTO_TEST_SUITE(room_shown_again)

using namespace room_test;

namespace {

// A client that was shown row 17 as history.
struct pushed : house {
    pushed()
        : house(with_history())
    {
        connect(1, bob, {cap::message_tags, cap::message_redaction});
        send(1, "JOIN #messages");
        remember(1, {row("16", "older"), row("17", "before")});
        lines(1);
    }
    directus::item dated(directus::item what, base::wall_time when) const
    {
        what.date = when;
        return what;
    }
    void said_again(directus::item what)
    {
        show(bridge::said{.row = std::move(what), .missed = true, .entered = true}, everyone, wall);
    }
};

const std::string before = ":" + ada_mask + " PRIVMSG #messages :before";
const std::string after = ":" + ada_mask + " PRIVMSG #messages :after";
const std::string redaction = ":Directus!directus@irc.example REDACT #messages 17";

} // namespace

BOOST_FIXTURE_TEST_CASE(a_row_of_the_history_is_not_shown_live, pushed)
{
    shown(row("17", "before"));
    show(bridge::said{.row = row("17", "before"), .shift = 1ms}, everyone, wall); // the second of its date
    check(lines(1), {});
}

BOOST_FIXTURE_TEST_CASE(another_row_with_its_key_is, pushed)
{
    shown(dated(row("17", "after"), wall));
    check(lines(1), {"@msgid=17 " + after});
    removed(dated(row("17", "after"), wall), now);
    check(lines(1), {redaction});
}

BOOST_FIXTURE_TEST_CASE(a_row_that_became_hidden_is_redacted_and_shown_again, pushed)
{
    removed(row("17", "before"), std::nullopt);
    check(lines(1), {redaction});
    said_again(row("17", "before"));
    check(lines(1), {"@msgid=17 " + before});
}

BOOST_FIXTURE_TEST_CASE(a_row_that_enters_is_shown_though_it_is_older_than_the_history, pushed)
{
    const auto older = dated(row("3", "before"), date - 1min);
    show(bridge::said{.row = older, .missed = true}, everyone, wall);
    check(lines(1), {});
    said_again(older);
    check(lines(1), {"@msgid=3 " + before});
}

BOOST_FIXTURE_TEST_CASE(what_entered_while_the_history_was_read_is_not_shown_twice, pushed)
{
    connect(2, bob, {cap::message_tags});
    send(2, "JOIN #messages");
    said_again(dated(row("3", "before"), date - 1min));
    remember(2, {dated(row("3", "before"), date - 1min), row("17", "before")});
    const auto all = lines(2);
    BOOST_TEST(std::ranges::count_if(all, [](const auto& one) { return one.find("msgid=3 ") != one.npos; }) ==
               1);
}

BOOST_FIXTURE_TEST_CASE(rows_behind_a_clock_that_was_set_back_are_no_older_ones, pushed)
{
    const auto fresh = dated(row("18", "after"), date - 1h + 1min);
    show(bridge::said{.row = fresh, .missed = true}, everyone, wall);
    check(lines(1), {});
    rows().clock_set_back(1h, everyone);
    show(bridge::said{.row = fresh, .missed = true}, everyone, wall);
    check(lines(1), {"@msgid=18 " + after});
}

BOOST_AUTO_TEST_CASE(rows_behind_a_clock_that_was_set_back_are_not_taken_for_acknowledged)
{
    house all(with_history());
    const auto join = [&](std::uint64_t n, std::vector<directus::item> rows) {
        all.connect(n, bob);
        all.send(n, "JOIN #messages");
        all.lines(n);
        all.remember(n, rows);
        return all.lines(n);
    };
    const auto dated = [&](std::string key, base::duration after) {
        auto what = all.row(std::move(key), "text " + key);
        *what.date += after;
        return what;
    };
    all.shows_pings = true;
    auto told = join(1, {dated("1", 0ms), dated("2", 20min)});
    BOOST_REQUIRE(told.size() == 3u);
    BOOST_REQUIRE(told.back().starts_with("PING :"));
    all.send(1, "PONG " + told.back().substr(6));
    all.leave(1);
    all.rows().clock_set_back(1h, everyone);
    told = join(2, {dated("3", -30min), dated("2", 20min)});
    BOOST_TEST(std::ranges::count_if(told, [](const auto& one) { return one.find("PRIVMSG") != one.npos; }) ==
               1);
}

BOOST_AUTO_TEST_CASE(the_author_of_a_row_that_is_hidden_at_once_is_told)
{
    house all;
    all.enter(1, ada, {cap::batch, cap::labeled_response, cap::echo_message});
    all.enter(2, ada);
    auto kept = all.row("17", "draft");
    kept.hidden = true;
    all.delivered({client_id{1}, "draft", false, "L1"}, ada, kept);
    all.delivered({client_id{2}, "draft", false, {}}, ada, kept);
    const std::string text = "NOTICE Ada :Message stored, but not shown: Directus keeps it as a draft or for "
                             "approval. Ask an administrator.";
    check(all.lines(1), {"@label=L1 :irc.example " + text});
    check(all.lines(2), {":irc.example " + text});
}

BOOST_AUTO_TEST_SUITE_END()
