// A Directus that means harm: whatever it answers, the gateway's memory and time are bounded, no client is
// told nonsense, and all goes on when Directus is well again.
#include "served.hpp"

#include "base/clock.hpp"
#include "base/timestamp.hpp"
#include "support/websocket_frames.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <algorithm>

using namespace support;

namespace {

const std::string unreachable = "ERROR :Closing Link: 127.0.0.1 (Directus is unreachable, try again)";
const std::string author = json_string(scripted_directus::grace().id);
const std::vector<std::string> wrong_values{"null", "7",       "-1.5e300",    R"("")",
                                            "true", "[]",      "{}",          R"("x\r\nQUIT :y")",
                                            "[[]]", R"([{}])", R"({"id":7})", "18446744073709551616"};

std::string now()
{
    return json_string(base::to_iso8601(base::wall_now()));
}

std::string row(const std::string& id, const std::string& content, const std::string& date = now())
{
    return to_json({id, content, author, date});
}

// So many, joined by commas.
template <class Make>
std::string many(std::size_t count, Make make)
{
    std::string out;
    for (std::size_t n = 0; n < count; ++n)
        out += (n > 0 ? "," : "") + make(n);
    return out;
}

// The socket may be lost over it, and nothing else: what comes next is shown.
void goes_on(served& on, irc_peer& ada)
{
    BOOST_TEST(eventually([&] { return on.directus.subscribers() == 1; }));
    ada.fence();
    on.show_something(ada);
}

} // namespace

BOOST_AUTO_TEST_SUITE(hostile_directus)

BOOST_AUTO_TEST_CASE(frames_of_wrong_types_are_survived)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    for (const std::string type :
         {"auth", "subscription", "subscribe", "items", "ping", "pong", "server", "?"})
        for (const std::string member : {"event", "status", "uid", "data", "error"})
            for (const auto& value : wrong_values)
                if (type != "auth" || member == "uid") // any other refuses the token
                    on.directus.push(
                        fmt::format(R"({{"type":"{}","status":"ok","{}":{}}})", type, member, value));
    goes_on(on, ada);
}

BOOST_AUTO_TEST_CASE(of_equal_members_one_counts)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    const auto twice = fmt::format(R"({{"id":"k1","content":"one","id":"k2","content":"two",)"
                                   R"("user_created":{},"date_created":{}}})",
                                   author, now());
    on.directus.publish("[" + twice + "]");
    goes_on(on, ada);
    BOOST_TEST(ada.count("*PRIVMSG #messages :one*") + ada.count("*PRIVMSG #messages :two*") == 1U);
}

BOOST_AUTO_TEST_CASE(numbers_that_are_none_cost_the_socket)
{
    for (const std::string id : {"NaN", "1e999"}) {
        served on;
        auto ada = on.on_channel(ada_pass);
        on.directus.publish("[" + row(id, R"("x")") + "]");
        BOOST_TEST(on.directus.arrived("GET /websocket", 2), id);
        goes_on(on, ada);
    }
}

BOOST_AUTO_TEST_CASE(answers_of_wrong_types_let_in_or_keep_out_and_refuse_nobody)
{
    for (const std::string call :
         {"GET /users/me", "GET /permissions/me", "SEARCH /users", "SEARCH /items/messages"})
        for (const auto& value : wrong_values)
            BOOST_TEST_CONTEXT(call << value)
            {
                served on;
                on.directus.always(call, {steps::http{200, R"({"data":)" + value + "}"}});
                irc_peer first(on.gateway.port());
                first.identify(ada_pass);
                first.until(call == "GET /users/me" || call == "GET /permissions/me" ? "* :*" : "* 376 *");
                first.send("CHATHISTORY LATEST #messages * 10");
                first.send("QUIT");
                BOOST_TEST(first.ended());
                BOOST_TEST(first.count("* 464 *") == 0U);
                on.directus.always(call, {steps::usual{}});
                irc_peer second(on.gateway.port());
                second.log_in(grace_pass);
            }
}

BOOST_AUTO_TEST_CASE(redirects_are_not_followed)
{
    const loopback_server elsewhere([](loopback_stream& on, std::size_t) { on.ended(); });
    for (const int status : {302, 307}) {
        const auto answer = fmt::format(
            "HTTP/1.1 {} Elsewhere\r\nLocation: http://127.0.0.1:{}/\r\nContent-Length: 0\r\n\r\n", status,
            elsewhere.port());
        served on;
        on.directus.once("POST /auth/login", {steps::bytes{answer}});
        irc_peer first(on.gateway.port());
        first.identify(ada_pass);
        BOOST_TEST(first.expect("*ERROR*") == unreachable);
        on.directus.once("GET /websocket", {steps::bytes{answer}});
        auto second = on.on_channel(ada_pass);
        BOOST_TEST(on.directus.arrived("GET /websocket", 2));
    }
    BOOST_TEST(elsewhere.accepted() == 0U);
}

// {"data":{"expires":900000,"access_token":"static-ada","refresh_token":"b"}} by gzip; Directus was not asked
// for it.
BOOST_AUTO_TEST_CASE(compressed_answers_are_not_unpacked)
{
    const std::string packed(
        "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xab\x56\x4a\x49\x2c\x49\x54\xb2\xaa\x56"
        "\x4a\xad\x28\xc8\x2c\x4a\x2d\x56\xb2\xb2\x34\x00\x01\x1d\xa5\xc4\xe4\xe4\xd4\xe2"
        "\xe2\xf8\x92\xfc\xec\xd4\x3c\x25\x2b\xa5\xe2\x92\xc4\x92\xcc\x64\xdd\xc4\x94\x44"
        "\x25\x1d\xa5\xa2\xd4\x34\xa0\xda\x0c\xb8\x64\x92\x52\x6d\x2d\x00\x99\xec\x92\x1f"
        "\x4b\x00\x00\x00",
        84);
    served on;
    on.directus.once(
        "POST /auth/login",
        {steps::bytes{fmt::format("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                                  "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
                                  packed.size(), packed)}});
    irc_peer first(on.gateway.port());
    first.identify(ada_pass);
    BOOST_TEST(first.expect("*ERROR*") == unreachable);
}

// RFC 7692: the first of the reserved bits says that a message is compressed. The gateway does not offer it.
BOOST_AUTO_TEST_CASE(compressed_frames_cost_the_socket)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    auto frame = websocket_frame(R"({"type":"ping"})");
    frame.front() = static_cast<char>(frame.front() | 0x40);
    on.directus.once("pong", {steps::bytes{frame}});
    on.directus.push(R"({"type":"ping"})");
    BOOST_TEST(on.directus.arrived("GET /websocket", 2));
    goes_on(on, ada);
    BOOST_TEST(on.directus.count("pong") == 1U);
}

BOOST_AUTO_TEST_CASE(a_frame_over_the_limit_costs_the_socket_before_it_has_come)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    on.directus.once("pong", {steps::bytes{websocket_frame_head(17 << 20) + "x"}});
    on.directus.push(R"({"type":"ping"})");
    BOOST_TEST(on.directus.arrived("GET /websocket", 2));
    goes_on(on, ada);
}

// Subscriptions that nobody asked for are ended, each with a frame of its own.
BOOST_AUTO_TEST_CASE(who_makes_the_gateway_talk_and_does_not_listen_loses_the_socket)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    const auto listens = std::make_shared<gate>();
    on.directus.once("unsubscribe", {steps::wait{listens}, steps::drop{}});
    const auto frame = R"({"type":"subscription","event":"init","uid":")" + std::string(1 << 20, 'x') + "\"}";
    for (int n = 0; n < 40; ++n)
        on.directus.push(frame);
    BOOST_TEST(on.directus.arrived("GET /websocket", 2));
    listens->open();
    goes_on(on, ada);
}

BOOST_AUTO_TEST_CASE(of_a_hundred_thousand_rows_at_once_the_newest_are_shown_and_nobody_is_closed)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    auto grace = on.on_channel(grace_pass);
    on.directus.publish("[" +
                        many(100'000,
                             [](std::size_t n) {
                                 return row(json_string(fmt::format("k{}", n)),
                                            json_string(fmt::format("row {}", n)));
                             }) +
                        "]");
    goes_on(on, ada);
    on.show_something(grace);
    BOOST_TEST(ada.count("*PRIVMSG #messages :row*") <= 10'000U);
    BOOST_TEST(ada.count("*ERROR*") == 0U);
}

// All of one name, and more of them than were asked for.
BOOST_AUTO_TEST_CASE(more_people_than_were_asked_for_are_left_out)
{
    served on;
    const auto people = many(50'000, [](std::size_t n) {
        return fmt::format(R"({{"id":"x{}","first_name":"Eve","last_name":"\r\nQUIT"}})", n);
    });
    on.directus.always("SEARCH /users", {steps::http{200, R"({"data":[)" + people + "]}"}});
    auto ada = on.on_channel(ada_pass);
    ada.send("WHOIS Eve");
    ada.expect("* 318 *");
    ada.send("NAMES #messages");
    ada.expect("* 366 *");
    on.show_something(ada);
}

BOOST_AUTO_TEST_CASE(pages_without_end_are_given_up)
{
    served on;
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass, "batch draft/chathistory message-tags server-time standard-replies");
    ada.join();
    // As many blank rows as are asked for, again and again.
    const auto date = now();
    const auto blank =
        many(250, [&](std::size_t n) { return row(json_string(fmt::format("k{}", n)), R"(" ")", date); });
    on.directus.always("SEARCH /items/messages", {steps::http{200, R"({"data":[)" + blank + "]}"}});
    for (const std::string query : {"CHATHISTORY LATEST #messages * 10",
                                    "CHATHISTORY AFTER #messages timestamp=2026-01-01T00:00:00.000Z 10"}) {
        ada.send(query);
        ada.expect("*FAIL CHATHISTORY MESSAGE_ERROR*");
    }
    on.directus.always("SEARCH /items/messages", {steps::usual{}});
    ada.send("CHATHISTORY LATEST #messages * 10");
    ada.expect("*BATCH -*");
}

BOOST_AUTO_TEST_CASE(a_search_of_blank_rows_ends_at_its_limit)
{
    served on({"--directus.search_limit=1000"});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass, "batch soju.im/search message-tags server-time standard-replies");
    ada.join();
    const auto date = now();
    const auto blank =
        many(250, [&](std::size_t n) { return row(json_string(fmt::format("k{}", n)), R"(" ")", date); });
    on.directus.always("SEARCH /items/messages", {steps::http{200, R"({"data":[)" + blank + "]}"}});
    ada.send("SEARCH text=nothing");
    ada.expect("*FAIL SEARCH INTERNAL_ERROR :The search would read too many messages*");
    const auto calls = on.directus.calls("SEARCH /items/messages");
    const auto is_search = [](const auto& one) { return one.body.find("_icontains") != std::string::npos; };
    BOOST_TEST(std::ranges::count_if(calls, is_search) == 10);
}

BOOST_AUTO_TEST_CASE(rows_without_a_date_in_an_answer_by_date)
{
    served on({"--irc.flood_burst=1000"});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass, "batch draft/chathistory message-tags server-time standard-replies");
    ada.join();
    for (const auto& date : wrong_values) {
        on.directus.always("SEARCH /items/messages",
                           {steps::http{200, R"({"data":[)" + row(R"("k1")", R"("x")", date) + "]}"}});
        for (const std::string query :
             {"CHATHISTORY LATEST #messages * 10", "CHATHISTORY BEFORE #messages msgid=k1 10",
              "CHATHISTORY AFTER #messages timestamp=2026-11-23T18:49:42.618Z 10",
              "CHATHISTORY AROUND #messages timestamp=2026-11-23T18:49:42.618Z 10"}) {
            ada.send(query);
            ada.expect("*FAIL CHATHISTORY *");
        }
    }
}

// Twenty rows of a megabyte are more than an answer may have.
BOOST_AUTO_TEST_CASE(rows_of_megabytes_hide_no_others)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    on.directus.add_silently("an old one");
    for (int n = 0; n < 20; ++n)
        on.directus.add_silently(fmt::format("large {} ", n) + std::string(1 << 20, 'x'));
    on.directus.add_silently("a small one");
    on.directus.drop_sockets();
    ada.within(3 * patience).expect("*PRIVMSG #messages :large 19*");
    ada.expect("*PRIVMSG #messages :a small one*");
    goes_on(on, ada);
    irc_peer grace(on.gateway.port());
    grace.log_in(grace_pass);
    grace.join();
    grace.expect("*an old one*");
    grace.expect("*a small one*");
    irc_peer asking(on.gateway.port());
    asking.log_in(grace_pass, "batch draft/chathistory message-tags server-time");
    asking.send("CHATHISTORY LATEST #messages * 100");
    asking.expect("*an old one*");
    for (int n = 0; n < 20; ++n)
        asking.expect(fmt::format("*PRIVMSG #messages :large {} *", n));
    asking.expect("*a small one*");
}

BOOST_AUTO_TEST_SUITE_END()
