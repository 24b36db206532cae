// Messages of several lines from a client: one row, or one error.
#include "unit/bridge/channel/room_fixture.hpp"

BOOST_AUTO_TEST_SUITE(handlers_message_batches)

using namespace room_test;

namespace {

const auto modern = {cap::multiline, cap::batch, cap::message_tags, cap::standard_replies};
const auto labelled = {cap::multiline,        cap::batch,        cap::message_tags, cap::standard_replies,
                       cap::labeled_response, cap::echo_message, cap::server_time};
const std::string server = ":irc.example ";
const std::string invalid = server + "FAIL BATCH MULTILINE_INVALID :";

struct sender : house {
    explicit sender(std::initializer_list<cap> with = modern) { enter(1, ada, with); }

    // A batch of these lines, and all that is answered.
    strings batch(const strings& texts, const std::string& target = "#messages",
                  const std::string& command = "PRIVMSG", const std::string& tags = "")
    {
        strings answered;
        const auto add = [&](const std::string& line) {
            for (auto& one : send(1, line))
                answered.push_back(std::move(one));
        };
        add(tags + "BATCH +b draft/multiline " + target);
        for (const auto& text : texts)
            add("@batch=b " + command + " " + target + " :" + text);
        add("BATCH -b");
        return answered;
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(a_batch_is_one_row)
{
    sender all;
    check(all.batch({"one", "", "three"}), {});
    check(all.batch({"a notice", "of two lines"}, "#Messages", "NOTICE"), {});
    const auto actions = all.take_actions();
    BOOST_REQUIRE(actions.size() == 2u);
    BOOST_TEST((actions[0] == bridge::ask::question(bridge::ask::store{
                                  ada, {client_id{1}, "one\n\nthree", false, {}, {}, true}})));
    BOOST_TEST((actions[1] == bridge::ask::question(bridge::ask::store{
                                  ada, {client_id{1}, "a notice\nof two lines", true, {}, {}, true}})));
    BOOST_TEST(all.find(client_id{1})->outstanding == 2u);
}

BOOST_AUTO_TEST_CASE(pieces_of_a_line_are_put_together)
{
    sender all;
    all.send(1, "BATCH +b draft/multiline #messages");
    all.send(1, "@batch=b PRIVMSG #messages :how is ");
    all.send(1, "@draft/multiline-concat;batch=b PRIVMSG #messages :everyone?");
    check(all.send(1, "PRIVMSG #messages :not of the batch"), {});
    check(all.send(1, "PING x"), {}); // waits for that line
    check(all.send(1, "BATCH -b"), {});
    check(all.stored(), {"not of the batch", "how is everyone?"});
}

BOOST_AUTO_TEST_CASE(the_first_line_may_make_it_an_action)
{
    sender all;
    all.batch({"\x01"
               "ACTION waves",
               "and goes\x01"});
    all.batch({"/me waves", "/me goes"});
    all.batch({"no", "\x01"
                     "ACTION at all\x01"});
    check(all.stored(), {"/me waves\nand goes", "/me waves\n/me goes", "no\nACTION at all"});
    check(
        all.batch({"\x01VERSION\x01", "x"}),
        {server + "404 Ada #messages :Directus keeps texts: of CTCP only ACTION can be sent to the channel"});
}

BOOST_AUTO_TEST_CASE(what_says_nothing_is_refused)
{
    sender all;
    check(all.batch({}), {invalid + "The batch is empty"});
    for (const auto& texts : std::initializer_list<strings>{{""},
                                                            {"", " ", "\t"},
                                                            {"\x01"
                                                             "ACTION ",
                                                             "\x01"}})
        check(all.batch(texts), {invalid + "No text to send"});
    check(all.batch({"fine", "\xff"}), {invalid + "Message rejected: it is not valid UTF-8"});
    check(all.stored(), {});
    BOOST_TEST(all.find(client_id{1})->outstanding == 0u);
}

BOOST_AUTO_TEST_CASE(where_one_line_may_not_be_said_a_batch_may_not_either)
{
    sender all;
    all.give(eve, access::full, access::none);
    check(all.batch({"x", "y"}, "nobody"), {server + "401 Ada nobody :No such nick/channel"});
    check(all.batch({"x", "y"}, "bob"),
          {server + "531 Ada bob :Private messages are not supported: Directus has no place for them"});
    check(all.batch({"x", "y"}, "#other"),
          {server + "403 Ada #other :No such channel. The only channel here is #messages"});
    check(all.batch({"x", "y"}, "#messages,Bob"),
          {server + "407 Ada #messages,Bob :One target at a time (MAXTARGETS=1)"});
    all.send(1, "PART #messages");
    check(all.batch({"x", "y"}), {server + "404 Ada #messages :You are not on that channel"});
    all.send(1, "JOIN #messages");
    all.lines(1);
    all.give(ada, access::full, access::none);
    all.lines(1);
    check(all.batch({"x", "y"}), {server + "404 Ada #messages :You have no permission to write here. Ask an "
                                           "administrator of Directus for a policy that permits it",
                                  server + "NOTICE Ada :Not sent: x", server + "NOTICE Ada :Not sent: y"});
    check(all.stored(), {});
}

BOOST_AUTO_TEST_CASE(a_refused_batch_has_one_error_and_its_lines_are_swallowed)
{
    sender all;
    all.send(1, "BATCH +b draft/multiline #messages");
    check(all.send(1, "@batch=b PRIVMSG #messages :one"), {});
    check(all.send(1, "@batch=b PRIVMSG #other :two"),
          {server + "FAIL BATCH MULTILINE_INVALID_TARGET #messages #other :The target of a line is not that "
                    "of its batch"});
    check(all.send(1, "@batch=b PRIVMSG #messages :three"), {});
    check(all.send(1, "@batch=b JOIN #other"), {});
    check(all.send(1, "BATCH -b"), {});
    check(all.batch(strings(101, "x")),
          {server + "FAIL BATCH MULTILINE_MAX_LINES 100 :A message has at most 100 lines"});
    check(all.batch(strings(42, std::string(400, 'x'))),
          {server + "FAIL BATCH MULTILINE_MAX_BYTES 16384 :A message has at most 16384 bytes"});
    check(all.send(1, "BATCH +b other"), {invalid + "Batches of this type cannot be sent"});
    check(all.send(1, "@batch=b PRIVMSG #messages :four"), {});
    check(all.send(1, "@batch=c PRIVMSG #messages :five"), {invalid + "No such batch is open"});
    check(all.send(1, "@batch=c PRIVMSG #messages :six"), {});
    check(all.send(1, "BATCH"), {server + "461 Ada BATCH :Not enough parameters"});
    check(all.stored(), {});
}

BOOST_AUTO_TEST_CASE(targets_come_back_as_text_that_can_be_sent)
{
    sender all;
    all.send(1, "BATCH +b draft/multiline #messages");
    const auto answer = all.send(1, "@batch=b PRIVMSG :\xff x"); // the fixture checks its lines
    BOOST_REQUIRE(answer.size() == 1u);
    BOOST_TEST(answer[0].starts_with(server + "FAIL BATCH MULTILINE_INVALID_TARGET #messages * :"));
}

BOOST_AUTO_TEST_CASE(multiline_brings_FAIL_without_standard_replies)
{
    sender all({cap::multiline, cap::batch, cap::message_tags});
    check(all.batch(strings(101, "x")),
          {server + "FAIL BATCH MULTILINE_MAX_LINES 100 :A message has at most 100 lines"});
}

BOOST_AUTO_TEST_CASE(batches_need_their_capabilities)
{
    for (const auto& some : {caps({cap::batch, cap::standard_replies}),
                             caps({cap::multiline, cap::message_tags, cap::standard_replies})}) {
        sender all;
        all.find(client_id{1})->caps = some;
        check(all.batch({"one", "two"}),
              {invalid + "Batches need the capabilities draft/multiline and batch"});
        check(all.stored(), {});
        check(all.send(1, "@batch=x PRIVMSG #messages :a tag like any other"), {});
        check(all.stored(), {"a tag like any other"});
    }
}

BOOST_AUTO_TEST_CASE(other_commands_are_no_concern_of_a_batch)
{
    sender all;
    check(all.send(1, "@batch=x PING y"), {server + "PONG irc.example :y"}); // there is no such batch
    all.send(1, "BATCH +b draft/multiline #messages");
    check(all.send(1, "PING y"), {server + "PONG irc.example :y"});
    check(all.send(1, "@batch=b PING y"), {invalid + "Only PRIVMSG or NOTICE can be in a batch"});
}

BOOST_AUTO_TEST_CASE(a_line_that_was_not_understood_refuses_the_open_batch)
{
    sender all(labelled);
    all.spoiled(client_id{1});
    all.spoiled(client_id{7});
    check(all.lines(1), {});
    all.send(1, "@label=L BATCH +b draft/multiline #messages");
    all.send(1, "@batch=b PRIVMSG #messages :one");
    all.spoiled(client_id{1});
    check(all.lines(1), {"@label=L " + invalid + "A line could not be read"});
    check(all.send(1, "BATCH -b"), {});
    check(all.stored(), {});
}

BOOST_AUTO_TEST_CASE(the_answer_carries_the_label_of_the_opening)
{
    sender all(labelled);
    check(all.batch({"one", "two"}, "#messages", "PRIVMSG", "@label=L "), {});
    const auto asked = all.take_actions();
    BOOST_REQUIRE(asked.size() == 1u);
    const auto& line = std::get<bridge::ask::store>(asked.front()).what;
    BOOST_TEST(line.label == "L");
    all.show(bridge::said{all.row("7", "one\ntwo"), line.from, false, line.label}, everyone, all.wall);
    check(all.lines(1),
          {"@label=L;time=2023-11-14T22:13:20.042Z;msgid=7 :" + ada_mask +
               " BATCH +m1 draft/multiline #messages",
           "@batch=m1 :" + ada_mask + " PRIVMSG #messages :one",
           "@batch=m1 :" + ada_mask + " PRIVMSG #messages :two", ":" + ada_mask + " BATCH -m1"});
    all.delivered(line);
    check(all.lines(1), {});
}

BOOST_AUTO_TEST_CASE(without_an_echo_the_answer_is_an_ack)
{
    sender all({cap::multiline, cap::batch, cap::message_tags, cap::labeled_response});
    check(all.batch({"one", "two"}, "#messages", "PRIVMSG", "@label=L "), {});
    all.delivered(std::get<bridge::ask::store>(all.take_actions().at(0)).what);
    check(all.lines(1), {"@label=L " + server + "ACK"});
}

BOOST_AUTO_TEST_CASE(errors_carry_the_label_of_the_opening)
{
    sender all(labelled);
    const auto first = [&](const strings& texts, const std::string& target = "#messages") {
        const auto answer = all.batch(texts, target, "PRIVMSG", "@label=L ");
        BOOST_TEST(answer.size() == 1u);
        return answer.empty() ? std::string() : answer.front();
    };
    BOOST_TEST(first({}) == "@label=L " + invalid + "The batch is empty");
    BOOST_TEST(first({""}) == "@label=L " + invalid + "No text to send");
    BOOST_TEST(first({"x"}, "#other") ==
               "@label=L " + server + "403 Ada #other :No such channel. The only channel here is #messages");
    BOOST_TEST(first(strings(101, "x")).starts_with("@label=L " + server + "FAIL BATCH MULTILINE_MAX_LINES"));
    check(all.send(1, "@label=M BATCH +b other"),
          {"@label=M " + invalid + "Batches of this type cannot be sent"});
    check(all.send(1, "@label=N BATCH -b"), {"@label=N " + server + "ACK"});
    check(all.send(1, "@label=O BATCH -b"), {"@label=O " + invalid + "No such batch is open"});
    check(all.send(1, "@label=P;batch=z PRIVMSG #messages :x"),
          {"@label=P " + invalid + "No such batch is open"});
    all.send(1, "@label=Q BATCH +1 draft/multiline #messages");
    check(all.send(1, "@label=R BATCH +2 draft/multiline #messages"),
          {"@label=Q " + invalid + "Another batch began before this one ended"});
    all.send(1, "@batch=2 PRIVMSG #messages :two");
    check(all.send(1, "BATCH -2"), {});
    BOOST_TEST(std::get<bridge::ask::store>(all.take_actions().at(0)).what.label == "R");
}

BOOST_AUTO_TEST_SUITE_END()
