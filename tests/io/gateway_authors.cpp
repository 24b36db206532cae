// Authors that Directus does not fill in: a relation, or plain text.
#include "served.hpp"

#include "directus/json.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace support;

namespace {

const auto ada_id = json_string(scripted_directus::ada().id);

constexpr auto unwritable =
    R"({"data":{"messages":{"read":{"access":"full","fields":["*"]},"create":{"access":"full","fields":["content"]}}}})";

struct unfilled : served {
    unfilled(const std::vector<std::string>& options = {}, bool integer_keys = false)
        : served(options, {.integer_keys = integer_keys, .fills_author = false})
    {
        directus.add_silently("an old one");
    }

    std::string author_of(std::string_view text) const
    {
        for (const auto& row : directus.rows())
            if (row.content == json_string(text))
                return row.author;
        return "none";
    }
};

// Authors are names in this one.
struct named : unfilled {
    explicit named(bool with_integers = false)
        : unfilled({}, with_integers)
        , integer_keys(with_integers)
    {
        directus.remove(directus.rows().front().id);
        add("an old one", "Grace Hopper");
    }

    void add(std::string_view text, std::string_view author)
    {
        ++key;
        directus.add({integer_keys ? std::to_string(key)
                                   : json_string("e0000000-0000-4000-8000-00000000" + std::to_string(key)),
                      json_string(text), json_string(author), "\"2026-01-01T00:00:00.000Z\""});
    }

    bool integer_keys;
    int key = 1'000;
};

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_authors)

BOOST_AUTO_TEST_CASE(author_is_written_where_directus_does_not_fill_it_in)
{
    unfilled on;
    auto ada = on.on_channel(ada_pass);
    auto grace = on.on_channel(grace_pass);
    ada.send("PRIVMSG #messages :mine");
    grace.expect("*:Ada!u@user-a0000000.directus PRIVMSG #messages :mine*");
    BOOST_TEST(on.author_of("mine") == ada_id);
    on.show_something(ada);
    BOOST_TEST(ada.count("*:mine*") == 0U);
}

BOOST_AUTO_TEST_CASE(user_who_may_not_write_the_author_is_silenced_after_the_second_row_without)
{
    unfilled on;
    on.directus.always("GET /permissions/me", {steps::http{200, unwritable}});
    auto ada = on.on_channel(ada_pass);
    ada.send("PRIVMSG #messages :one");
    BOOST_REQUIRE(on.directus.arrived("auth", 2)); // one new socket, to be certain
    ada.send("PRIVMSG #messages :two");
    ada.expect(
        "*NOTICE #messages :Messages cannot be sent: the field user_created of messages is not filled in*");
    for (int n = 0; n < 5; ++n)
        ada.send("PRIVMSG #messages :three");
    ada.expect("*404 Ada #messages :Message not sent: the field user_created of messages is not filled in*");
    ada.fence();
    BOOST_TEST(on.author_of("three") == "none");
    BOOST_TEST(on.directus.count("create") == 2U);
    BOOST_TEST(on.directus.count("auth") == 2U);
    BOOST_TEST(ada.count("*NOTICE #messages :Messages cannot be sent*") == 1U);
}

BOOST_AUTO_TEST_CASE(one_row_without_an_author_opens_a_new_socket_and_silences_nobody)
{
    served on;
    on.directus.add_silently("an old one");
    auto ada = on.on_channel(ada_pass, "echo-message");
    on.directus.once("create",
                     {steps::say{R"({"type":"items","data":{"id":"c0000000-0000-4000-8000-0000000000ff",)"
                                 R"("content":"one","user_created":null,)"
                                 R"("date_created":"2026-01-01T00:00:00.000Z"},"uid":"$uid"})"}});
    ada.send("PRIVMSG #messages :one");
    BOOST_REQUIRE(on.directus.arrived("auth", 2));
    for (const auto* text : {"two", "three"}) {
        ada.send("PRIVMSG #messages :" + std::string(text));
        ada.expect(fmt::format("*:Ada!u@user-a0000000.directus PRIVMSG #messages :{}*", text));
    }
    BOOST_TEST(on.directus.count("auth") == 2U);
    BOOST_TEST(ada.count("*Messages cannot be sent*") == 0U);
}

BOOST_AUTO_TEST_CASE(author_in_plain_text_gets_the_users_name_and_the_row_is_theirs)
{
    for (const bool integer_keys : {false, true}) {
        named on(integer_keys);
        auto ada = on.on_channel(ada_pass);
        auto grace = on.on_channel(grace_pass);
        BOOST_TEST(grace.count("*:Grace_Hopper!u@unverified.directus PRIVMSG #messages :*") == 1U);
        for (int n = 0; n < 3; ++n) {
            const auto text = "mine " + std::to_string(n);
            ada.send("PRIVMSG #messages :" + text);
            grace.expect("*:Ada!u@user-a0000000.directus PRIVMSG #messages :" + text + "*");
            BOOST_TEST(on.author_of(text) == "\"Ada\"");
        }
        on.show_something(ada);
        BOOST_TEST(ada.count("*:mine*") == 0U);
        on.show_something(grace);
        BOOST_TEST(grace.count("*:mine 0*") == 1U);
    }
}

BOOST_AUTO_TEST_CASE(row_of_a_web_page_in_somebodys_name_is_not_theirs)
{
    named on;
    auto ada = on.on_channel(ada_pass);
    on.add("not of Ada", "Ada");
    ada.expect("*:Ada_!u@unverified.directus PRIVMSG #messages :not of Ada*");
    on.add("nor this", scripted_directus::ada().id);
    ada.expect("*!u@unverified.directus PRIVMSG #messages :nor this*");
}

BOOST_AUTO_TEST_CASE(own_row_is_from_an_unverified_name_in_history)
{
    named on;
    {
        auto ada = on.on_channel(ada_pass, "echo-message");
        ada.send("PRIVMSG #messages :mine");
        ada.expect("*:Ada!u@user-a0000000.directus PRIVMSG #messages :mine*");
    }
    irc_peer later(on.gateway.port());
    later.log_in(grace_pass);
    later.join();
    later.expect("*:Ada_!u@unverified.directus PRIVMSG #messages :*");
}

BOOST_AUTO_TEST_CASE(names_that_may_not_be_written_silence_at_once)
{
    named on;
    on.directus.always("GET /permissions/me", {steps::http{200, unwritable}});
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.join();
    ada.send("PRIVMSG #messages :mine");
    ada.expect(
        "*404 Ada #messages :Message not sent: the field user_created of messages holds the authors' names*");
    BOOST_TEST(on.directus.count("create") == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
