// A connection's way from its first byte to 001: CAP, PASS, NICK, USER, AUTHENTICATE in any order.
// https://modern.ircdocs.horse/#connection-registration
#pragma once

#include "base/errc.hpp"
#include "irc/caps.hpp"
#include "irc/credentials.hpp"
#include "irc/message.hpp"
#include "irc/numerics.hpp"
#include "irc/sasl.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace irc {

// Who a login turned out to be.
struct identity {
    std::string nick;    // assigned
    std::string mask;    // nick!user@host
    std::string account; // for account-tag, 900 and 330
    std::string user{};  // his id in Directus: by it two logins are the same person's
};

class registration {
public:
    struct settings {
        std::string server_name;
        std::string login_domain; // empty: bare names cannot log in
        bool login_allowed =
            true; // false: the transport is in clear; no sasl, PASS is answered 464 "use TLS"
        std::string host = "unknown"; // the client's address, for `Closing Link: <host>`
        std::function<std::vector<std::string>()> isupport{}; // the tokens of 005
        bool event_playback = false;                          // the history holds other events than messages
        std::string sts{}; // the value of that capability; empty: not offered
    };

    // Outputs, in order.
    struct reply { // complete lines for the client
        std::string lines;
        friend bool operator==(const reply&, const reply&) = default;
    };
    struct login { // try these; answer with logged_in() or login_failed()
        credentials with;
        friend bool operator==(const login&, const login&) = default;
    };
    struct abandon { // the client gave up the login under way: its answer is no longer wanted
        friend bool operator==(const abandon&, const abandon&) = default;
    };
    struct complete { // registered: send the welcome
        friend bool operator==(const complete&, const complete&) = default;
    };
    struct close { // after the replies; an ERROR line with this reason is among them
        std::string reason;
        friend bool operator==(const close&, const close&) = default;
    };
    using action = std::variant<reply, login, abandon, complete, close>;
    using actions = std::vector<action>;

    explicit registration(settings with);

    // Any message before completion, and CAP and AUTHENTICATE at any time. Everything but CAP, AUTHENTICATE,
    // PASS, NICK, USER, PING, PONG, QUIT gets 451 ("JOIN :" of irssi too), ERROR is ignored; AWAY and
    // ISUPPORT are answered where their capabilities are enabled.
    void received(const message& line, actions& out);

    // How the login under way ended. Permanent errors are 464 (PASS) or 904 (SASL); temporary ones close with
    // "Directus is unreachable, try again", or with that it is locked by its licence, and no numeric. A
    // registered client may log in again, to the same account only, and stays what it is whatever comes of
    // it.
    void logged_in(identity who, actions& out);
    void login_failed(const base::error_code& why, actions& out);

    // Whether Directus can be asked about logins: `sasl` comes and goes with it.
    void login_available(bool now, actions& out);
    // His nick has changed.
    void renamed(std::string_view nick);

    bool registered() const { return stage_ == stage::registered; }
    // A PASS login runs and nothing but its end can complete the registration: lines may wait meanwhile.
    bool waiting() const { return stage_ == stage::pass_login; }
    const cap_set& caps() const { return caps_.enabled(); }
    const std::string& user_name() const { return user_; } // as USER gave it
    const std::string& requested_nick() const { return nick_; }
    const std::optional<identity>& who() const { return who_; }
    const std::optional<std::string>& away() const { return away_; } // as set before registration

private:
    enum class stage { open, pass_login, registered, closed };
    // `told_why`: OAUTHBEARER's refusal waits for the client's reply (RFC 7628 section 3.2.3).
    enum class sasl_stage { none, mechanism_chosen, login, told_why };
    enum class sasl_mechanism { plain, oauthbearer };

    void negotiate(const message& line, actions& out);
    void authenticate(const message& line, actions& out);
    void choose_mechanism(std::string_view name, actions& out);
    void respond(std::string_view chunk, actions& out);
    void try_plain(const base::secret& response, actions& out);
    void try_oauthbearer(const base::secret& response, actions& out);
    void try_sasl(credentials with, actions& out);
    void confirm_sasl(actions& out) const;
    void pass(const message& line, actions& out);
    void nick(const message& line, actions& out);
    void user(const message& line, actions& out);
    void ping(const message& line, actions& out);
    void away(const message& line, actions& out);
    void isupport(actions& out);
    void quit(actions& out);

    void proceed(actions& out); // decides once nothing is open any more
    void log_in_with_pass(actions& out);
    void ask_for_login(actions& out);
    void refuse_pass(std::string_view reason, actions& out);
    void refuse_sasl(std::string_view reason, actions& out);
    void refuse_login(std::string_view reason, actions& out); // that SASL asked for
    void end_sasl(numeric why, std::string_view text, actions& out);
    void finish(actions& out, std::string_view reason);

    void say(numeric number, std::string_view text, actions& out) const;
    void say(numeric number, std::string_view param, std::string_view text, actions& out) const;
    std::string_view target() const; // whom replies name: "*" before registration

    settings settings_;
    cap_negotiation caps_;
    sasl_collector sasl_;
    stage stage_ = stage::open;
    sasl_stage sasl_stage_ = sasl_stage::none;
    sasl_mechanism sasl_mechanism_ = sasl_mechanism::plain;
    bool cap_ended_ = false;
    std::optional<base::secret> pass_;
    std::string nick_;
    std::string user_;
    std::string sasl_refusal_; // why SASL failed, for CAP END
    std::optional<identity> who_;
    std::optional<std::string> away_;
};

} // namespace irc
