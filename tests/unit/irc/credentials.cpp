#include "irc/credentials.hpp"

#include "base/base64.hpp"

#include <boost/test/unit_test.hpp>

namespace {

// "email / secret", "token / secret" or "-".
std::string read(const std::optional<irc::credentials>& found)
{
    if (!found)
        return "-";
    return (found->is_token() ? "token" : found->email) + " / " + std::string(found->secret.reveal());
}

std::string pass(std::string_view text, std::string_view user = "u", std::string_view nick = "ada",
                 std::string_view domain = "")
{
    return read(irc::credentials_from_pass(text, user, nick, domain));
}

std::string plain(std::string_view authcid, std::string_view password, std::string_view domain = "")
{
    return read(irc::credentials_from_plain(authcid, password, domain));
}

} // namespace

BOOST_AUTO_TEST_SUITE(credentials)

BOOST_AUTO_TEST_CASE(a_token_comes_before_everything_else)
{
    BOOST_TEST(pass("token:abc") == "token / abc");
    BOOST_TEST(pass("token:a:b") == "token / a:b");
    BOOST_TEST(pass("token:abc", "ada@example.com", "ada", "example.com") == "token / abc");
}

BOOST_AUTO_TEST_CASE(with_an_at_in_the_user_name_all_of_pass_is_the_password)
{
    BOOST_TEST(pass("hunter2", "ada@example.com") == "ada@example.com / hunter2");
    BOOST_TEST(pass("bob@example.com", "ada@example.com") == "ada@example.com / bob@example.com");
    BOOST_TEST(pass("hunter2", "ada@example.com", "ada", "other.example") == "ada@example.com / hunter2");
    BOOST_TEST(pass("token:", "ada@example.com") == "ada@example.com / token:");
}

BOOST_AUTO_TEST_CASE(pass_may_hold_the_email)
{
    BOOST_TEST(pass("ada@example.com:hunter2") == "ada@example.com / hunter2");
    BOOST_TEST(pass("ada@example.com:a:b c") == "ada@example.com / a:b c");
    BOOST_TEST(pass("ada@example.com:hunter2", "u", "ada", "other.example") == "ada@example.com / hunter2");
    BOOST_TEST(pass("ada+irc@sub.example.com:ö") == "ada+irc@sub.example.com / ö");
    BOOST_TEST(pass("bob@example.com:x", "ada@example.com") == "bob@example.com / x");
}

BOOST_AUTO_TEST_CASE(a_bare_password_needs_the_login_domain)
{
    BOOST_TEST(pass("hunter2", "u", "ada", "example.com") == "ada@example.com / hunter2");
    BOOST_TEST(pass("a:b@c", "u", "ada", "example.com") == "ada@example.com / a:b@c");
    BOOST_TEST(pass("a b@c:d", "u", "ada", "example.com") == "ada@example.com / a b@c:d");
    BOOST_TEST(pass("a@b@c:d", "u", "ada", "example.com") == "ada@example.com / a@b@c:d");
    BOOST_TEST(pass("hunter2") == "-");
}

BOOST_AUTO_TEST_CASE(what_no_rule_reads)
{
    BOOST_TEST(pass("") == "-");
    BOOST_TEST(pass("token:") == "-");
    BOOST_TEST(pass("ada@example.com") == "-");
    BOOST_TEST(pass("ada@example.com:") == "-");
    BOOST_TEST(pass("ada@example.com:", "u", "ada", "example.com") == "-");
    BOOST_TEST(pass("@example.com:x") == "-");
    BOOST_TEST(pass("ada@:x") == "-");
    BOOST_TEST(pass("hunter2", "u", "ada@x", "example.com") == "-");
    BOOST_TEST(pass("hunter2", "u", "a:b", "example.com") == "-");
    BOOST_TEST(pass("hunter2", "u", "", "example.com") == "-");
}

BOOST_AUTO_TEST_CASE(invalid_utf8_cannot_be_sent_to_directus)
{
    BOOST_TEST(pass("ada@example.com:\xFF") == "-");
    BOOST_TEST(pass("hunter2", "\xFF@example.com") == "-");
    BOOST_TEST(pass("hunter2", "u", "\xFF", "example.com") == "-");
}

BOOST_AUTO_TEST_CASE(sasl_plain_gives_an_email_a_token_or_a_bare_name)
{
    BOOST_TEST(plain("ada@example.com", "hunter2") == "ada@example.com / hunter2");
    BOOST_TEST(plain("ada@example.com", "token:x") == "ada@example.com / token:x");
    BOOST_TEST(plain("token", "abc") == "token / abc");
    BOOST_TEST(plain("token", "abc", "example.com") == "token / abc");
    BOOST_TEST(plain("ada", "hunter2", "example.com") == "ada@example.com / hunter2");
    BOOST_TEST(plain("ada", "hunter2") == "-");
    BOOST_TEST(plain("a b", "hunter2", "example.com") == "-");
    BOOST_TEST(plain("", "hunter2", "example.com") == "-");
    BOOST_TEST(plain("ada@example.com", "") == "-");
}

BOOST_AUTO_TEST_CASE(a_token_goes_into_a_header_and_holds_nothing_else)
{
    for (const std::string token : {"a b", "a\r\nHost: x", "a\x7F", "\xC3\xA4", "a\tb"}) {
        BOOST_TEST(read(irc::credentials_from_plain("token", token, "")) == "-");
        BOOST_TEST(read(irc::credentials_from_pass("token:" + token, "u", "n", "")) == "-");
        BOOST_TEST(!irc::can_be_token(token));
    }
    BOOST_TEST(irc::can_be_token("aZ09-._~+/=!"));
    BOOST_TEST(!irc::can_be_token(""));
}

BOOST_AUTO_TEST_CASE(six_digits_at_the_end_may_be_a_second_factor)
{
    const auto apart = [](const std::string& secret) {
        const auto found = irc::with_second_factor({"a@b.example", base::secret(secret)});
        return found ? found->email + " / " + std::string(found->secret.reveal()) + " / " + found->otp : "-";
    };
    BOOST_TEST(apart("hunter2 123456") == "a@b.example / hunter2 / 123456");
    BOOST_TEST(apart("hunter2:012345") == "a@b.example / hunter2 / 012345");
    BOOST_TEST(apart("x 123456") == "a@b.example / x / 123456");
    BOOST_TEST(apart("two words  000000") == "a@b.example / two words  / 000000");
    for (const std::string secret :
         {"hunter2", "hunter2123456", "hunter2-123456", "hunter2 12345", "hunter2 1234567", "hunter2 12345a",
          "hunter2 123456 ", " 123456", ":123456", "123456", ""})
        BOOST_TEST(apart(secret) == "-", secret);
    BOOST_TEST(!irc::with_second_factor({"", base::secret("token 123456")}));
    BOOST_TEST(!irc::with_second_factor({"a@b.example", base::secret("hunter2 123456"), "654321"}));
}

BOOST_AUTO_TEST_CASE(authorization_is_basic_or_a_bearer_token)
{
    const auto read_header = [](const std::string& header, std::string_view domain = "") {
        return read(irc::credentials_from_authorization(header, domain));
    };
    const auto basic = [&](const std::string& both, std::string_view domain = "") {
        return read_header("Basic " + base::to_base64(both), domain);
    };
    BOOST_TEST(basic("ada@example.com:hunter2") == "ada@example.com / hunter2");
    BOOST_TEST(basic("ada@example.com:a:b") == "ada@example.com / a:b");
    BOOST_TEST(basic("token:abc") == "token / abc");
    BOOST_TEST(basic("ada:hunter2", "example.com") == "ada@example.com / hunter2");
    BOOST_TEST(read_header("bAsIc   " + base::to_base64("a@b:c")) == "a@b / c");
    BOOST_TEST(read_header("Bearer abc") == "token / abc");
    BOOST_TEST(read_header("BEARER abc") == "token / abc");
    for (const std::string both : {"ada:hunter2", "ada@example.com", "ada@example.com:", ":", "", "a@b:\xFF"})
        BOOST_TEST(basic(both) == "-", both);
    BOOST_TEST(basic(std::string("a@b:c\0d", 7)) == "-");
    for (const std::string header : {"", "Basic", "Basic ", "Basic !", "Bearer", "Bearer ", "Bearer a b",
                                     "Digest abc", "Basicabc", "B asic"})
        BOOST_TEST(read_header(header) == "-", header);
}

BOOST_AUTO_TEST_SUITE_END()
