// A login's tokens over time: renewed before they expire, one renewal at a time, given up when refused.
// A machine, like link. The old refresh token is dead as soon as Directus has seen it: a renewal whose answer
// was lost has lost the session. An access token says nothing of a suspended account or another role; only a
// renewal does, and so there is one at least every `recheck`. A token that cannot be renewed is looked at
// instead, and ends at its time.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "directus/backoff.hpp"
#include "directus/types.hpp"

#include <cstdint>
#include <optional>
#include <random>
#include <variant>
#include <vector>

namespace directus {

class session {
public:
    // Actions.
    struct refresh { // POST /auth/refresh with this; answer with refreshed()
        base::secret refresh_token;
        friend bool operator==(const refresh&, const refresh&) = default;
    };
    struct check { // a token that cannot be renewed: is it good? Answer with checked()
        friend bool operator==(const check&, const check&) = default;
    };
    struct renewed { // access_token() is a new one, or an old one that is good: look at the rights, auth
        friend bool operator==(const renewed&, const renewed&) = default;
    };
    struct lost { // no more access: the person has to log in again
        base::error_code why;
        friend bool operator==(const lost&, const lost&) = default;
    };
    using action = std::variant<refresh, check, renewed, lost>;
    using actions = std::vector<action>;

    // `recheck`: how long a change of the account may go unnoticed; each wait is up to a quarter shorter, so
    // that sessions spread over time.
    session(tokens first, base::time_point now, std::uint64_t seed, base::duration recheck);

    // Renews or checks now (the token was refused although its time had not come), unless that is under way;
    // a token found good and refused all the same waits, longer each time.
    void refused(base::time_point now, actions& out);
    void refreshed(base::result<tokens> answer, base::time_point now, actions& out);
    void checked(const base::error_code& why, base::time_point now, actions& out); // no error: it is good
    // Another login of the same person: its tokens are taken where they last longer. True where they are.
    bool offered(tokens others, base::time_point now, actions& out);
    void fired(base::time_point now, actions& out);
    std::optional<base::time_point> deadline() const;

    const base::secret& access_token() const { return tokens_.access_token; }
    const base::secret& refresh_token() const { return tokens_.refresh_token; }
    bool renewable() const { return !tokens_.refresh_token.empty(); }
    bool expired(base::time_point now) const;
    // False in the last part of the token's life (30 s, a quarter of a short one): a create sent then could
    // be stored in nobody's name.
    bool may_create(base::time_point now) const;

private:
    void adopt(tokens given, base::time_point now);
    void renew(actions& out);
    void failed(const base::error_code& why, base::time_point now, actions& out);
    base::duration next_recheck();
    void lose(const base::error_code& why, actions& out);

    tokens tokens_;
    base::duration recheck_;
    std::minstd_rand random_;
    backoff failures_; // of renewals that may succeed later
    backoff refusals_; // of tokens that were refused as soon as they were given
    std::optional<base::time_point> expires_at_;
    std::optional<base::time_point> renew_at_;
    std::optional<base::time_point> renewed_at_;
    bool renewing_ = false; // or checking
    bool lost_ = false;
};

} // namespace directus
