// What a client is shown after its JOIN, however much is said while it is read.
#include "served.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include "base/clock.hpp"
#include "base/timestamp.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

using namespace support;

namespace {

constexpr auto with_batches = "batch message-tags server-time";
constexpr auto modern = "batch draft/chathistory draft/multiline message-tags server-time";

// A visit of a client that acknowledges what it is shown: the rows "row N." of it, in order.
struct visit {
    explicit visit(served& on, std::string_view caps = "")
        : one(on.gateway.port())
    {
        one.leave_pings();
        one.log_in(ada_pass, caps);
        one.join();
    }

    // Reads up to a PING that follows a row, and answers it.
    std::vector<int> read_acknowledged()
    {
        std::vector<int> out;
        for (bool is_over = false; !is_over;) {
            const auto line = one.expect("* *");
            if (line.starts_with("PING :")) {
                one.send("PONG " + line.substr(6));
                is_over = !out.empty();
            } else if (const auto at = line.find("row "); at != std::string::npos) {
                out.push_back(std::stoi(line.substr(at + 4)));
            }
        }
        one.fence();
        return out;
    }

    // Reads on to this row, and answers the PINGs until then and the one behind it.
    std::vector<int> read_to(int last)
    {
        std::vector<int> out;
        const auto end = fmt::format("row {}.", last);
        for (bool is_over = false; !is_over;) {
            const auto line = one.expect("* *");
            if (line.starts_with("PING :"))
                one.send("PONG " + line.substr(6));
            is_over = !out.empty() && out.back() == last && line.starts_with("PING :");
            if (const auto at = line.find("row "); at != std::string::npos)
                out.push_back(std::stoi(line.substr(at + 4)));
        }
        one.fence();
        return out;
    }

    irc_peer one;
};

std::vector<int> from_to(int first, int last)
{
    std::vector<int> out;
    for (; first <= last; ++first)
        out.push_back(first);
    return out;
}

// Rows "row N." of these numbers, a tenth of a second apart, that end an hour ago.
void add_rows(served& on, int first, int last, const std::string& more = "")
{
    const auto start = base::wall_now() - std::chrono::hours(1);
    for (int n = first; n <= last; ++n)
        on.directus.add({fmt::format(R"("c1000000-0000-4000-8000-{:012}")", n),
                         json_string(fmt::format("row {}.{}", n, more)),
                         json_string(scripted_directus::grace().id),
                         json_string(base::to_iso8601(start + std::chrono::milliseconds(100 * n)))});
}

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_history)

BOOST_AUTO_TEST_CASE(a_client_that_was_away_is_shown_everything_since_then)
{
    for (const auto* caps : {"", with_batches}) {
        served on;
        add_rows(on, 1, 5);
        {
            visit first(on, caps);
            BOOST_TEST(first.read_to(5) == from_to(1, 5), boost::test_tools::per_element());
        }
        add_rows(on, 6, 355);
        visit second(on, caps);
        BOOST_TEST(second.read_to(355) == from_to(6, 355), boost::test_tools::per_element());
        BOOST_TEST(second.one.count("*left out*") == 0U);
    }
}

BOOST_AUTO_TEST_CASE(a_client_that_joins_as_directus_goes_is_shown_everything_once_it_is_back)
{
    served on({"--irc.history=10"});
    add_rows(on, 0, 4);
    {
        visit first(on);
        BOOST_TEST(first.read_to(4) == from_to(0, 4), boost::test_tools::per_element());
    }
    add_rows(on, 5, 29);
    const auto answer = std::make_shared<gate>();
    on.directus.forget("SEARCH /items/messages");
    on.directus.once("SEARCH /items/messages", {steps::wait{answer}, html(502)});
    on.directus.always("SEARCH /items/messages", {html(502)});
    visit back(on);
    BOOST_TEST(on.directus.arrived("SEARCH /items/messages"));
    on.directus.always("GET /websocket", {html(502)});
    on.directus.forget("GET /users/me");
    for (const auto* probe : {"GET /server/ping", "GET /users/me"})
        on.directus.always(probe, {html(502)});
    on.directus.drop_sockets();
    BOOST_TEST(on.directus.arrived("GET /users/me"));
    answer->open();
    BOOST_TEST(on.directus.arrived("SEARCH /items/messages", 5));
    back.one.fence();
    BOOST_TEST(back.one.count("*row *") == 0U);
    on.directus.behave();
    BOOST_TEST(back.read_to(29) == from_to(5, 29), boost::test_tools::per_element());
    BOOST_TEST(back.one.count("*cannot be read*") == 0U);
}

namespace {

// A returning client misses five pages.
struct five_pages {
    served on{{"--irc.history=10"}, {.page_limit = 50}};

    five_pages()
    {
        add_rows(on, 0, 4);
        visit(on).read_to(4);
        add_rows(on, 5, 254);
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(it_is_read_on_where_that_was_interrupted, five_pages)
{
    on.directus.forget("SEARCH /items/messages");
    for (int page = 0; page < 4; ++page)
        on.directus.once("SEARCH /items/messages", {steps::usual{}});
    for (int failure = 0; failure < 2; ++failure)
        on.directus.once("SEARCH /items/messages", {refusal(503, "SERVICE_UNAVAILABLE")});
    visit back(on);
    BOOST_TEST(back.read_to(254) == from_to(5, 254), boost::test_tools::per_element());
    std::map<std::string, int> times;
    for (const auto& read : on.directus.calls("SEARCH /items/messages"))
        ++times[read.body];
    std::vector<int> again;
    for (const auto& [body, count] : times)
        if (count > 1)
            again.push_back(count);
    BOOST_TEST(again == std::vector<int>{3}, boost::test_tools::per_element()); // the page that failed twice
}

BOOST_FIXTURE_TEST_CASE(a_token_that_ends_between_two_pages_costs_no_history, five_pages)
{
    on.directus.forget("POST /auth/refresh");
    for (int page = 0; page < 3; ++page)
        on.directus.once("SEARCH /items/messages", {steps::usual{}});
    on.directus.once("SEARCH /items/messages", {refusal(401, "TOKEN_EXPIRED")});
    visit back(on);
    BOOST_TEST(back.read_to(254) == from_to(5, 254), boost::test_tools::per_element());
    BOOST_TEST(back.one.count("*cannot be read*") == 0U);
    BOOST_TEST(on.directus.count("POST /auth/refresh") > 0U);
}

BOOST_AUTO_TEST_CASE(interrupted_history_continues_at_the_next_visit)
{
    served on({"--irc.history=10", "--directus.catch_up=100000"});
    add_rows(on, 0, 4);
    {
        visit first(on);
        first.read_to(4);
    }
    add_rows(on, 5, 2'504);
    int next = 5;
    for (int visits = 0; visits < 3; ++visits) {
        visit again(on);
        const auto got = again.read_acknowledged();
        BOOST_TEST(got == from_to(next, got.back()), boost::test_tools::per_element());
        next = got.back() + 1;
    }
    visit last(on);
    BOOST_TEST(last.read_to(2'504) == from_to(next, 2'504), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(history_part_of_many_rows_of_one_date_is_complete)
{
    served on({"--irc.history=10", "--directus.catch_up=100000"});
    add_rows(on, 0, 4);
    {
        visit first(on);
        first.read_to(4);
    }
    const auto date = json_string(base::to_iso8601(base::wall_now() - std::chrono::minutes(30)));
    for (int n = 5; n <= 1'304; ++n) {
        const auto text = json_string(fmt::format("row {}.", n));
        for (const auto& content : {std::string(R"(" ")"), text}) // clients are not shown blank rows
            if (content == text || n % 3 == 0)
                on.directus.add({fmt::format(R"("c2000000-{:04}-4000-8000-{:012}")", content == text, n),
                                 content, json_string(scripted_directus::grace().id), date});
    }
    visit second(on);
    const auto got = second.read_to(1'304);
    BOOST_TEST(got == from_to(5, 1'304), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(of_more_than_catch_up_the_newest_are_shown_and_the_others_counted)
{
    served on({"--directus.catch_up=30"});
    add_rows(on, 1, 5);
    {
        visit first(on);
        first.read_to(5);
    }
    add_rows(on, 6, 2'200);
    visit second(on);
    BOOST_TEST(second.read_to(2'200) == from_to(2'171, 2'200), boost::test_tools::per_element());
    const auto& seen = second.one.seen();
    const auto notice =
        std::ranges::find_if(seen, [](const auto& line) { return line.find("left out") != line.npos; });
    BOOST_REQUIRE(notice != seen.end());
    BOOST_TEST(notice->find(" NOTICE #messages :2165 older messages are left out. For the last of them: ") !=
               std::string::npos);
    second.one.send(notice->substr(notice->find("CHATHISTORY "))); // as /quote does
    second.one.expect("*row 1971.*");
    second.one.expect("*row 2170.*");
}

BOOST_AUTO_TEST_CASE(a_history_of_long_rows_is_shown_whole_to_a_client_that_reads)
{
    const auto more = "\n" + std::string(4'000, 'x') + "\n" + std::string(10'000, 'y');
    for (const auto* caps : {"", "batch message-tags server-time draft/multiline"}) {
        served on({"--irc.sendq=65536"});
        add_rows(on, 1, 60, more);
        visit first(on, caps);
        BOOST_TEST(first.read_to(60) == from_to(1, 60), boost::test_tools::per_element());
    }
}

// As a subscription that begins brings rows that are a moment older.
BOOST_AUTO_TEST_CASE(what_was_missed_at_once_closes_no_client_that_reads)
{
    served on({"--irc.sendq=65536", "--irc.history=0"});
    auto ada = on.on_channel(ada_pass);
    std::string text;
    for (int n = 0; n < 19; ++n)
        text += "\n" + std::string(400, 'x');
    const auto sockets = on.directus.count("GET /websocket");
    on.directus.once("GET /websocket", {steps::http{503, ""}});
    on.directus.drop_sockets();
    for (int n = 1; n <= 300; ++n)
        on.directus.add_silently(fmt::format("row {}.{}", n, text));
    BOOST_TEST(on.directus.arrived("GET /websocket", sockets + 1));
    ada.within(std::chrono::seconds(30)).expect("*row 300.*");
    for (int n = 1; n <= 300; ++n)
        BOOST_TEST(ada.count(fmt::format("*row {}.*", n)) == 1U);
    on.show_something(ada);
}

BOOST_AUTO_TEST_CASE(a_page_of_long_rows_has_them_all_and_the_last_is_marked)
{
    const auto more = "\n" + std::string(4'000, 'x') + "\n" + std::string(10'000, 'y');
    served on({"--irc.history=0", "--irc.sendq=65536"});
    add_rows(on, 1, 60, more);
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass, modern);
    ada.join();
    const auto page = [&](const std::string& query) {
        ada.send("CHATHISTORY " + query);
        const bool is_last = ada.expect("* chathistory *").find("draft/chathistory-end") != std::string::npos;
        std::vector<int> rows;
        for (const auto& line : ada.until("*BATCH -h*"))
            if (const auto at = line.find(":row "); at != std::string::npos)
                rows.push_back(std::stoi(line.substr(at + 5)));
        return std::pair(rows, is_last);
    };
    const auto key = [](int n) { return fmt::format("msgid=c1000000-0000-4000-8000-{:012}", n); };
    BOOST_TEST(
        (page("AFTER #messages timestamp=2020-01-01T00:00:00.000Z 50") == std::pair(from_to(1, 50), false)));
    BOOST_TEST((page("AFTER #messages " + key(50) + " 10") == std::pair(from_to(51, 60), true)));
    BOOST_TEST((page("AFTER #messages " + key(50) + " 9") == std::pair(from_to(51, 59), false)));
    BOOST_TEST((page("LATEST #messages * 59") == std::pair(from_to(2, 60), false)));
    BOOST_TEST((page("LATEST #messages * 60") == std::pair(from_to(1, 60), true)));
    BOOST_TEST((page("BEFORE #messages " + key(11) + " 10") == std::pair(from_to(1, 10), true)));
    BOOST_TEST((page("BETWEEN #messages " + key(1) + " " + key(5) + " 3") == std::pair(from_to(2, 4), true)));
    BOOST_TEST(
        (page("BETWEEN #messages " + key(1) + " " + key(5) + " 2") == std::pair(from_to(2, 3), false)));
}

BOOST_AUTO_TEST_CASE(a_row_of_the_future_counts_as_now)
{
    served on({"--irc.history=0"});
    add_rows(on, 1, 3);
    on.directus.add({R"("c1000000-0000-4000-8000-0000000000ff")", R"("row 9.")",
                     json_string(scripted_directus::grace().id), R"("2031-01-01T00:00:00.000Z")"});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass, modern);
    ada.join();
    const auto before = base::wall_now();
    const auto at = [](base::wall_time time) { return "timestamp=" + base::to_iso8601(time); };
    ada.send(fmt::format("CHATHISTORY TARGETS {} {} 10", at(before - std::chrono::minutes(1)), at(before)));
    ada.expect("*CHATHISTORY TARGETS #messages 2*");
    ada.send("CHATHISTORY LATEST #messages * 1");
    auto line = ada.expect("*row 9.*");
    const auto begin = line.find("time=") + 5;
    const auto told = base::from_iso8601(line.substr(begin, line.find_first_of("; ", begin) - begin));
    BOOST_REQUIRE(told.has_value());
    BOOST_TEST((*told >= before - std::chrono::seconds(2)));
    BOOST_TEST((*told <= base::wall_now() + std::chrono::seconds(2)));
    // A client that goes on from there meets what is written later.
    on.directus.add("something later");
    ada.await("*something later*");
    ada.send("CHATHISTORY AFTER #messages " + at(*told - std::chrono::seconds(2)) + " 10");
    ada.expect("*BATCH +*");
    ada.expect("*something later*");
    ada.send("CHATHISTORY LATEST #messages msgid=c1000000-0000-4000-8000-0000000000ff 10");
    ada.expect("*BATCH +*");
    ada.expect("*something later*");
}

BOOST_AUTO_TEST_CASE(it_reaches_back_to_the_join_whose_events_are_late)
{
    served on({"--irc.history=3"});
    auto ada = on.on_channel(ada_pass);
    irc_peer grace(on.gateway.port());
    grace.log_in(grace_pass);
    for (int n = 0; n < 5; ++n) // of this he is shown the end
        on.show_something(ada);

    const auto read = std::make_shared<gate>();
    const auto asked = on.directus.count("SEARCH /items/messages");
    on.directus.always("SEARCH /items/messages", {steps::wait{read}, steps::usual{}});
    grace.join();
    BOOST_TEST(on.directus.arrived("SEARCH /items/messages", asked + 1));
    for (int n = 0; n < 8; ++n) // more than history holds, and no event tells of them
        on.directus.add_silently(fmt::format("row {}", n));
    read->open();

    grace.expect("*row 7*");
    std::string order;
    for (const auto& line : grace.seen())
        if (const auto at = line.find(" row "); at != std::string::npos)
            order += line.substr(at + 5);
    BOOST_TEST(order == "01234567");
}

// Directus takes a body of up to 1 MiB (MAX_PAYLOAD_SIZE).
BOOST_AUTO_TEST_CASE(its_authors_are_looked_up_a_hundred_at_a_time)
{
    served on({"--irc.history=250", "--irc.members_limit=1"}, {.crowd = 250});
    for (std::size_t n = 0; n < 250; ++n)
        on.directus.add_silently(fmt::format("row {}.", n), on.directus.member(n));
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.join();
    BOOST_TEST(ada.expect("*row 0.*").starts_with(":Member0!"));
    BOOST_TEST(ada.expect("*row 249.*").starts_with(":Member249!"));
    for (const auto& call : on.directus.calls("SEARCH /users"))
        BOOST_TEST(call.body.size() < 5'000U);
}

BOOST_AUTO_TEST_SUITE_END()
