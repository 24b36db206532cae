// What becomes of a line that somebody says.
#include "served.hpp"

#include "base/timestamp.hpp"
#include "directus/json.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace support;

namespace {

constexpr auto caps = "echo-message standard-replies";

struct sent_row {
    std::string key, text;
};

// An array of them, or one alone.
std::vector<sent_row> rows_of(const scripted_directus::call& create)
{
    const auto frame = directus::json::document::parse(create.body);
    const auto data = frame->root()["data"];
    const auto read = [](directus::json::value from) -> sent_row {
        return {std::string(from["id"].string().value_or("")),
                std::string(from["content"].string().value_or(""))};
    };
    if (!data.is_array())
        return {read(data)};
    std::vector<sent_row> rows;
    for (std::size_t n = 0; n < data.size(); ++n)
        rows.push_back(read(data.at(n)));
    return rows;
}

std::string key_of(const scripted_directus::call& create)
{
    return rows_of(create).front().key;
}

// The texts of each create: "a", "b|c".
std::vector<std::string> creates(const served& on)
{
    std::vector<std::string> all;
    for (const auto& create : on.directus.calls("create")) {
        auto& texts = all.emplace_back();
        for (const auto& row : rows_of(create))
            texts += (texts.empty() ? "" : "|") + row.text;
    }
    return all;
}

std::string stored_lines(const served& on)
{
    std::string order;
    for (const auto& row : on.directus.rows())
        if (row.content.starts_with("\"line "))
            order += row.content[6];
    return order;
}

// A UUID collection with a row, from which the kind of its keys is known.
struct with_uuids : served {
    with_uuids(const std::vector<std::string>& options = {})
        : served(options)
    {
        directus.add_silently("an old one");
    }
};

struct with_integers : served {
    with_integers(const std::vector<std::string>& options = {})
        : served(options, {.integer_keys = true})
    {
        directus.add_silently("an old one");
    }
};

// Said, stored once, shown to its author once, and no word of trouble.
void arrives_once(served& on, irc_peer& author, const std::string& text)
{
    author.send("PRIVMSG #messages :" + text);
    author.expect("*PRIVMSG #messages :" + text + "*");
    on.show_something(author);
    BOOST_TEST(on.directus.stored(text) == 1U);
    BOOST_TEST(author.count("*PRIVMSG #messages :" + text + "*") == 1U);
    BOOST_TEST(author.count("*Not sent*") == 0U);
    BOOST_TEST(author.count("*FAIL *") == 0U);
}

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_sending)

BOOST_AUTO_TEST_CASE(lines_are_stored_in_order)
{
    with_uuids on;
    auto ada = on.on_channel(ada_pass, caps);
    for (int n = 0; n < 8; ++n)
        ada.send("PRIVMSG #messages :line " + std::to_string(n));
    ada.expect("*PRIVMSG #messages :line 7*");
    BOOST_TEST(stored_lines(on) == "01234567");
    std::string before;
    for (const auto& create : on.directus.calls("create"))
        for (const auto& row : rows_of(create)) {
            BOOST_TEST(row.key > before);
            before = row.key;
        }
}

BOOST_AUTO_TEST_CASE(a_row_with_a_key_of_another_form_does_not_change_who_chooses_the_keys)
{
    with_uuids uuids;
    with_integers integers;
    for (served* on : {static_cast<served*>(&uuids), static_cast<served*>(&integers)}) {
        auto ada = on->on_channel(ada_pass, caps);
        for (const auto* key : {R"("12")", R"("abc")"})
            on->directus.add({key, json_string("odd"), json_string(scripted_directus::grace().id),
                              json_string(base::to_iso8601(base::wall_now()))});
        ada.expect("*:odd*");
        ada.expect("*:odd*");
        ada.send("PRIVMSG #messages :hello");
        ada.expect("*PRIVMSG #messages :hello*");
        BOOST_TEST(key_of(on->directus.calls("create").back()).empty() == (on == &integers));
    }
}

BOOST_AUTO_TEST_CASE(lines_typed_while_a_create_is_open_are_one_create)
{
    with_uuids uuids;
    with_integers integers;
    for (served* on : {static_cast<served*>(&uuids), static_cast<served*>(&integers)}) {
        auto ada = on->on_channel(ada_pass, caps);
        auto other = on->on_channel(ada_pass);
        const auto answer = std::make_shared<gate>();
        on->directus.once("create", {steps::wait{answer}, steps::usual{}});
        for (int n = 0; n < 3; ++n)
            ada.send("PRIVMSG #messages :line " + std::to_string(n));
        ada.fence();
        other.send("PRIVMSG #messages :line 3");
        other.fence();
        answer->open();
        for (int n = 0; n < 4; ++n)
            ada.expect(fmt::format("*PRIVMSG #messages :line {}*", n));
        const std::vector<std::string> expected{"line 0", "line 1|line 2|line 3"};
        BOOST_TEST(creates(*on) == expected, boost::test_tools::per_element());
        BOOST_TEST(stored_lines(*on) == "0123");
        on->show_something(other);
        BOOST_TEST(other.count("*PRIVMSG #messages :line 2*") == 1U);
        BOOST_TEST(other.count("*PRIVMSG #messages :line 3*") == 0U); // its own
    }
}

BOOST_AUTO_TEST_CASE(lines_of_one_create_stay_in_order_though_their_events_overtake_each_other)
{
    for (const bool answered : {false, true}) {
        with_uuids on;
        auto ada = on.on_channel(ada_pass);
        auto grace = on.on_channel(grace_pass);
        const auto first = std::make_shared<gate>();
        const auto second = std::make_shared<gate>();
        on.directus.once("create", {steps::wait{first}, steps::usual{}});
        on.directus.once("create", {steps::store{}, steps::wait{second}, steps::answer{}});
        for (int n = 0; n < 4; ++n)
            ada.send("PRIVMSG #messages :line " + std::to_string(n));
        ada.fence();
        first->open();
        BOOST_REQUIRE(on.directus.arrived("create", 2));
        while (on.directus.stored("line 3") == 0U) // it is being stored
            grace.fence();
        const auto publish = [&](std::string_view text) {
            for (const auto& row : on.directus.rows())
                if (row.content == json_string(text))
                    on.directus.publish("[" + to_json(row) + "]");
        };
        publish("line 3");
        publish("line 2");
        on.show_something(grace);
        BOOST_TEST(grace.count("*:line 2*") + grace.count("*:line 3*") == 0U);
        if (answered)
            second->open();
        else
            publish("line 1");
        grace.expect("*:line 1*");
        grace.expect("*:line 2*");
        grace.expect("*:line 3*");
        second->open();
        on.show_something(grace);
        BOOST_TEST(grace.count("*:line *") == 4U);
    }
}

BOOST_AUTO_TEST_CASE(of_a_refused_batch_each_line_goes_by_itself)
{
    with_uuids uuids;
    with_integers integers;
    for (served* on : {static_cast<served*>(&uuids), static_cast<served*>(&integers)}) {
        auto ada = on->on_channel(ada_pass, caps);
        const auto answer = std::make_shared<gate>();
        const auto refused = script{frame_error("items", "FAILED_VALIDATION")};
        on->directus.once("create", {steps::wait{answer}, steps::usual{}}); // line 0
        on->directus.once("create", refused);                               // lines 1 to 3
        on->directus.once("create", {steps::usual{}});                      // line 1
        on->directus.once("create", refused);                               // line 2
        for (int n = 0; n < 4; ++n)
            ada.send("PRIVMSG #messages :line " + std::to_string(n));
        ada.fence();
        answer->open();
        ada.expect("*NOTICE Ada :Not sent: line 2*");
        ada.expect("*PRIVMSG #messages :line 3*");
        const std::vector<std::string> expected{"line 0", "line 1|line 2|line 3", "line 1", "line 2",
                                                "line 3"};
        BOOST_TEST(creates(*on) == expected, boost::test_tools::per_element());
        BOOST_TEST(stored_lines(*on) == "013");
        BOOST_TEST(ada.count("*FAIL PRIVMSG REJECTED*") == 1U);
    }
}

BOOST_AUTO_TEST_CASE(a_batch_whose_socket_drops_is_stored_once)
{
    for (const auto& end : {script{steps::store{}, steps::drop{}}, script{steps::drop{}}}) {
        with_uuids on;
        auto ada = on.on_channel(ada_pass, caps);
        const auto answer = std::make_shared<gate>();
        on.directus.once("create", {steps::wait{answer}, steps::usual{}});
        on.directus.once("create", end);
        for (int n = 0; n < 4; ++n)
            ada.send("PRIVMSG #messages :line " + std::to_string(n));
        ada.fence();
        answer->open();
        ada.expect("*PRIVMSG #messages :line 3*");
        BOOST_TEST(stored_lines(on) == "0123");
        const auto sent = on.directus.calls("create");
        BOOST_REQUIRE(sent.size() == (end.size() == 2 ? 2U : 3U));
        const auto data = [](const auto& call) { return call.body.substr(0, call.body.rfind("uid")); };
        BOOST_TEST(data(sent.back()) == data(sent[1])); // the same again, byte for byte
        BOOST_TEST(ada.count("*Not sent*") == 0U);
    }
}

BOOST_AUTO_TEST_CASE(the_event_may_come_before_or_after_the_answer)
{
    for (const auto& order : {script{steps::store{}, steps::event{}, steps::answer{}},
                              script{steps::store{}, steps::answer{}, steps::event{}}}) {
        with_uuids uuids;
        with_integers integers;
        for (served* on : {static_cast<served*>(&uuids), static_cast<served*>(&integers)}) {
            on->directus.always("create", order);
            auto grace = on->on_channel(grace_pass);
            auto ada = on->on_channel(ada_pass, caps);
            arrives_once(*on, ada, "hello");
            grace.expect("*:Ada!u@user-a0000000.directus PRIVMSG #messages :hello*");
            on->show_something(grace);
            BOOST_TEST(grace.count("*:hello*") == 1U);
        }
    }
}

BOOST_AUTO_TEST_CASE(without_echo_message_its_author_does_not_see_a_line_and_his_other_client_does)
{
    with_uuids on;
    auto ada = on.on_channel(ada_pass);
    auto other = on.on_channel(ada_pass);
    ada.send("PRIVMSG #messages :hello");
    other.expect("*PRIVMSG #messages :hello*");
    on.show_something(ada);
    BOOST_TEST(ada.count("*:hello*") == 0U);
}

BOOST_AUTO_TEST_CASE(a_line_whose_socket_drops_before_it_is_stored_is_sent_again_under_its_key)
{
    with_uuids on;
    auto ada = on.on_channel(ada_pass, caps);
    on.directus.once("create", {steps::drop{}});
    arrives_once(on, ada, "hello");
    const auto creates = on.directus.calls("create");
    BOOST_REQUIRE(creates.size() == 2U);
    BOOST_TEST(!key_of(creates[0]).empty());
    BOOST_TEST(key_of(creates[0]) == key_of(creates[1]));
}

BOOST_AUTO_TEST_CASE(a_line_whose_socket_drops_after_it_was_stored_is_found_and_not_sent_again)
{
    with_uuids on;
    auto ada = on.on_channel(ada_pass, caps);
    on.directus.once("create", {steps::store{}, steps::drop{}});
    arrives_once(on, ada, "hello");
    BOOST_TEST(on.directus.count("create") == 1U);
}

BOOST_AUTO_TEST_CASE(a_line_that_is_never_answered_is_looked_for)
{
    for (const bool stored : {true, false}) {
        with_uuids on({"--directus.answer_limit=1"});
        auto ada = on.on_channel(ada_pass, caps);
        on.directus.once("create", stored ? script{steps::store{}} : script{});
        arrives_once(on, ada, "hello");
        BOOST_TEST(on.directus.count("create") == 1U);
        BOOST_TEST(on.directus.count("POST /items/messages") == (stored ? 0U : 1U));
    }
}

// As a validation rule of the collection: Directus answers nothing to it over the WebSocket.
BOOST_AUTO_TEST_CASE(a_line_that_only_rest_refuses_goes_back_to_its_author)
{
    with_uuids on({"--directus.answer_limit=1"});
    auto ada = on.on_channel(ada_pass, caps);
    on.directus.always("create", {});
    on.directus.once("POST /items/messages", {refusal(400, "FAILED_VALIDATION")});
    ada.send("PRIVMSG #messages :bad");
    ada.expect("*FAIL PRIVMSG REJECTED #messages :*");
    ada.expect("*NOTICE Ada :Not sent: bad*");
    ada.send("PRIVMSG #messages :good");
    ada.expect("*PRIVMSG #messages :good*");
    BOOST_TEST(on.directus.stored("good") == 1U);
    BOOST_TEST(on.directus.count("create") == 1U);
}

BOOST_AUTO_TEST_CASE(a_line_that_was_stored_although_its_answer_is_an_error_is_not_returned)
{
    with_uuids on;
    auto ada = on.on_channel(ada_pass, caps);
    on.directus.once("create", {steps::store{}, frame_error("items", "FORBIDDEN")});
    arrives_once(on, ada, "hello");
    BOOST_TEST(on.directus.count("create") == 1U);
    BOOST_TEST(ada.count("* 404 *") == 0U);
}

BOOST_AUTO_TEST_CASE(with_integer_keys_an_unknown_outcome_is_told_and_nothing_is_sent_again)
{
    with_integers on;
    auto ada = on.on_channel(ada_pass, caps);
    auto plain = on.on_channel(ada_pass);
    on.directus.once("create", {steps::drop{}});
    ada.send("PRIVMSG #messages :hello");
    // The next line waits until it has been given up.
    plain.send("PRIVMSG #messages :the last");
    ada.within(std::chrono::minutes(1)).expect("*FAIL PRIVMSG UNKNOWN_OUTCOME #messages :*");
    ada.expect("*NOTICE Ada :Perhaps not sent: hello*");
    ada.expect("*PRIVMSG #messages :the last*");
    BOOST_TEST(on.directus.stored("hello") == 0U);
    BOOST_TEST(on.directus.count("create") == 2U);
}

BOOST_AUTO_TEST_CASE(with_integer_keys_a_line_that_appears_after_all_is_not_returned)
{
    with_integers on;
    auto ada = on.on_channel(ada_pass, caps);
    on.directus.once("create", {steps::store{}, steps::drop{}});
    arrives_once(on, ada, "hello");
    arrives_once(on, ada, "the next");
    BOOST_TEST(on.directus.count("create") == 2U);
}

BOOST_AUTO_TEST_CASE(a_refused_line_goes_back_to_its_author)
{
    with_uuids on;
    auto ada = on.on_channel(ada_pass, caps);
    auto plain = on.on_channel(ada_pass);
    on.directus.once("create", {frame_error("items", "FAILED_VALIDATION")});
    plain.send("PRIVMSG #messages :hello");
    plain.expect("*NOTICE Ada :*");
    plain.expect("*Not sent: hello*");
    BOOST_TEST(plain.count("*FAIL*") == 0U);
    arrives_once(on, ada, "the next");

    on.directus.once("create", {frame_error("items", "FAILED_VALIDATION")});
    ada.send("PRIVMSG #messages :hello");
    ada.expect("*FAIL PRIVMSG REJECTED #messages :*");
    ada.expect("*NOTICE Ada :Not sent: hello*");
    BOOST_TEST(on.directus.stored("hello") == 0U);
}

BOOST_AUTO_TEST_CASE(a_throttled_line_is_sent_again_after_the_wait)
{
    with_uuids on;
    auto ada = on.on_channel(ada_pass, caps);
    on.directus.once("create",
                     {steps::say{R"({"type":"server","status":"error","error":{"code":"REQUESTS_EXCEEDED",)"
                                 R"("message":"Too many messages, retry after 400ms."}})"}});
    arrives_once(on, ada, "hello");
    const auto creates = on.directus.calls("create");
    BOOST_REQUIRE(creates.size() == 2U);
    BOOST_TEST((creates[1].at - creates[0].at >= milliseconds(395)));
    BOOST_TEST(creates[1].connection == creates[0].connection);
}

BOOST_AUTO_TEST_CASE(a_pong_does_not_wait_long_for_lines_under_way)
{
    with_uuids on;
    auto ada = on.on_channel(ada_pass);
    const auto answer = std::make_shared<gate>();
    on.directus.once("create", {steps::wait{answer}, steps::usual{}});
    ada.send("PRIVMSG #messages :hello");
    ada.fence();
    answer->open();
}

BOOST_AUTO_TEST_CASE(the_queue_is_bounded_and_what_is_too_much_goes_back)
{
    with_uuids on({"--irc.queue_lines=2"});
    auto ada = on.on_channel(ada_pass, caps);
    const auto answer = std::make_shared<gate>();
    on.directus.once("create", {steps::wait{answer}, steps::usual{}});
    for (int n = 0; n < 4; ++n)
        ada.send("PRIVMSG #messages :line " + std::to_string(n));
    ada.expect("*FAIL PRIVMSG QUEUE_FULL #messages :*");
    ada.expect("*Not sent: line 2*");
    ada.expect("*Not sent: line 3*");
    answer->open();
    ada.expect("*PRIVMSG #messages :line 1*");
    BOOST_TEST(on.directus.count("create") == 2U);
}

BOOST_AUTO_TEST_CASE(what_waits_for_too_long_goes_back)
{
    with_uuids on({"--irc.queue_age=1"});
    auto ada = on.on_channel(ada_pass, caps);
    on.directus.set_away(true);
    BOOST_TEST(on.directus.arrived("GET /websocket"));
    while (on.directus.connections() > 0)
        std::this_thread::yield();
    ada.send("PRIVMSG #messages :hello");
    ada.expect("*FAIL PRIVMSG EXPIRED #messages :*");
    ada.expect("*Not sent: hello*");
}

BOOST_AUTO_TEST_SUITE_END()
