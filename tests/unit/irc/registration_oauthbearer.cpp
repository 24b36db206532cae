// SASL OAUTHBEARER: the token in one message, and a refusal in two steps.
#include "registration_client.hpp"

using namespace registration_test;

namespace {

std::string bearer(const std::string& token, const std::string& authzid = {})
{
    return "AUTHENTICATE " + base::to_base64("n," + authzid +
                                             ",\x01"
                                             "auth=Bearer " +
                                             token + "\x01\x01");
}

client negotiating()
{
    client c;
    c.send({"CAP LS 302", "NICK ada", "USER u 0 * :Ada", "CAP REQ :sasl"});
    return c;
}

// A client whose token was refused, and who has been told so.
client refused()
{
    client c = negotiating();
    c.send({"AUTHENTICATE OAUTHBEARER", bearer("abc")});
    check(c.login_failed(base::errc::invalid_credentials),
          {"AUTHENTICATE " + base::to_base64(R"({"status":"invalid_token"})")});
    return c;
}

} // namespace

BOOST_AUTO_TEST_SUITE(registration_oauthbearer)

BOOST_AUTO_TEST_CASE(a_token_logs_in)
{
    client c = negotiating();
    check(c.send("AUTHENTICATE oauthbearer"), {"AUTHENTICATE +"});
    check(c.send(bearer("abc")), {"LOGIN token / abc"});
    check(c.logged_in(), logged_in_replies);
    check(c.send("CAP END"), {"COMPLETE"});
}

BOOST_AUTO_TEST_CASE(a_long_token_comes_in_chunks)
{
    const std::string token(700, 't');
    const std::string text = bearer(token).substr(std::string_view("AUTHENTICATE ").size());
    BOOST_REQUIRE(text.size() > 800U);
    client c = negotiating();
    check(c.send({"AUTHENTICATE OAUTHBEARER", "AUTHENTICATE " + text.substr(0, 400),
                  "AUTHENTICATE " + text.substr(400, 400), "AUTHENTICATE " + text.substr(800)}),
          {"AUTHENTICATE +", "LOGIN token / " + token});
}

BOOST_AUTO_TEST_CASE(a_refused_token_is_904_after_the_clients_reply)
{
    for (const std::string reply : {"AUTHENTICATE AQ==", "AUTHENTICATE +", "AUTHENTICATE !"}) {
        client c = refused();
        check(c.send("PING x"), {":irc.example PONG irc.example :x"});
        check(c.send(reply), {":irc.example 904 * :" + wrong});
        check(c.send("CAP END"), closed(wrong));
    }
}

BOOST_AUTO_TEST_CASE(a_refused_token_may_be_followed_by_a_good_one)
{
    client c = refused();
    check(c.send({"AUTHENTICATE AQ==", "AUTHENTICATE OAUTHBEARER", bearer("def")}),
          {":irc.example 904 * :" + wrong, "AUTHENTICATE +", "LOGIN token / def"});
    check(c.logged_in(), logged_in_replies);
    check(c.send("CAP END"), {"COMPLETE"});
}

BOOST_AUTO_TEST_CASE(instead_of_a_reply_a_refused_client_may_give_up)
{
    client star = refused();
    check(star.send("AUTHENTICATE *"), {":irc.example 906 * :SASL authentication aborted"});
    check(star.send("CAP END"), closed(wrong));

    client end = refused();
    check(end.send("CAP END"), strings{":irc.example 904 * :" + wrong} + closed(wrong));

    client too_long = refused();
    check(too_long.send("AUTHENTICATE " + std::string(401, 'A')),
          {":irc.example 905 * :SASL message too long"});
    check(too_long.send("CAP END"), closed(wrong));

    client quits = refused();
    check(quits.send("QUIT"), closed("Quit"));
}

BOOST_AUTO_TEST_CASE(a_temporary_failure_says_nothing_of_the_token)
{
    client c = negotiating();
    c.send({"AUTHENTICATE OAUTHBEARER", bearer("abc")});
    check(c.login_failed(base::errc::timeout), closed(away));
}

BOOST_AUTO_TEST_CASE(a_malformed_response_is_904)
{
    const std::string malformed = "malformed SASL OAUTHBEARER response";
    for (const std::string& response :
         {std::string("AUTHENTICATE !!!"), std::string("AUTHENTICATE +"), std::string("AUTHENTICATE AQ=="),
          plain("token", "abc"), bearer(""), bearer("a b")}) {
        client c = negotiating();
        c.send("AUTHENTICATE OAUTHBEARER");
        check(c.send(response), {":irc.example 904 * :" + malformed});
        check(c.send("CAP END"), closed(malformed));
    }
}

BOOST_AUTO_TEST_CASE(nobody_logs_in_as_somebody_else)
{
    client c = negotiating();
    c.send("AUTHENTICATE OAUTHBEARER");
    check(c.send(bearer("abc", "a=bob@b.example")),
          {":irc.example 904 * :nobody can log in as somebody else: leave the authorization identity empty"});
}

BOOST_AUTO_TEST_SUITE_END()
