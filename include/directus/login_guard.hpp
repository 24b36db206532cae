// Keeps the gateway from suspending its users' accounts: every login attempt costs one of 25 points that only
// a success gives back. One attempt per account at a time; those that come meanwhile with the same secret
// share its result; a secret known to be wrong is not sent again for a while; after some rejected attempts an
// account has to pause, longer with each; few logins run at once. A machine, without clock or socket.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "base/secret.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
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
        std::size_t concurrency = 4;     // logins under way
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
    using action = std::variant<attempt, share, refuse>;
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
    // How the attempt of `who` ended. Temporary errors cost nothing here; `invalid_credentials` and
    // `otp_required` count as rejected, the latter is not remembered as a wrong secret. Those who shared get
    // the same end; the next in line is started.
    void ended(ticket who, const base::error_code& why, base::time_point now, actions& out);
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
    };

    accounts::iterator account_of(const digest& name);
    void forget(accounts::iterator from);
    bool settle(const waiter& entry, base::time_point now, actions& out);
    void next(base::time_point now, actions& out);
    bool is_wrong(account_state& from, const digest& secret, base::time_point now) const;
    bool may_attempt(const waiter& entry, base::time_point now) const;
    base::duration pause_for(const account_state& from, const std::string& place) const;
    void succeeded(account_state& from);
    void rejected(account_state& from, bool remember, base::time_point now);

    settings settings_;
    digest key_{}; // of this process alone
    std::uint64_t next_ticket_ = 1;
    accounts accounts_; // the one asked for last first
    std::map<digest, accounts::iterator> by_name_;
    std::map<ticket, accounts::iterator> running_;
    std::deque<waiter> waiting_;
};

} // namespace directus
