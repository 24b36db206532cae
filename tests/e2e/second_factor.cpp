// The second factor, as Directus asks for it: six digits of now (RFC 6238).
#include "e2e/scenario.hpp"

#include <openssl/hmac.h>

#include <array>
#include <ctime>

using namespace e2e;

namespace {

// RFC 4648 section 6.
std::string from_base32(std::string_view text)
{
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    unsigned bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        const auto value = alphabet.find(c);
        BOOST_REQUIRE(value != std::string_view::npos);
        bits = (bits << 5 | static_cast<unsigned>(value)) & 0xFFFF;
        if ((count += 5) >= 8)
            out += static_cast<char>(bits >> (count -= 8));
    }
    return out;
}

std::string code_of_now(const std::string& secret)
{
    const auto key = from_base32(secret);
    const auto step = static_cast<std::uint64_t>(std::time(nullptr)) / 30;
    std::array<unsigned char, 8> counter{};
    for (unsigned n = 0; n < counter.size(); ++n)
        counter[n] = static_cast<unsigned char>(step >> (8 * (counter.size() - 1 - n)));
    std::array<unsigned char, 20> sum{};
    unsigned size = 0;
    ::HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), counter.data(), counter.size(), sum.data(),
           &size);
    const unsigned at = sum[19] & 0xF;
    const auto number =
        (sum[at] & 0x7Fu) << 24 | unsigned(sum[at + 1]) << 16 | unsigned(sum[at + 2]) << 8 | sum[at + 3];
    return fmt::format("{:06}", number % 1'000'000);
}

// Somebody with a second factor; gives its secret.
std::string demand_second_factor(const support::chat_project& chat, const person& of)
{
    const auto password = fmt::format(R"({{"password":"{}"}})", of.password);
    const auto made = chat.as(of).post("/users/me/tfa/generate", password);
    const std::string secret(*made.data()["secret"].string());
    // Twice: the digits may change on the way.
    std::string refusal;
    for (int n = 0; n < 2; ++n) {
        const auto body = fmt::format(R"({{"secret":"{}","otp":"{}"}})", secret, code_of_now(secret));
        const auto answer = chat.as(of).call("POST", "/users/me/tfa/enable", body);
        if (answer.ok())
            return secret;
        refusal = answer.text;
    }
    throw std::runtime_error("Directus takes no second factor: " + refusal);
}

} // namespace

BOOST_AUTO_TEST_SUITE(login_second_factor)

BOOST_FIXTURE_TEST_CASE(it_is_appended_to_the_password, scenario)
{
    // Directus lets people set it up who may change their own profile.
    const auto role = chat.add_role("Careful", {"create", "read"});
    for (const auto* action : {"read", "update"})
        chat.admin().post("/permissions",
                          fmt::format(R"({{"policy":"{}","collection":"directus_users","action":"{}",)"
                                      R"("fields":["*"],"permissions":{{}},"validation":{{}}}})",
                                      role.policy, action));
    const auto barbara = chat.add_person("Barbara", role);
    const auto secret = demand_second_factor(chat, barbara);
    const auto pass = barbara.email + ":" + barbara.password;

    auto without = connect();
    without.send({"PASS " + pass, "NICK b", "USER b 0 * :b"});
    without.expect("* 464 * :second factor needed: append a space and the six digits");
    without.expect_end();

    auto sasl = connect();
    sasl.send({"CAP LS 302", "NICK b", "USER b 0 * :b", "CAP REQ :sasl", "AUTHENTICATE PLAIN",
               "AUTHENTICATE " + support::sasl_plain("", barbara.email, barbara.password)});
    sasl.expect("* 904 * :second factor needed: append a space and the six digits");

    // Twice: the digits may change on the way.
    std::string answer;
    for (int n = 0; n < 2 && answer.find(" 001 Barbara ") == std::string::npos; ++n) {
        auto with = connect();
        with.send({"PASS " + pass + " " + code_of_now(secret), "NICK b", "USER b 0 * :b"});
        answer = with.expect("*");
    }
    BOOST_TEST(answer.find(" 001 Barbara ") != std::string::npos, answer);
}

BOOST_AUTO_TEST_SUITE_END()
