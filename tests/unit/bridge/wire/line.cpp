#include "bridge/wire/line.hpp"

#include "base/utf8.hpp"

#include <boost/test/unit_test.hpp>

#include <initializer_list>

BOOST_AUTO_TEST_SUITE(line)

namespace {

using namespace std::chrono_literals;
using irc::cap;

irc::cap_set caps(std::initializer_list<cap> which)
{
    irc::cap_set set;
    for (const auto one : which)
        set.insert(one);
    return set;
}

std::string encoded(const bridge::line& what, std::initializer_list<cap> with = {})
{
    std::string out;
    bridge::encode(what, caps(with), out);
    return out;
}

// 2023-11-14T22:13:20.042Z
constexpr base::wall_time when{1'700'000'000'042ms};

const bridge::line said{.source = "ada!u@h",
                        .command = "PRIVMSG",
                        .params = {"#messages"},
                        .text = "hi: there",
                        .time = when,
                        .msgid = "17",
                        .account = "8f3a",
                        .batch = "h1"};

} // namespace

BOOST_AUTO_TEST_CASE(each_tag_needs_its_capability)
{
    BOOST_TEST(encoded(said) == ":ada!u@h PRIVMSG #messages :hi: there\r\n");
    BOOST_TEST(encoded(said, {cap::server_time}) ==
               "@time=2023-11-14T22:13:20.042Z :ada!u@h PRIVMSG #messages :hi: there\r\n");
    BOOST_TEST(encoded(said, {cap::message_tags}) == "@msgid=17 :ada!u@h PRIVMSG #messages :hi: there\r\n");
    BOOST_TEST(encoded(said, {cap::account_tag}) ==
               "@account=8f3a :ada!u@h PRIVMSG #messages :hi: there\r\n");
    BOOST_TEST(encoded(said, {cap::batch}) == "@batch=h1 :ada!u@h PRIVMSG #messages :hi: there\r\n");
    BOOST_TEST(encoded(said, {cap::server_time, cap::message_tags, cap::account_tag, cap::batch}) ==
               "@time=2023-11-14T22:13:20.042Z;msgid=17;account=8f3a;batch=h1 :ada!u@h PRIVMSG #messages "
               ":hi: there\r\n");
    const bridge::line typing{.source = "ada!u@h",
                              .command = "TAGMSG",
                              .params = {"#m"},
                              .tags = {{"+typing", "active"}, {"+x", ""}}};
    BOOST_TEST(encoded(typing, {cap::message_tags}) == "@+typing=active;+x :ada!u@h TAGMSG #m\r\n");
    BOOST_TEST(encoded(typing, {cap::account_tag}) == ":ada!u@h TAGMSG #m\r\n");
    BOOST_TEST(encoded({.source = "s", .command = "AWAY"}, {cap::server_time, cap::account_tag}) ==
               ":s AWAY\r\n");
}

BOOST_AUTO_TEST_CASE(a_past_line_has_its_hour_where_the_client_knows_no_time)
{
    auto past = said;
    past.past = true;
    BOOST_TEST(encoded(past) == ":ada!u@h PRIVMSG #messages :[22:13] hi: there\r\n");
    BOOST_TEST(encoded(past, {cap::server_time}).ends_with(" #messages :hi: there\r\n"));
    past.text = "\x01"
                "ACTION waves\x01";
    BOOST_TEST(encoded(past) == ":ada!u@h PRIVMSG #messages :\x01"
                                "ACTION [22:13] waves\x01\r\n");
    past.text = "at midnight";
    past.time = base::wall_time(1'699'920'000'000ms);
    BOOST_TEST(encoded(past) == ":ada!u@h PRIVMSG #messages :[00:00] at midnight\r\n");
    past.time = base::wall_time(-1ms); // before 1970
    BOOST_TEST(encoded(past) == ":ada!u@h PRIVMSG #messages :[23:59] at midnight\r\n");
}

BOOST_AUTO_TEST_CASE(extended_join_tells_account_and_real_name)
{
    const bridge::line join{
        .source = "ada!u@h", .command = "JOIN", .params = {"#m"}, .account = "8f3a", .real_name = "Ada L"};
    BOOST_TEST(encoded(join) == ":ada!u@h JOIN #m\r\n");
    BOOST_TEST(encoded(join, {cap::extended_join}) == ":ada!u@h JOIN #m 8f3a :Ada L\r\n");
    const bridge::line nobody{.source = "x!u@h", .command = "JOIN", .params = {"#m"}};
    BOOST_TEST(encoded(nobody, {cap::extended_join}) == ":x!u@h JOIN #m * :\r\n");
}

BOOST_AUTO_TEST_CASE(some_lines_are_for_some_clients_alone)
{
    const bridge::line away{
        .source = "ada!u@h", .command = "AWAY", .text = "tea", .only_with = cap::away_notify};
    BOOST_TEST(encoded(away).empty());
    BOOST_TEST(encoded(away, {cap::away_notify}) == ":ada!u@h AWAY :tea\r\n");
}

BOOST_AUTO_TEST_CASE(a_message_is_whole_for_some_clients_and_apart_for_others)
{
    using form = bridge::line::form;
    auto one = said;
    const auto whole = {cap::multiline, cap::batch, cap::message_tags};
    const auto lacking = [&](std::initializer_list<cap> some) {
        one.as = form::apart;
        BOOST_TEST(!encoded(one, some).empty());
        for (const auto shape : {form::whole, form::piece}) {
            one.as = shape;
            BOOST_TEST(encoded(one, some).empty());
        }
    };
    lacking({cap::multiline, cap::batch});
    lacking({cap::multiline, cap::message_tags});
    lacking({cap::batch, cap::message_tags});
    one.as = form::apart;
    BOOST_TEST(encoded(one, whole).empty());
    one.as = form::whole;
    BOOST_TEST(encoded(one, whole) == "@msgid=17;batch=h1 :ada!u@h PRIVMSG #messages :hi: there\r\n");
    bridge::line piece{.source = "ada!u@h",
                       .command = "PRIVMSG",
                       .params = {"#m"},
                       .text = "x",
                       .time = when,
                       .batch = "m1",
                       .as = form::piece};
    BOOST_TEST(encoded(piece, {cap::multiline, cap::batch, cap::message_tags, cap::server_time}) ==
               "@batch=m1 :ada!u@h PRIVMSG #m :x\r\n");
}

BOOST_AUTO_TEST_CASE(a_line_of_512_bytes_is_whole)
{
    auto whole = said;
    whole.text->clear();
    whole.text->assign(512 - encoded(whole).size(), 'x');
    BOOST_TEST(encoded(whole).size() == 512u);
    BOOST_TEST(encoded(whole).ends_with(*whole.text + "\r\n"));
    *whole.text += 'y';
    BOOST_TEST(encoded(whole).size() == 512u);
    BOOST_TEST(encoded(whole).ends_with("x\r\n"));
}

BOOST_AUTO_TEST_CASE(a_long_text_is_cut_between_characters)
{
    auto longer = said;
    longer.text->clear();
    while (longer.text->size() < 600)
        *longer.text += "ä";
    for (const auto& one : {encoded(longer), encoded({.command = "ERROR", .text = *longer.text})}) {
        BOOST_TEST(one.size() <= 512u);
        BOOST_TEST(one.size() >= 511u);
        BOOST_TEST(base::utf8::valid(one));
        BOOST_TEST(one.ends_with("\r\n"));
    }
    const auto tagged = encoded(longer, {cap::server_time, cap::message_tags});
    const auto body = tagged.substr(tagged.find(' ') + 1);
    BOOST_TEST(body == encoded(longer));
}

BOOST_AUTO_TEST_CASE(a_long_parameter_leaves_room_for_the_rest)
{
    const bridge::line unknown{.source = "irc.example",
                               .command = "421",
                               .params = {"ada", std::string(480, 'X')},
                               .text = "Unknown command"};
    BOOST_TEST(encoded(unknown) == ":irc.example 421 ada " + std::string(200, 'X') + " :Unknown command\r\n");
}

BOOST_AUTO_TEST_CASE(a_set_of_lines_is_encoded_once_for_equal_capabilities)
{
    bridge::wire_cache cache({said, {.source = "s", .command = "AWAY", .only_with = cap::away_notify}});
    const auto plain = cache.for_caps({});
    BOOST_REQUIRE(plain);
    BOOST_TEST(*plain == ":ada!u@h PRIVMSG #messages :hi: there\r\n");
    BOOST_TEST(cache.for_caps({}) == plain);
    const auto both = cache.for_caps(caps({cap::away_notify}));
    BOOST_TEST(*both == ":ada!u@h PRIVMSG #messages :hi: there\r\n:s AWAY\r\n");
}

BOOST_AUTO_TEST_CASE(a_line_may_stand_in_for_another)
{
    bridge::wire_cache cache({{.source = "s", .command = "REDACT", .only_with = cap::message_redaction},
                              {.source = "s", .command = "NOTICE", .only_without = cap::message_redaction}});
    BOOST_TEST(*cache.for_caps({}) == ":s NOTICE\r\n");
    BOOST_TEST(*cache.for_caps(caps({cap::message_redaction})) == ":s REDACT\r\n");
}

BOOST_AUTO_TEST_CASE(a_client_that_is_sent_nothing_gets_no_bytes)
{
    bridge::wire_cache cache({{.source = "s", .command = "AWAY", .only_with = cap::away_notify}});
    BOOST_TEST(!cache.for_caps({}));
    BOOST_TEST(!cache.for_caps({}));
}

BOOST_AUTO_TEST_SUITE_END()
