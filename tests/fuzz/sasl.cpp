// What logs somebody in, over IRC and over HTTP.
#include "irc/sasl.hpp"

#include "fuzz/fuzz.hpp"
#include "irc/credentials.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::source in(data, size);
    const std::string_view domain = in.flag() ? "example.com" : "";
    const auto whole = in.rest();
    const auto check = [](const std::optional<irc::credentials>& found) {
        if (!found)
            return;
        fuzz::require(!found->secret.empty(), "no login without a secret");
        if (found->is_token())
            fuzz::require(irc::can_be_token(found->secret.reveal()), "a token fits into a header");
        irc::with_second_factor(*found);
    };
    if (const auto plain = irc::parse_sasl_plain(whole)) {
        fuzz::require(!plain->authcid.empty() && !plain->password.empty(), "both are there");
        check(irc::credentials_from_plain(plain->authcid, plain->password.reveal(), domain));
    }
    if (const auto bearer = irc::parse_sasl_oauthbearer(whole))
        fuzz::require(irc::can_be_token(bearer->token.reveal()), "a token fits into a header");
    check(irc::credentials_from_pass(whole, "u", "nick", domain));
    check(irc::credentials_from_authorization(whole, domain));

    irc::sasl_collector collected;
    fuzz::source chunks(data, size);
    while (!chunks.empty())
        if (collected.received(chunks.line()) == irc::sasl_collector::progress::complete)
            collected.take();
    return 0;
}
