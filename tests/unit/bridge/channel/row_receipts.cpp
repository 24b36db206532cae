// What a client that comes back is pushed: the rows that it has not acknowledged.
#include "room_fixture.hpp"

#include "bridge/history/receipts.hpp"

#include <algorithm>

BOOST_AUTO_TEST_SUITE(row_receipts)

using namespace room_test;

namespace {

const std::string from_bob = ":" + bob_mask + " PRIVMSG #messages :";

struct coming_back : house {
    explicit coming_back(room::settings with = with_history())
        : house(std::move(with))
    {
        shows_pings = true;
    }

    // Rows a second apart, numbered from 1, of which the latest 100 are told.
    void said(int upto)
    {
        while (count < upto)
            rows.push_back(numbered(++count));
    }
    directus::item numbered(int n) const
    {
        auto what = row(std::to_string(n), "row " + std::to_string(n), bob);
        *what.date += std::chrono::seconds(n) - 1h;
        return what;
    }
    void say(int n) // live
    {
        said(n);
        shown(rows.back());
    }
    void come(std::uint64_t n, const std::string& name = "u", const base::user_id& user = ada)
    {
        attach(client_id{n}, user, {}, now, wall, std::nullopt, name);
        send(n, "JOIN #messages");
        lines(n);
    }
    // The numbers of the rows in what a client was sent; PINGs are answered where it does.
    std::vector<int> got(std::uint64_t n, bool answers = true)
    {
        std::vector<int> out;
        for (const auto& line : all_lines(n, answers))
            if (const auto at = line.find("row "); at != std::string::npos)
                out.push_back(std::stoi(line.substr(at + 4)));
        return out;
    }
    // As Directus is asked for it.
    std::vector<int> history(std::uint64_t n, bool answers = true)
    {
        answer(n);
        return got(n, answers);
    }
    void answer(std::uint64_t n)
    {
        auto from = rows.size() > 100 ? rows.end() - 100 : rows.begin();
        for (const auto& one : take_actions())
            if (const auto* asked = std::get_if<bridge::ask::read_history>(&one); asked && asked->position)
                while (from != rows.begin() && std::prev(from)->date >= asked->position)
                    --from;
        remember(n, {from, rows.end()});
    }
    // These rows, and where there are more, that they follow. No row before `settled` can still come.
    void answer_part(std::uint64_t n, int first, int last, bool is_last = false, int settled = 0)
    {
        bridge::part_of_past part;
        if (!is_last)
            part.next = numbered(last + 1).date;
        if (settled > 0)
            part.settled = numbered(is_last ? settled : std::min(settled, last + 1)).date;
        const auto from = rows.begin();
        read(n,
             std::make_shared<const std::vector<bridge::past_row>>(past_of({from + first - 1, from + last})),
             wall, part);
    }
    // The number of the row at which the requested history begins.
    int position()
    {
        int out = 0;
        for (const auto& one : take_actions())
            if (const auto* asked = std::get_if<bridge::ask::read_history>(&one); asked && asked->position)
                out = static_cast<int>((*asked->position - *numbered(0).date) / 1s);
        return out;
    }
    // The number of the first row of the part that is asked for; 0 where none is.
    int asked_part()
    {
        int out = 0;
        for (const auto& one : take_actions())
            if (const auto* asked = std::get_if<bridge::ask::read_history>(&one); asked && asked->goes_on)
                out = static_cast<int>((*asked->position - *numbered(0).date) / 1s);
        return out;
    }
    strings all_lines(std::uint64_t n, bool answers)
    {
        for (const auto wait : {0s, 5s}) {
            now += wait;
            fired(now);
        }
        auto all = lines(n);
        for (const auto& line : all)
            if (answers && line.starts_with("PING :"))
                send(n, "PONG " + line.substr(5));
        return all;
    }

    int count = 0;
    std::vector<directus::item> rows;
};

std::vector<int> numbers(int from, int to)
{
    std::vector<int> out;
    for (; from <= to; ++from)
        out.push_back(from);
    return out;
}

} // namespace

BOOST_FIXTURE_TEST_CASE(who_is_up_to_date_gets_nothing, coming_back)
{
    said(150);
    come(1);
    BOOST_TEST(history(1) == numbers(51, 150), boost::test_tools::per_element());
    leave(1);
    come(1);
    BOOST_TEST(history(1).empty());
    check(all_lines(1, true), {}); // and is asked nothing
    say(151);
    BOOST_TEST(got(1) == numbers(151, 151));
    leave(1);
    come(1);
    BOOST_TEST(history(1).empty());
}

BOOST_FIXTURE_TEST_CASE(who_has_seen_the_channel_empty_gets_all_that_came_after, coming_back)
{
    come(1);
    BOOST_TEST(history(1).empty());
    leave(1);
    said(150);
    come(1);
    BOOST_TEST(history(1) == numbers(1, 150), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_visit_without_acknowledgement_leaves_its_first_join, coming_back)
{
    const auto first_join = [&]() -> std::optional<base::wall_time> {
        for (const auto& one : take_actions())
            if (const auto* asked = std::get_if<bridge::ask::read_history>(&one))
                return asked->joined;
        return std::nullopt;
    };
    said(10);
    come(1);
    const auto first = first_join();
    BOOST_TEST((first == wall));
    leave(1); // before its history has come
    said(150);
    wall += 1h;
    come(1);
    BOOST_TEST((first_join() == first));
    leave(1);
    come(1);
    BOOST_TEST(history(1) == numbers(51, 150), boost::test_tools::per_element());
    leave(1);
    wall += 1h;
    come(1);
    BOOST_TEST((first_join() == wall)); // it is the position that counts now
}

BOOST_FIXTURE_TEST_CASE(who_missed_some_gets_those, coming_back)
{
    said(150);
    come(1);
    history(1);
    leave(1);
    said(180);
    come(1);
    BOOST_TEST(history(1) == numbers(151, 180), boost::test_tools::per_element());
    leave(1);
    said(400);
    come(1);
    BOOST_TEST(history(1) == numbers(181, 400), boost::test_tools::per_element());
    leave(1);
    come(1);
    BOOST_TEST(history(1).empty());
}

namespace {

room::settings with_catch_up(std::size_t most)
{
    auto with = with_history();
    with.catch_up = most;
    return with;
}

} // namespace

BOOST_AUTO_TEST_CASE(more_than_catch_up_is_counted)
{
    coming_back all(with_catch_up(150));
    all.said(10);
    all.come(1);
    all.history(1);
    all.leave(1);
    all.said(400);
    all.come(1);
    all.answer(1);
    const auto lines = all.lines(1);
    BOOST_REQUIRE(lines.size() == 152u);
    BOOST_TEST(lines[0] == ":irc.example NOTICE #messages :240 older messages are left out. For the last of "
                           "them: /quote CHATHISTORY BEFORE #messages msgid=251 200");
    BOOST_TEST(lines[1] == from_bob + "[21:17] row 251");
    BOOST_TEST(lines[150] == from_bob + "[21:20] row 400");
    all.send(1, "PONG " + lines[151].substr(6));
    all.leave(1);
    all.come(1);
    BOOST_TEST(all.history(1).empty()); // those that were left out are none for it
}

BOOST_FIXTURE_TEST_CASE(rows_that_were_not_read_are_counted, coming_back)
{
    said(1);
    come(1);
    history(1);
    leave(1);
    said(3);
    come(1);
    const auto newest = std::make_shared<const std::vector<bridge::past_row>>(past_of({rows[2]}));
    read(1, newest, wall, {.older = 10'000, .is_more = true});
    BOOST_TEST(lines(1).front().find(" :More than 10000 older messages are left out.") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_long_absence_is_made_up_in_batches_that_are_acknowledged_one_by_one, coming_back)
{
    said(1);
    come(1);
    history(1);
    leave(1);
    said(551);
    come(1);
    answer(1);
    say(552); // follows them
    strings pings;
    std::vector<int> numbers_shown;
    for (const auto& line : lines(1)) {
        if (line.starts_with("PING :"))
            pings.push_back(line.substr(6));
        else
            numbers_shown.push_back(std::stoi(line.substr(line.find("row ") + 4)));
    }
    BOOST_TEST(numbers_shown == numbers(2, 552), boost::test_tools::per_element());
    BOOST_REQUIRE(pings.size() == 3u);
    send(1, "PONG " + pings[0]);
    send(1, "PONG never-sent");
    send(1, "PONG rows-99");
    leave(1);
    come(1);
    BOOST_TEST(history(1) == numbers(202, 552), boost::test_tools::per_element());
    leave(1);
    come(1);
    BOOST_TEST(history(1).empty());
}

BOOST_FIXTURE_TEST_CASE(each_part_of_a_long_absence_is_acknowledged_though_the_next_never_comes, coming_back)
{
    said(1);
    come(1);
    history(1);
    for (const int first : {2, 201}) {
        leave(1);
        said(500);
        come(1);
        answer_part(1, first, first + 198);
        BOOST_TEST(asked_part() == first + 199);
        BOOST_TEST(got(1) == numbers(first, first + 198), boost::test_tools::per_element());
    }
    leave(1);
    come(1);
    BOOST_TEST(history(1) == numbers(400, 500), boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(next_visit_begins_behind_the_acknowledged_parts, coming_back)
{
    said(1000);
    come(1);
    history(1);
    leave(1);
    said(3000);
    come(1);
    BOOST_TEST(position() == 901);
    answer_part(1, 901, 1500, false, 2500);
    BOOST_TEST(got(1) == numbers(1001, 1500), boost::test_tools::per_element());
    leave(1);
    come(1);
    BOOST_TEST(position() == 1501);
    answer_part(1, 1501, 2800, false, 2500);
    BOOST_TEST(got(1) == numbers(1501, 2800), boost::test_tools::per_element());
    leave(1);
    come(1);
    BOOST_TEST(position() == 2500); // rows after it may still become visible
}

BOOST_FIXTURE_TEST_CASE(part_without_news_is_acknowledged, coming_back)
{
    said(100);
    come(1);
    history(1);
    leave(1);
    said(3000);
    come(1);
    answer_part(1, 1, 100, false, 2500);
    BOOST_TEST(got(1).empty());
    leave(1);
    come(1);
    BOOST_TEST(position() == 101);
    answer_part(1, 101, 600, false, 2500);
    got(1, false); // no PONG
    answer_part(1, 601, 602, false, 2500);
    got(1, false);
    leave(1);
    come(1);
    BOOST_TEST(position() == 101);
}

BOOST_FIXTURE_TEST_CASE(last_part_without_news_is_silent, coming_back)
{
    said(200);
    come(1);
    history(1);
    leave(1);
    come(1);
    answer_part(1, 101, 200, true, 2500);
    BOOST_TEST(all_lines(1, true).empty());
}

BOOST_FIXTURE_TEST_CASE(what_comes_live_between_the_parts_follows_the_last, coming_back)
{
    said(1);
    come(1);
    history(1);
    leave(1);
    said(500);
    come(1);
    answer_part(1, 2, 300);
    say(501);
    BOOST_TEST(got(1) == numbers(2, 300), boost::test_tools::per_element());
    say(502);
    answer_part(1, 301, 501, true);
    BOOST_TEST(got(1) == numbers(301, 502), boost::test_tools::per_element());
    BOOST_TEST(asked_part() == 301);
    say(503);
    BOOST_TEST(got(1) == numbers(503, 503));
    leave(1);
    come(1);
    BOOST_TEST(history(1).empty());
}

BOOST_AUTO_TEST_CASE(too_much_held_between_the_parts_is_read_with_the_next)
{
    auto with = with_history();
    with.hold_limit = 3;
    coming_back all(with);
    all.said(1);
    all.come(1);
    all.history(1);
    all.leave(1);
    all.said(500);
    all.come(1);
    all.answer_part(1, 2, 300);
    BOOST_TEST(all.asked_part() == 301);
    auto late = all.numbered(300); // becomes visible behind those of its date that were read
    late.id = directus::item_id("late");
    late.content = "row 1000";
    all.shown(late);
    for (int n = 501; n < 506; ++n)
        all.say(n);
    all.answer_part(1, 301, 500, true); // was read before that
    BOOST_TEST(all.asked_part() == 301);
    all.answer_part(1, 301, 505, true);
    BOOST_TEST(all.asked_part() == 0);
    auto expected = numbers(2, 505);
    expected.push_back(1000);
    BOOST_TEST(all.got(1) == expected, boost::test_tools::per_element());
    all.leave(1);
    all.come(1);
    BOOST_TEST(all.history(1).empty());
}

BOOST_FIXTURE_TEST_CASE(of_a_client_that_does_not_read_little_is_made, coming_back)
{
    said(1);
    come(1);
    history(1);
    leave(1);
    while (count < 901) {
        said(count + 1);
        rows.back().content += std::string(300, 'x');
    }
    come(1);
    answer(1);
    auto& out = find(client_id{1})->out;
    std::vector<bridge::bytes> taken;
    out.take(taken);
    BOOST_TEST(taken.size() == 1u); // a batch
    BOOST_TEST(!out.has_more());
    out.take(taken);
    BOOST_TEST(taken.size() == 1u);
    out.written(taken[0]->size());
    BOOST_TEST(out.has_more());
}

BOOST_FIXTURE_TEST_CASE(who_may_no_longer_read_is_shown_no_more_of_the_history, coming_back)
{
    said(3);
    come(1);
    answer(1);
    give(ada, access::none, access::none);
    const auto told = lines(1);
    BOOST_REQUIRE(!told.empty());
    BOOST_TEST(told.back().find(" KICK #messages Ada ") != std::string::npos);
    for (const auto& line : told)
        BOOST_TEST(line.find(" PRIVMSG ") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_client_that_acknowledges_nothing_gets_the_last_rows_each_time, coming_back)
{
    for (const int n : {150, 500}) {
        said(n);
        come(1);
        BOOST_TEST(history(1, false) == numbers(n - 99, n), boost::test_tools::per_element());
        leave(1);
    }
}

BOOST_FIXTURE_TEST_CASE(what_comes_back_to_its_author_is_not_lost_in_a_history_that_is_cut, coming_back)
{
    said(3);
    come(1);
    answer(1);
    returned({{client_id{1}, "hello"}, send_queue::fate::expired, {}}, ada);
    close_user(ada, "suspended");
    const auto told = lines(1);
    BOOST_REQUIRE(told.size() >= 2u);
    BOOST_TEST(told[told.size() - 2].ends_with("hello"));
    BOOST_TEST(told.back().starts_with("ERROR :Closing Link: "));
}

BOOST_FIXTURE_TEST_CASE(the_ping_follows_the_rows, coming_back)
{
    said(2);
    come(1);
    remember(1, rows);
    fired(now);
    check(lines(1), {from_bob + "[21:13] row 1", from_bob + "[21:13] row 2", "PING :rows-1"});
}

BOOST_FIXTURE_TEST_CASE(what_was_not_acknowledged_comes_again, coming_back)
{
    said(10);
    come(1);
    history(1, false);
    leave(1);
    come(1);
    BOOST_TEST(history(1) == numbers(1, 10));
    say(11);
    BOOST_TEST(got(1, false) == numbers(11, 11)); // this was not read
    leave(1);
    come(1);
    BOOST_TEST(history(1) == numbers(11, 11));
}

BOOST_FIXTURE_TEST_CASE(any_form_of_pong_counts_and_no_other_token, coming_back)
{
    said(1);
    come(1);
    history(1, false);
    for (const auto* line : {"PONG", "PONG irc.example", "PONG :irc.example", "PONG rows-7"})
        check(send(1, line), {});
    leave(1);
    come(1);
    BOOST_TEST(history(1, false) == numbers(1, 1));
    send(1, "PONG irc.example :rows-1");
    leave(1);
    come(1);
    BOOST_TEST(history(1).empty());
}

BOOST_FIXTURE_TEST_CASE(in_busy_chat_pings_are_few, coming_back)
{
    come(1);
    history(1);
    int pings = 0;
    for (int n = 1; n <= 600; ++n) { // a minute
        say(n);
        now += 100ms;
        fired(now);
        for (const auto& line : lines(1))
            if (line.starts_with("PING :")) {
                ++pings;
                send(1, "PONG " + line.substr(5));
            }
    }
    BOOST_TEST(pings >= 8);
    BOOST_TEST(pings <= 12);
}

BOOST_FIXTURE_TEST_CASE(his_own_lines_need_no_telling, coming_back)
{
    come(1);
    history(1);
    said(1);
    shown(rows.back(), 1); // without echo-message
    BOOST_TEST(got(1).empty());
    leave(1);
    come(1);
    BOOST_TEST(history(1).empty());
}

BOOST_FIXTURE_TEST_CASE(a_deleted_row_shifts_nothing, coming_back)
{
    said(120);
    come(1);
    history(1);
    leave(1);
    rows.pop_back(); // the last that was acknowledged
    rows.erase(rows.begin() + 50);
    come(1);
    BOOST_TEST(history(1).empty()); // older ones move up into the latest 100
    leave(1);
    said(121);
    come(1);
    BOOST_TEST(history(1) == numbers(121, 121));
}

BOOST_FIXTURE_TEST_CASE(an_edit_acknowledges_nothing, coming_back)
{
    said(2);
    come(1);
    history(1);
    leave(1);
    come(2, "other");
    history(2);
    come(1);
    said(3);
    auto changed = rows[0];
    changed.content = "row 1 changed";
    edited(changed, {});
    history(1);
    leave(1);
    come(1);
    BOOST_TEST(history(1).empty());
}

BOOST_FIXTURE_TEST_CASE(rows_of_equal_dates_are_told_apart, coming_back)
{
    said(3);
    for (auto& one : rows)
        one.date = rows.front().date;
    come(1);
    history(1);
    leave(1);
    said(4);
    rows.back().date = rows.front().date;
    std::swap(rows[1], rows[3]); // by its key it stands among them
    come(1);
    BOOST_TEST(history(1) == numbers(4, 4));
}

BOOST_FIXTURE_TEST_CASE(acknowledged_live_rows_of_equal_dates_are_not_repeated, coming_back)
{
    said(1);
    come(1);
    history(1);
    for (int n = 2; n <= 4; ++n) {
        said(n);
        rows.back().date = rows.front().date;
        show(bridge::said{.row = rows.back(), .shift = std::chrono::milliseconds(n)}, everyone, wall);
    }
    BOOST_TEST(got(1) == numbers(2, 4), boost::test_tools::per_element());
    leave(1);
    come(1);
    BOOST_TEST(history(1).empty());
}

BOOST_FIXTURE_TEST_CASE(a_row_dated_ahead_hides_nothing, coming_back)
{
    said(1);
    *rows.back().date += 24h * 3650;
    come(1);
    BOOST_TEST(history(1) == numbers(1, 1));
    leave(1);
    come(1);
    BOOST_TEST(history(1).empty());
    leave(1);
    said(2);
    std::swap(rows[0], rows[1]); // by its date it comes before
    come(1);
    BOOST_TEST(history(1) == numbers(2, 2));
}

BOOST_FIXTURE_TEST_CASE(two_clients_of_one_name_hide_nothing_from_each_other, coming_back)
{
    said(3);
    come(1);
    history(1);
    come(2); // the first is there: this one has never seen anything
    BOOST_TEST(history(2) == numbers(1, 3));
    leave(1);
    say(4);
    BOOST_TEST(got(2) == numbers(4, 4));
    leave(2);
    come(3); // either of them
    BOOST_TEST(history(3) == numbers(4, 4));
    come(4);
    BOOST_TEST(history(4) == numbers(4, 4));
}

BOOST_FIXTURE_TEST_CASE(other_names_and_other_users_are_other_clients, coming_back)
{
    said(3);
    come(1);
    history(1);
    leave(1);
    come(2, "phone");
    BOOST_TEST(history(2) == numbers(1, 3));
    come(3, "u", bob);
    BOOST_TEST(history(3) == numbers(1, 3));
}

BOOST_FIXTURE_TEST_CASE(a_day_later_it_is_forgotten, coming_back)
{
    said(3);
    come(1);
    history(1);
    leave(1);
    wall += bridge::receipts::kept;
    come(1);
    BOOST_TEST(history(1) == numbers(1, 3));
}

BOOST_FIXTURE_TEST_CASE(a_history_that_could_not_be_read_is_not_taken_as_seen, coming_back)
{
    said(3);
    come(1);
    history(1);
    leave(1);
    said(5);
    come(1);
    read(1, base::make_error_code(base::errc::timeout), wall);
    say(6);
    BOOST_TEST(got(1) == numbers(6, 6));
    leave(1);
    come(1);
    BOOST_TEST(history(1) == numbers(4, 6));
}

BOOST_FIXTURE_TEST_CASE(an_acknowledged_row_does_not_come_again_late, coming_back)
{
    said(3);
    come(1);
    history(1);
    leave(1);
    come(1);
    BOOST_TEST(history(1).empty());
    shown(rows.back()); // the event of a row that his history had shown before
    BOOST_TEST(got(1).empty());
    auto changed = rows.back();
    changed.content = "row 3 changed";
    edited(changed, {});
    BOOST_TEST(got(1) == numbers(3, 3)); // he was shown it
}

BOOST_FIXTURE_TEST_CASE(who_parts_and_joins_again_gets_what_came_between, coming_back)
{
    said(3);
    come(1);
    history(1);
    send(1, "PART #messages");
    say(4);
    BOOST_TEST(got(1).empty());
    send(1, "JOIN #messages");
    lines(1);
    BOOST_TEST(history(1) == numbers(4, 4));
}

BOOST_FIXTURE_TEST_CASE(who_asks_himself_is_asked_nothing, coming_back)
{
    connect(1, ada, {cap::chathistory});
    send(1, "JOIN #messages");
    lines(1);
    say(1);
    for (const auto& line : all_lines(1, false))
        BOOST_TEST(!line.starts_with("PING"));
    connect(2, bob);
    send(2, "MODE Bob +B");
    send(2, "JOIN #messages");
    say(2);
    for (const auto& line : all_lines(2, false))
        BOOST_TEST(!line.starts_with("PING"));
}

BOOST_AUTO_TEST_SUITE_END()
