// What a client gave to log in with: an e-mail address and a password, or a static token.
#pragma once

#include "base/secret.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace irc {

struct credentials {
    std::string email;   // empty: `secret` is a static token
    base::secret secret; // password or token
    std::string otp{};   // the second factor's six digits, where they are known to be that

    bool is_token() const { return email.empty(); }
    friend bool operator==(const credentials&, const credentials&) = default;
};

// A password that ends in a space or ':' and six digits may be a password and a second factor: these
// credentials, taken apart. Empty where it cannot be.
std::optional<credentials> with_second_factor(const credentials& given);

// What may stand in a token: it goes into a header of HTTP, where a line break would begin another.
bool can_be_token(std::string_view text);

// PASS with what USER and NICK said: "token:<token>"; USER with an '@'; "e-mail:password"; a bare password
// with `login_domain`. Empty where none of them applies.
std::optional<credentials> credentials_from_pass(std::string_view pass, std::string_view user,
                                                 std::string_view nick, std::string_view login_domain);

// SASL PLAIN: authcid is an e-mail, "token", or a bare name with `login_domain`. Empty where none applies.
std::optional<credentials> credentials_from_plain(std::string_view authcid, std::string_view password,
                                                  std::string_view login_domain);

// HTTP's Authorization: Basic as SASL PLAIN, Bearer with a static token. Empty where it is neither.
// https://www.rfc-editor.org/rfc/rfc7617 https://www.rfc-editor.org/rfc/rfc6750
std::optional<credentials> credentials_from_authorization(std::string_view header,
                                                          std::string_view login_domain);

} // namespace irc
