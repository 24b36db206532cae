// A login's tokens over time: renewed before they expire, one renewal at a time, given up when refused.
// A machine, like link. The old refresh token is dead as soon as Directus has seen it: a renewal whose answer
// was lost has lost the session.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "directus/backoff.hpp"
#include "directus/types.hpp"

#include <optional>
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
    struct renewed { // access_token() is a new one
        friend bool operator==(const renewed&, const renewed&) = default;
    };
    struct lost { // no more access: the person has to log in again
        base::error_code why;
        friend bool operator==(const lost&, const lost&) = default;
    };
    using action = std::variant<refresh, renewed, lost>;
    using actions = std::vector<action>;

    session(tokens first, base::time_point now, std::uint64_t seed);

    // Renews now (the token was refused although its time had not come), unless a renewal is under way; a
    // token fresh from a renewal and refused all the same waits, longer each time. A static token cannot be
    // renewed: lost.
    void refused(base::time_point now, actions& out);
    void refreshed(base::result<tokens> answer, base::time_point now, actions& out);
    void fired(base::time_point now, actions& out);
    std::optional<base::time_point> deadline() const;

    const base::secret& access_token() const { return tokens_.access_token; }
    const base::secret& refresh_token() const { return tokens_.refresh_token; }
    bool is_static() const { return !tokens_.lifetime; }
    bool expired(base::time_point now) const;
    // False in the last part of the token's life (30 s, a quarter of a short one): a create sent then could
    // be stored in nobody's name.
    bool may_create(base::time_point now) const;

private:
    void adopt(tokens given, base::time_point now);
    void renew(actions& out);
    void lose(const base::error_code& why, actions& out);

    tokens tokens_;
    std::uint64_t seed_;
    backoff failures_; // of renewals that may succeed later
    backoff refusals_; // of tokens that were refused as soon as they were given
    std::optional<base::time_point> expires_at_;
    std::optional<base::time_point> renew_at_;
    std::optional<base::time_point> renewed_at_;
    bool renewing_ = false;
    bool lost_ = false;
};

} // namespace directus
