// Answers that carry the label of their command.
#include "room_fixture.hpp"

BOOST_AUTO_TEST_SUITE(reply)

using namespace room_test;

namespace {

const auto labels = {cap::batch, cap::labeled_response};
const auto echoing = {cap::batch, cap::labeled_response, cap::echo_message};
const std::string server = ":irc.example ";

// Without what comes before the batch's own reference.
std::string reference(const std::string& opening)
{
    const auto at = opening.find("BATCH +") + 7;
    return opening.substr(at, opening.find(' ', at) - at);
}

} // namespace

BOOST_AUTO_TEST_CASE(one_line_carries_the_label)
{
    house all;
    all.enter(1, ada, labels);
    check(all.send(1, "@label=a1 PING x"), {"@label=a1 " + server + "PONG irc.example :x"});
    check(all.send(1, "@+x=y;label=a\\:2 FOO"), {"@label=a\\:2 " + server + "421 Ada FOO :Unknown command"});
    check(all.send(1, "@label=x NONEXISTENT_COMMAND"),
          {"@label=x " + server + "421 Ada NONEXISTENT_COMMAND :Unknown command"});
    check(all.send(1, "PING x"), {server + "PONG irc.example :x"});
}

BOOST_AUTO_TEST_CASE(several_lines_are_a_batch)
{
    house all;
    all.enter(1, ada, labels);
    const auto lines = all.send(1, "@label=w WHOIS Bob");
    BOOST_REQUIRE(lines.size() > 3u);
    const auto batch = reference(lines.front());
    BOOST_TEST(lines.front() == "@label=w " + server + "BATCH +" + batch + " labeled-response");
    BOOST_TEST(lines.back() == server + "BATCH -" + batch);
    for (std::size_t n = 1; n + 1 < lines.size(); ++n)
        BOOST_TEST(lines[n].starts_with("@batch=" + batch + " " + server + "3"));
    BOOST_TEST(lines[lines.size() - 2].find(" 318 ") != std::string::npos);
    const auto again = all.send(1, "@label=w WHOIS Bob");
    BOOST_TEST(reference(again.front()) != batch);
}

BOOST_AUTO_TEST_CASE(no_line_is_an_ack)
{
    house all;
    all.enter(1, ada, labels);
    check(all.send(1, "@label=p PONG :x"), {"@label=p " + server + "ACK"});
    check(all.send(1, "@label=n NOTICE"), {"@label=n " + server + "ACK"});
}

BOOST_AUTO_TEST_CASE(labels_need_both_capabilities_and_a_value_of_at_most_64_bytes)
{
    house all;
    all.enter(1, ada, {cap::labeled_response});
    all.enter(2, bob, {cap::batch});
    all.enter(3, eve, labels);
    for (const std::uint64_t n : {1, 2})
        check(all.send(n, "@label=a PONG x"), {});
    check(all.send(3, "@label PONG x"), {});
    check(all.send(3, "@label= PONG x"), {});
    const std::string longest(64, 'x');
    check(all.send(3, "@label=" + longest + " PONG x"), {"@label=" + longest + " " + server + "ACK"});
    check(all.send(3, "@label=" + longest + "x PONG x"), {});
}

BOOST_AUTO_TEST_CASE(what_others_are_told_has_no_label)
{
    house all;
    all.enter(2, bob, {cap::away_notify});
    all.enter(1, ada, {cap::batch, cap::labeled_response, cap::away_notify});
    all.lines(2);
    check(all.send(1, "@label=a AWAY :out"),
          {":" + ada_mask + " AWAY :out",
           "@label=a " + server + "306 Ada :You have been marked as being away"});
    check(all.lines(2), {":" + ada_mask + " AWAY :out"});
}

BOOST_AUTO_TEST_CASE(a_join_is_one_batch)
{
    house all;
    all.connect(1, ada, labels);
    const auto lines = all.send(1, "@label=j JOIN #messages");
    BOOST_REQUIRE(lines.size() > 3u);
    BOOST_TEST(lines.front().starts_with("@label=j "));
    BOOST_TEST(lines[1].ends_with(":" + ada_mask + " JOIN #messages"));
    BOOST_TEST(lines.back().find("BATCH -") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(quit_ends_with_the_answer)
{
    house all;
    all.enter(1, ada, labels);
    const auto lines = all.send(1, "@label=q QUIT :bye");
    BOOST_REQUIRE(lines.size() == 2u);
    BOOST_TEST(lines[0] == "@label=q " + server + "ACK");
    BOOST_TEST(lines[1].starts_with("ERROR :Closing Link"));
}

BOOST_AUTO_TEST_CASE(the_echo_carries_the_label_when_it_comes)
{
    house all;
    all.enter(1, ada, echoing);
    all.enter(2, ada, echoing);
    check(all.send(1, "@label=m PRIVMSG #messages :hello"), {});
    const auto asked = all.take_actions();
    const auto& line = std::get<bridge::ask::store>(asked.front()).what;
    BOOST_TEST(line.label == "m");
    all.show(bridge::said{all.row("7", "hello"), line.from, false, line.label}, everyone, all.wall);
    check(all.lines(1), {"@label=m :" + ada_mask + " PRIVMSG #messages :hello"});
    check(all.lines(2), {":" + ada_mask + " PRIVMSG #messages :hello"});
    all.delivered(line);
    check(all.lines(1), {});
}

BOOST_AUTO_TEST_CASE(an_echo_of_several_lines_is_a_batch)
{
    house all;
    all.enter(1, ada, echoing);
    all.show(bridge::said{all.row("7", "one\ntwo"), client_id{1}, false, "m"}, everyone, all.wall);
    const auto lines = all.lines(1);
    BOOST_REQUIRE(lines.size() == 4u);
    const auto batch = reference(lines.front());
    BOOST_TEST(lines[0] == "@label=m " + server + "BATCH +" + batch + " labeled-response");
    BOOST_TEST(lines[1] == "@batch=" + batch + " :" + ada_mask + " PRIVMSG #messages :one");
    BOOST_TEST(lines[2] == "@batch=" + batch + " :" + ada_mask + " PRIVMSG #messages :two");
}

BOOST_AUTO_TEST_CASE(without_an_echo_the_end_is_an_ack)
{
    house all;
    all.enter(1, ada, labels);
    check(all.send(1, "@label=m PRIVMSG #messages :hello"), {});
    const auto asked = all.take_actions();
    const auto& line = std::get<bridge::ask::store>(asked.front()).what;
    all.show(bridge::said{all.row("7", "hello"), line.from, false, line.label}, everyone, all.wall);
    check(all.lines(1), {});
    all.delivered(line);
    check(all.lines(1), {"@label=m " + server + "ACK"});
}

BOOST_AUTO_TEST_CASE(a_refusal_carries_it_and_the_text_that_comes_back_does_not)
{
    house all;
    all.enter(1, ada, {cap::batch, cap::labeled_response, cap::standard_replies});
    all.returned({{client_id{1}, "words", false, "m"}, send_queue::fate::expired, {}});
    check(all.lines(1),
          {"@label=m " + server +
               "FAIL PRIVMSG EXPIRED #messages :Directus did not answer for too long. Send it again",
           server + "NOTICE Ada :Not sent: words"});
    all.returned({{client_id{1}, "words", false, "n"}, send_queue::fate::forbidden, {}});
    BOOST_TEST(all.lines(1).front().starts_with("@label=n " + server + "404 "));
}

BOOST_AUTO_TEST_CASE(what_comes_back_to_another_client_has_no_label)
{
    house all;
    all.enter(1, ada, labels);
    all.enter(2, ada, labels);
    all.leave(1);
    all.returned({{client_id{1}, "words", false, "m"}, send_queue::fate::expired, {}}, ada);
    for (const auto& line : all.lines(2))
        BOOST_TEST(!line.starts_with('@'));
}

BOOST_AUTO_TEST_CASE(a_pong_that_waits_keeps_its_label)
{
    house all;
    all.enter(1, ada, labels);
    all.send(1, "PRIVMSG #messages :one");
    check(all.send(1, "@label=p PING x"), {});
    all.delivered({client_id{1}});
    check(all.lines(1), {"@label=p " + server + "PONG irc.example :x"});
}

BOOST_AUTO_TEST_CASE(a_row_that_the_history_has_shown_leaves_an_ack)
{
    house all(with_history());
    all.connect(1, ada, echoing);
    all.send(1, "JOIN #messages");
    all.remember(1, {all.row("7", "hello")});
    all.lines(1);
    all.show(bridge::said{all.row("7", "hello"), client_id{1}, false, "m"}, everyone, all.wall);
    check(all.lines(1), {"@label=m " + server + "ACK"});
}

BOOST_AUTO_TEST_CASE(negotiated_specification_brings_FAIL_for_its_command)
{
    house all;
    const auto first_word = [&](std::initializer_list<cap> with, const std::string& command) {
        all.enter(1, ada, with);
        const auto lines = all.send(1, command);
        all.leave(1);
        const auto& last = lines.back();
        return last.substr(server.size(), last.find(' ', server.size()) - server.size());
    };
    const std::vector<std::pair<cap, std::string>> commands{
        {cap::chathistory, "CHATHISTORY LATEST #other * 1"},
        {cap::read_marker, "MARKREAD"},
        {cap::message_redaction, "REDACT #other 1"},
        {cap::search, "SEARCH x"},
        {cap::setname, "SETNAME :x"}};
    for (const auto& [specification, command] : commands) {
        BOOST_TEST(first_word({specification}, command) == "FAIL", command);
        BOOST_TEST(first_word({cap::standard_replies}, command) == "FAIL", command);
        BOOST_TEST(first_word({}, command) == "NOTICE", command);
    }
}

BOOST_AUTO_TEST_SUITE_END()
