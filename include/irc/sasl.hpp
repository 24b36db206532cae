// The server's side of SASL: chunks put together, and what a mechanism's message says.
// https://ircv3.net/specs/extensions/sasl-3.1
#pragma once

#include "base/secret.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace irc {

inline constexpr std::string_view sasl_mechanisms = "PLAIN,OAUTHBEARER";

// Collects the base64 of one response, sent in chunks of at most 400 bytes; a shorter one or "+" ends it.
class sasl_collector {
public:
    static constexpr std::size_t max_chunk = 400;
    static constexpr std::size_t max_total = 8192;

    enum class progress { more, complete, too_long };

    progress received(std::string_view chunk);

    // The decoded response once complete, "" for a lone "+"; empty where it is no base64. Starts afresh.
    std::optional<base::secret> take();

private:
    base::secret gathered_;
};

struct sasl_plain {
    std::string authzid;
    std::string authcid;
    base::secret password;
};

// authzid NUL authcid NUL password (RFC 4616). Empty where it is not that, or authcid or password is empty.
std::optional<sasl_plain> parse_sasl_plain(std::string_view response);

struct sasl_oauthbearer {
    std::string authzid;
    base::secret token;
};

// "n,a=<authzid>," and key=value pairs between ^A, one of them "auth=Bearer <token>" (RFC 7628 section 3.1).
// Empty where it is not that, or the token holds anything but visible ASCII characters.
std::optional<sasl_oauthbearer> parse_sasl_oauthbearer(std::string_view response);

} // namespace irc
