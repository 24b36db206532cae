// Rows that nobody should have made: whatever Directus holds, what comes out is IRC. (Every line that a
// test's client reads is checked to be well-formed.)
#include "served.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace support;

namespace {

const std::string author = json_string(scripted_directus::grace().id);
const std::string date = R"("2026-11-23T18:49:42.618Z")";

// Nothing of it is shown, or at least nothing that harms; the next row is.
void survives(const std::string& data)
{
    BOOST_TEST_CONTEXT(data.substr(0, 200))
    {
        served on;
        auto ada = on.on_channel(ada_pass);
        on.directus.publish(data);
        on.show_something(ada);
        BOOST_TEST(on.directus.count("GET /websocket") == 1U);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_bad_rows)

BOOST_AUTO_TEST_CASE(events_of_another_shape_are_survived)
{
    for (const std::string data :
         {"null", "7", "\"text\"", "{}", "[]", "[null]", "[7,\"x\",[],{}]", R"([{"id":null,"content":"x"}])",
          R"([{"id":"","content":"x"}])", R"([{"id":{"a":1},"content":"x"}])", R"([{"id":true}])",
          R"([{"content":"no key"}])", R"({"id":"k1","content":"not in an array"})"})
        survives(data);
}

BOOST_AUTO_TEST_CASE(values_of_another_type_are_survived)
{
    for (const std::string value : {"null", "7", "-1.5e300", "true", "[]", "{}", R"({"id":null})",
                                    R"({"id":7})", R"("")", R"("\u0000")", R"("\r\nQUIT")", R"("a b!c@d:e")",
                                    R"("not a date")", R"("9999-99-99T99:99:99Z")", R"("\ud83d\ude00")"})
        for (const std::string form :
             {R"([{{"id":"k1","content":{0},"user_created":{1},"date_created":{2}}}])",
              R"([{{"id":"k1","content":"x","user_created":{0},"date_created":{2}}}])",
              R"([{{"id":"k1","content":"x","user_created":{1},"date_created":{0}}}])",
              R"([{{"id":{0},"content":"x","user_created":{1},"date_created":{2}}}])"})
            survives(fmt::format(fmt::runtime(form), value, author, date));
}

BOOST_AUTO_TEST_CASE(null_and_blank_rows_are_no_messages)
{
    served on;
    for (const std::string content : {"null", R"("")", R"(" \t ")", R"("\n\r\n")", R"("\u0000\u0001")"})
        on.directus.add(
            {json_string(content.substr(0, 3) + std::to_string(content.size())), content, author, date});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.join();
    on.show_something(ada);
    BOOST_TEST(ada.count("*PRIVMSG*") == 1U);
}

BOOST_AUTO_TEST_CASE(no_text_ends_a_line_or_opens_a_ctcp)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    on.directus.add(
        {R"("k1")", R"("one\r\n:irc.test KILL Ada :two\rthree\u0000four\u0001VERSION\u0001")", author, date});
    on.show_something(ada);
    BOOST_TEST(ada.count("*\x01*") == 0U);
    for (const auto& line : ada.seen())
        BOOST_TEST(!line.starts_with(":irc.test KILL"));
    ada.fence();
}

BOOST_AUTO_TEST_CASE(megabytes_are_cut_off_with_a_link)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    on.directus.add({R"("k1")", json_string(std::string(3 << 20, 'x')), author, date});
    ada.expect("*lines) http*");
    BOOST_TEST(ada.count("*xxxxx*") <= 20U);
    on.show_something(ada);
}

BOOST_AUTO_TEST_CASE(deep_nesting_costs_the_socket_at_most)
{
    served on;
    auto ada = on.on_channel(ada_pass);
    on.directus.publish(std::string(100'000, '[') + std::string(100'000, ']'));
    on.directus.add_silently("a row");
    ada.expect("*:a row*");
}

BOOST_AUTO_TEST_CASE(no_name_breaks_a_line)
{
    for (const std::string name :
         {R"("Eve\r\nQUIT :bye")", R"("")", R"("   ")", "null", "7", R"(":!@*,#")", R"("\u0000\u0001\u0007")",
          R"("\u202e\u200b")", R"("Ada")", R"("irc.test")", R"("Directus")", R"("NickServ")",
          R"("\u0e33\u0301\u0301\u0301")"}) {
        served on;
        const auto people =
            fmt::format(R"({{"data":[{{"id":{},"first_name":{},"last_name":{}}}]}})", author, name, name);
        on.directus.always("SEARCH /users", {steps::http{200, people}});
        on.directus.add_silently("an old one");
        auto ada = on.on_channel(ada_pass);
        ada.send("NAMES #messages");
        ada.expect("* 366 *");
        ada.send("WHO #messages");
        ada.expect("* 315 *");
        on.directus.add("the next");
        ada.expect("*:the next*");
    }
}

BOOST_AUTO_TEST_CASE(a_history_of_such_rows_is_shown)
{
    served on;
    for (const std::string value : {"null", "7", "[]", "{}", R"("\r\nQUIT")"}) {
        on.directus.add({json_string("a" + value), value, author, date});
        on.directus.add({json_string("b" + value), R"("text")", value, date});
        on.directus.add({json_string("c" + value), R"("text")", author, value});
    }
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.join();
    on.show_something(ada);
    ada.fence();
}

BOOST_AUTO_TEST_SUITE_END()
