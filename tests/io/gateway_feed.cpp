// What is said in Directus comes to the channel: every row once, in order, whatever happens to the link.
#include "served.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>

using namespace support;

namespace {

// The last word of every row that was shown, in the order in which they came.
std::string shown(const irc_peer& to, std::string_view beginning)
{
    std::string order;
    for (const auto& line : to.seen())
        if (const auto at = line.find(beginning); at != std::string::npos)
            order += line.substr(at + beginning.size());
    return order;
}

void add_rows(scripted_directus& to, int from, int count, bool silently)
{
    for (int n = from; n < from + count; ++n) {
        const auto text = fmt::format("row {}", n);
        silently ? to.add_silently(text) : to.add(text);
    }
}

// For each of these troubles a gateway of its own, all at once, as each has to wait: the row comes once all
// the same.
template <class Trouble>
void everywhere(const std::vector<Trouble>& troubles, void (*cause)(served&, const Trouble&))
{
    std::vector<std::unique_ptr<served>> all;
    std::vector<irc_peer> clients;
    for (const auto& trouble : troubles) {
        all.push_back(std::make_unique<served>(std::vector<std::string>{"--directus.answer_limit=1"}));
        clients.push_back(all.back()->on_channel(ada_pass));
        cause(*all.back(), trouble);
    }
    for (std::size_t n = 0; n < all.size(); ++n) {
        BOOST_TEST_CONTEXT("trouble " << n)
        {
            clients[n].expect("*row 0*");
            all[n]->show_something(clients[n]);
            BOOST_TEST(shown(clients[n], ":row ") == "0");
        }
    }
}

const steps::say broken = frame_error("subscribe", "FORBIDDEN");

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_feed)

BOOST_AUTO_TEST_CASE(rows_come_to_everyone_once_and_in_order_over_one_subscription)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    auto grace = on.on_channel(grace_pass);
    add_rows(on.directus, 0, 10, false);
    for (auto* one : {&ada, &grace}) {
        on.show_something(*one);
        BOOST_TEST(shown(*one, ":row ") == "0123456789");
    }
    BOOST_TEST(on.directus.count("subscribe") == 1U);
}

BOOST_AUTO_TEST_CASE(a_burst_reaches_twenty_clients)
{
    served on;
    std::vector<irc_peer> all;
    for (int n = 0; n < 20; ++n)
        all.push_back(on.on_channel(n % 2 ? ada_pass : grace_pass));
    for (int n = 0; n < 100; ++n)
        on.directus.add(fmt::format("row <{}>", n));
    std::string expected;
    for (int n = 0; n < 100; ++n)
        expected += fmt::format("<{}>", n);
    for (auto& one : all) {
        one.expect("*row <99>*");
        BOOST_TEST(shown(one, ":row ") == expected);
    }
}

BOOST_AUTO_TEST_CASE(an_error_in_place_of_an_event_loses_nothing)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    on.directus.add_silently("row 0");
    on.directus.push(broken.frame);
    ada.expect("*row 0*");
    add_rows(on.directus, 1, 2, false);
    on.show_something(ada);
    BOOST_TEST(shown(ada, ":row ") == "012");
    BOOST_TEST(on.directus.count("GET /websocket") == 1U);
}

BOOST_AUTO_TEST_CASE(a_broken_feed_moves_to_another_member)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    auto grace = on.on_channel(grace_pass);
    on.directus.add_silently("row 0");
    on.directus.push(broken.frame);
    for (auto* one : {&ada, &grace})
        one->expect("*row 0*");
    add_rows(on.directus, 1, 2, false);
    for (auto* one : {&ada, &grace}) {
        on.show_something(*one);
        BOOST_TEST(shown(*one, ":row ") == "012");
    }
    const auto all = on.directus.calls("subscribe");
    BOOST_REQUIRE(all.size() == 2U);
    BOOST_TEST(all[0].connection != all[1].connection);
    BOOST_TEST((all[1].at - all[0].at < std::chrono::seconds(2)));
    BOOST_TEST(on.directus.arrived("unsubscribe"));
    BOOST_TEST(eventually([&] { return on.directus.subscribers() == 1U; }));
}

BOOST_AUTO_TEST_CASE(a_feed_that_nobody_may_have_is_asked_for_in_peace)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    auto grace = on.on_channel(grace_pass);
    on.directus.always("subscribe", {broken});
    on.directus.push(broken.frame);
    BOOST_TEST(!on.directus.arrived("subscribe", 8, std::chrono::seconds(3)));
    on.directus.add_silently("row 0");
    on.directus.always("subscribe", {steps::usual{}});
    for (auto* one : {&ada, &grace}) {
        one->expect("*row 0*");
        on.show_something(*one);
        BOOST_TEST(shown(*one, ":row ") == "0");
    }
}

BOOST_AUTO_TEST_CASE(a_refused_subscription_is_replaced_by_polling_and_tried_again)
{
    served on({"--directus.poll=1"});
    on.directus.always("subscribe", {broken});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass, "echo-message");
    ada.join();
    ada.await("*arrive a few seconds late: Directus refuses the subscription*");
    ada.send("PRIVMSG #messages :mine");
    ada.expect("*:mine*");
    on.directus.add_silently("row 0");
    ada.expect("*:row 0*");
    on.directus.always("subscribe", {steps::usual{}});
    ada.within(3 * patience).expect("*Directus accepts the subscription: messages arrive at once again*");
    on.show_something(ada);
    BOOST_TEST(shown(ada, ":row ") == "0");
    BOOST_TEST(ada.count("*:mine*") == 1U);
}

BOOST_AUTO_TEST_CASE(a_subscription_that_was_never_live_is_announced)
{
    served on;
    on.directus.once("subscribe", {});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.join();
    ada.within(2 * patience).expect("*Messages of others cannot be received*");
    BOOST_TEST(ada.count("*queued*") == 0U);
}

BOOST_AUTO_TEST_CASE(the_carrier_leaves_and_the_feed_stays)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    auto grace = on.on_channel(grace_pass);
    ada.send("QUIT");
    BOOST_TEST(ada.ended());
    ada.reset();
    // Her side of Directus is given up a few seconds later, with a logout.
    BOOST_TEST(on.directus.arrived("POST /auth/logout", 1, std::chrono::seconds(30)));
    on.directus.add("row 0");
    grace.expect("*row 0*");
    on.show_something(grace);
    BOOST_TEST(shown(grace, ":row ") == "0");
    BOOST_TEST(grace.count("*Directus is*") == 0U);
}

BOOST_AUTO_TEST_CASE(who_comes_back_after_a_while_is_told_of_no_outage)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    ada.send("QUIT");
    BOOST_TEST(ada.ended());
    ada.reset();
    BOOST_TEST(on.directus.arrived("POST /auth/logout", 1, std::chrono::seconds(30)));
    std::this_thread::sleep_for(std::chrono::seconds(4)); // an outage would be announced by then
    on.directus.add_silently("row 0");
    auto again = on.on_channel(ada_pass);
    on.show_something(again);
    BOOST_TEST(again.count("*Directus is*") == 0U);
    BOOST_TEST(again.count("*row 0*") == 1U);
}

BOOST_AUTO_TEST_CASE(after_an_outage_everything_missed_is_shown_and_everything_queued_is_stored)
{
    served on;
    on.directus.add_silently("an old one");
    auto ada = on.on_channel(ada_pass, "server-time echo-message");
    auto grace = on.on_channel(grace_pass);
    add_rows(on.directus, 0, 2, false);
    on.show_something(ada);
    on.directus.set_away(true);
    ada.expect("*NOTICE #messages :Directus is unreachable; what you write is queued*");
    grace.expect("*NOTICE #messages :Directus is unreachable*");
    for (int n = 0; n < 3; ++n)
        ada.send(fmt::format("PRIVMSG #messages :queued {}", n));
    ada.fence();
    add_rows(on.directus, 2, 3, true);
    on.directus.set_away(false);

    for (auto* one : {&ada, &grace})
        for (const auto* next :
             {"*NOTICE #messages :Directus is back*", "*:row 4*", "*:queued 0*", "*:queued 2*"})
            one->within(std::chrono::seconds(30)).expect(next);
    for (auto* one : {&ada, &grace}) {
        on.show_something(*one);
        BOOST_TEST(shown(*one, ":row ") == "01234");
        BOOST_TEST(shown(*one, ":queued ") == "012");
        BOOST_TEST(one->count("*Directus is unreachable*") == 1U);
        BOOST_TEST(one->count("*Directus is back*") == 1U);
    }
    BOOST_TEST(ada.count("*@time=*") > 5U);
    for (int n = 0; n < 3; ++n)
        BOOST_TEST(on.directus.stored(fmt::format("queued {}", n)) == 1U);
}

BOOST_AUTO_TEST_CASE(queued_lines_do_not_wait_for_ever_for_what_was_missed)
{
    served on;
    auto ada = on.on_channel(ada_pass, "echo-message");
    on.directus.set_away(true);
    ada.expect("*NOTICE #messages :Directus is unreachable; what you write is queued*");
    ada.send("PRIVMSG #messages :queued");
    ada.fence();
    on.directus.add_silently("row 0");
    const auto answer = std::make_shared<gate>();
    on.directus.once("SEARCH /items/messages", {steps::wait{answer}, steps::usual{}});
    on.directus.set_away(false);
    BOOST_TEST(on.directus.arrived("create"));
    BOOST_TEST(ada.count("*row 0*") == 0U);
    answer->open();
    ada.expect("*row 0*");
    ada.expect("*queued*");
}

// A connection that is lost every few seconds would never be caught up with otherwise.
BOOST_AUTO_TEST_CASE(a_gap_is_read_on_where_it_was_interrupted)
{
    served on({}, {.page_limit = 50});
    auto ada = on.on_channel(ada_pass);
    on.show_something(ada);
    on.directus.set_away(true);
    ada.expect("*NOTICE #messages :Directus is unreachable*");
    add_rows(on.directus, 0, 220, true);
    on.directus.forget("SEARCH /items/messages");
    for (int page = 0; page < 3; ++page)
        on.directus.once("SEARCH /items/messages", {steps::usual{}});
    on.directus.once("SEARCH /items/messages", {refusal(503, "SERVICE_UNAVAILABLE")});
    on.directus.set_away(false);
    ada.expect("*NOTICE #messages :Directus is back; 220 messages were missed*");
    ada.expect("*row 219*");
    on.show_something(ada);
    BOOST_TEST(ada.count("*:row *") == 220U);
    std::map<std::string, int> times;
    for (const auto& read : on.directus.calls("SEARCH /items/messages"))
        ++times[read.body];
    const auto again = std::ranges::count_if(times, [](const auto& entry) { return entry.second > 1; });
    BOOST_TEST(again == 1); // the page that failed
}

// Of more than 20,000 rows the newest are shown. They are read in pages of 250, until there is none behind
// them: only that last page fails.
BOOST_AUTO_TEST_CASE(a_gap_of_more_rows_than_are_kept_is_read_on_too)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    on.show_something(ada);
    on.directus.set_away(true);
    ada.expect("*NOTICE #messages :Directus is unreachable*");
    add_rows(on.directus, 0, 20'600, true);
    on.directus.forget("SEARCH /items/messages");
    constexpr int pages = 81 + 1 + 2; // until there are too many; whether to skip some; the rest
    for (int page = 0; page < pages; ++page)
        on.directus.once("SEARCH /items/messages", {steps::usual{}});
    on.directus.once("SEARCH /items/messages", {refusal(503, "SERVICE_UNAVAILABLE")});
    on.directus.set_away(false);
    ada.within(4 * support::patience)
        .expect("*NOTICE #messages :Directus is back; 20000 messages were missed*");
    ada.expect("*NOTICE #messages :19000 older messages are left out*");
    ada.expect("*row 20599*");
    on.show_something(ada);
    BOOST_TEST(ada.count("*:row *") == 1'000U);
}

BOOST_AUTO_TEST_CASE(an_outage_is_announced_and_its_end_with_what_was_missed)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    on.directus.set_away(true);
    ada.expect("*NOTICE #messages :Directus is unreachable; what you write is queued*");
    add_rows(on.directus, 0, 3, true);
    on.directus.set_away(false);
    ada.expect("*NOTICE #messages :Directus is back; 3 messages were missed*");
    for (int n = 0; n < 3; ++n)
        ada.expect(fmt::format("*:row {}*", n));
}

BOOST_AUTO_TEST_CASE(a_short_interruption_is_not_announced)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    on.directus.drop_sockets();
    on.directus.add_silently("row 0");
    ada.expect("*row 0*");
    on.show_something(ada);
    BOOST_TEST(shown(ada, ":row ") == "0");
    BOOST_TEST(ada.count("*Directus is*") == 0U);
}

BOOST_AUTO_TEST_CASE(a_read_back_that_fails_is_repeated)
{
    everywhere<script>({{html(502)}, {steps::http{200, "{}"}}, {steps::drop{}}, {}},
                       [](served& on, const script& answer) {
                           on.directus.once("SEARCH /items/messages", answer);
                           on.directus.add_silently("row 0");
                           on.directus.push(broken.frame);
                       });
}

BOOST_AUTO_TEST_CASE(rows_that_come_while_it_reads_back_are_shown_behind_those)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    const auto answer = std::make_shared<gate>();
    on.directus.once("SEARCH /items/messages", {steps::wait{answer}, steps::usual{}});
    on.directus.add_silently("row 0");
    on.directus.push(broken.frame);
    BOOST_TEST(on.directus.arrived("subscribe", 2));
    const auto reads = on.directus.count("SEARCH /items/messages");
    BOOST_TEST(on.directus.arrived("SEARCH /items/messages", reads));
    add_rows(on.directus, 1, 2, false);
    ada.fence();
    answer->open();
    ada.expect("*row 2*");
    on.show_something(ada);
    BOOST_TEST(shown(ada, ":row ") == "012");
}

BOOST_AUTO_TEST_CASE(a_frame_that_is_not_directus_s_costs_the_socket_and_nothing_else)
{
    const std::vector<std::string> bad{"{not json",
                                       "",
                                       "[]",
                                       "null",
                                       R"({"type":7})",
                                       R"({"status":"ok"})",
                                       "\"a string\"",
                                       "\xff\xfe",
                                       std::string(17 << 20, ' ')}; // over the limit
    everywhere<std::string>(bad, [](served& on, const std::string& frame) {
        on.directus.add_silently("row 0");
        on.directus.push(frame);
    });
}

BOOST_AUTO_TEST_CASE(a_websocket_that_does_not_come_to_be_is_tried_again)
{
    everywhere<script>({{refusal(403, "FORBIDDEN")},
                        {html(200)},
                        {steps::drop{}},
                        {steps::bytes{"SSH-2.0\r\n\r\n"}, steps::drop{}}},
                       [](served& on, const script& answer) {
                           on.directus.once("GET /websocket", answer);
                           on.directus.add_silently("row 0");
                           on.directus.drop_sockets();
                       });
}

BOOST_AUTO_TEST_CASE(an_auth_that_is_never_answered_is_tried_again)
{
    served on({"--directus.answer_limit=1"});
    on.directus.once("auth", {});
    on.directus.once("subscribe", {});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.join();
    BOOST_TEST(on.directus.arrived("subscribe", 2));
    on.show_something(ada);
    BOOST_TEST(on.directus.count("auth") == 2U);
}

BOOST_AUTO_TEST_CASE(edits_and_deletions_are_shown)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    const auto id = on.directus.add("row 0");
    ada.expect("*row 0*");
    on.directus.edit(id, "row 1");
    ada.expect("*NOTICE #messages :A message of Grace was edited: row 1*");
    on.directus.edit(id, "row 1");
    on.directus.remove(id);
    ada.expect("*NOTICE #messages :A message of Grace was deleted: “row 1”*");
    on.directus.edit(on.directus.add("row 2"), "row 3");
    ada.expect("*NOTICE #messages :A message of Grace was edited: row 3*");
    BOOST_TEST(shown(ada, ":A message of Grace was edited: ") == "row 1row 3");
}

BOOST_AUTO_TEST_CASE(edits_and_deletions_that_were_missed_are_shown)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    const auto edited = on.directus.add("row 0");
    const auto removed = on.directus.add("row 1");
    const auto untouched = on.directus.add("row 2");
    ada.expect("*row 2*");
    on.directus.drop_sockets();
    on.directus.edit(edited, "row 3");
    on.directus.remove(removed);
    ada.expect("*NOTICE #messages :A message of Grace was edited: row 3*");
    ada.expect("*NOTICE #messages :A message of Grace was deleted: “row 1”*");
    on.show_something(ada);
    BOOST_TEST(shown(ada, ":row ") == "012");
}

BOOST_AUTO_TEST_CASE(an_own_row_whose_event_never_comes_makes_the_gateway_look_for_others)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    on.directus.once("create", {steps::store{}, steps::answer{}}); // no event
    on.directus.add_silently("row 0");
    ada.send("PRIVMSG #messages :row 1");
    ada.expect("*row 0*"); // after 5 s and not only after 60
    on.directus.add("row 2");
    ada.expect("*row 2*");
    on.show_something(ada);
    BOOST_TEST(shown(ada, ":row ") == "02");
    BOOST_TEST(on.directus.arrived("subscribe", 2)); // its subscription may have been dead
}

BOOST_AUTO_TEST_CASE(a_service_token_carries_the_feed)
{
    served on({"--directus.service_token=static-grace"});
    BOOST_TEST(on.directus.arrived("subscribe"));
    auto ada = on.on_channel(ada_pass);
    add_rows(on.directus, 0, 2, false);
    on.show_something(ada);
    BOOST_TEST(shown(ada, ":row ") == "01");
    const auto all = on.directus.calls("subscribe");
    BOOST_REQUIRE(all.size() == 1U);
    BOOST_TEST(on.directus.calls("auth").front().body.find("static-grace") != std::string::npos);
    BOOST_TEST(all.front().connection == on.directus.calls("auth").front().connection);
    on.directus.drop_sockets(); // it comes back by itself
    BOOST_TEST(on.directus.arrived("subscribe", 2));
    on.show_something(ada);
}

BOOST_AUTO_TEST_SUITE_END()
