// Keeps the gateway from suspending its users' accounts: every login attempt costs one of 25 points that only
// a success gives back. One attempt per account at a time; those that come meanwhile with the same secret
// share its result; a secret known to be wrong is not sent again for a while; after some rejected attempts an
// account has to pause, longer with each; few logins run at once. An attempt that reached Directus and failed
// for another reason than the credentials costs its point, too: the account backs off, and while Directus
// fails at logins, a few of them probe for all. A machine, without clock or socket.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "base/secret.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace directus {

class login_guard {
public:
    enum class ticket : std::uint64_t {}; // one asker

    struct settings {
        base::duration remember_wrong = std::chrono::minutes(15); // a refused secret
        int free = 5; // rejected attempts of an account, until one succeeds; behind them it pauses …
        base::duration pause = std::chrono::minutes(1); // … for so long, doubled with each one more …
        base::duration longest_pause = std::chrono::hours(1); // … up to this
        // Before so many, whoever comes from where no attempt was rejected waits for the first pause alone:
        // he is hardly the one who guesses.
        int strangers = 15;
        // Failed attempts of an account, unanswered and rejected ones together, until one succeeds: from here
        // on it backs off for half a day …
        int spent = 15;
        // Below these numbers a success of any account ends the back-off: it may be this account that fails
        // alone, or several in a row have failed before. Directus allows 25.
        int spent_alone = 10;
        int spent_with_others = 20;
        base::duration hold = std::chrono::seconds(20); // how long a login waits for the end of a back-off
        base::duration outage_forgotten = std::chrono::minutes(5); // with no failed attempt for so long
        std::size_t concurrency = 4;                               // logins under way
        std::size_t remembered = 10'000; // accounts kept, with their secrets; oldest go
    };

    // Actions.
    struct attempt { // log in for this asker; answer with ended()
        ticket who;
        friend bool operator==(const attempt&, const attempt&) = default;
    };
    struct share { // the attempt of `leader` succeeded: this asker gave the same secret
        ticket who;
        ticket leader;
        friend bool operator==(const share&, const share&) = default;
    };
    struct refuse { // without asking Directus, or because the attempt that was shared failed so
        ticket who;
        base::error_code why;
        friend bool operator==(const refuse&, const refuse&) = default;
    };
    // Directus fails at logins, with errc::server_failed or errc::licence_locked; again with each failure.
    struct outage_began {
        base::error_code why;
        int failures; // in a row
        friend bool operator==(const outage_began&, const outage_began&) = default;
    };
    struct outage_ended {
        bool proven; // by a login that succeeded; else there was none for long
        friend bool operator==(const outage_ended&, const outage_ended&) = default;
    };
    using action = std::variant<attempt, share, refuse, outage_began, outage_ended>;
    using actions = std::vector<action>;

    explicit login_guard(settings with);
    login_guard(const login_guard&) = delete;
    login_guard& operator=(const login_guard&) = delete;

    // `account` has to be the same for all that Directus takes for one account; whoever gives an equal
    // `secret` for it shares a login. `place` says where the asker is, in any form that is the same for those
    // who are likely the same person.
    ticket asked(std::string_view account, const base::secret& secret, std::string_view place,
                 base::time_point now, actions& out);
    // Whether this secret was right when it was last sent, since the start.
    bool knows(std::string_view account, const base::secret& secret) const;
    // How the attempt of `who` ended. `unreachable` and `overloaded` cost nothing; every other temporary
    // error counts as unanswered, every permanent one as rejected, and `invalid_credentials` alone is
    // remembered as a wrong secret. Those who shared get the same end; the next in line is started.
    void ended(ticket who, const base::error_code& why, base::time_point now, actions& out);
    // When to call fired().
    std::optional<base::time_point> deadline() const;
    void fired(base::time_point now, actions& out);
    // The asker went away. An attempt under way goes on (its points are spent) and still has to end.
    void left(ticket who);

private:
    using digest = std::array<unsigned char, 32>; // keyed, so that memory holds no password's hash

    struct wrong_secret {
        digest secret;
        base::time_point until;
    };
    struct account_state {
        digest name{};
        int rejections = 0; // since the last success
        base::time_point rejected_at;
        int unanswered = 0; // since the last success
        base::error_code failure;
        base::time_point retry_at; // backs off until then
        std::vector<wrong_secret> wrong;
        std::vector<digest> good;        // those that succeeded, the latest last
        std::vector<std::string> places; // from where the first attempts were rejected since then
        bool attempting = false;
        digest secret{}; // of the attempt under way
        std::string place;
        std::vector<ticket> sharers; // of the attempt under way
        std::size_t waiting = 0;     // in line
        bool idle() const { return !attempting && waiting == 0; }
    };
    using accounts = std::list<account_state>;
    struct waiter {
        ticket who;
        accounts::iterator from;
        digest secret;
        std::string place;
        std::optional<base::time_point> held_until{}; // while a back-off or an outage holds it
    };
    struct outage {
        base::error_code why;
        int failures = 1; // of probes, the attempt that began it included
        base::time_point last_failure;
        base::time_point next_probe;
        std::optional<ticket> probe{}; // under way
    };

    accounts::iterator account_of(const digest& name);
    void forget(accounts::iterator from);
    bool settle(waiter& entry, base::time_point now, actions& out);
    bool is_held(const waiter& entry, base::time_point now) const;
    void prefer_least_spent(base::time_point now);
    void next(base::time_point now, actions& out);
    bool is_wrong(account_state& from, const digest& secret, base::time_point now) const;
    bool may_attempt(const waiter& entry, base::time_point now) const;
    base::duration pause_for(const account_state& from, const std::string& place) const;
    void succeeded(account_state& from);
    void rejected(account_state& from, bool remember, base::time_point now);
    void unanswered(account_state& from, const base::error_code& why, base::time_point now);
    void follow_outage(ticket who, const base::error_code& why, base::time_point now, actions& out);
    void end_outage(bool proven, actions& out);
    void end_back_offs(int spent, base::time_point now);

    settings settings_;
    digest key_{}; // of this process alone
    std::uint64_t next_ticket_ = 1;
    accounts accounts_; // the one asked for last first
    std::map<digest, accounts::iterator> by_name_;
    std::map<ticket, accounts::iterator> running_;
    std::deque<waiter> waiting_;
    std::optional<outage> outage_;
    bool any_backs_off_ = false; // perhaps
};

} // namespace directus
