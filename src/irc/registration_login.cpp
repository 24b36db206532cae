// How a login begins and how it ends: with PASS, and what its outcome means to the client.
#include "irc/registration.hpp"

#include "irc/writer.hpp"

#include <utility>

namespace irc {

namespace {

// The text for ERROR and 906. Pre: `why` is temporary.
std::string_view delay(const base::error_code& why)
{
    return why == base::errc::licence_locked ? "Directus is locked by its licence; ask its administrator"
                                             : "Directus is unreachable, try again";
}

// The same text for 464, 904 and ERROR. Pre: `why` is permanent.
std::string_view refusal(const base::error_code& why)
{
    if (why == base::errc::otp_required)
        return "second factor needed: append a space and the six digits";
    if (why == base::errc::too_many_attempts)
        return "too many failed logins for this account, try again later";
    return "wrong e-mail or password, or the account is not active";
}

} // namespace

void registration::logged_in(identity who, actions& out)
{
    if (stage_ == stage::pass_login) {
        stage_ = stage::open;
        who_ = std::move(who);
    } else if (sasl_stage_ == sasl_stage::login) {
        if (registered() && who.user != who_->user)
            return end_sasl(numeric::ERR_SASLFAIL,
                            "this connection is another account's: connect anew to log in with this one",
                            out);
        sasl_stage_ = sasl_stage::none;
        who_ = std::move(who);
        confirm_sasl(out);
    } else {
        return;
    }
    pass_.reset();
    proceed(out);
}

// https://ircv3.net/specs/extensions/sasl-3.1#numerics-used-by-this-extension
void registration::confirm_sasl(actions& out) const
{
    std::string lines;
    writer reply_lines(lines);
    reply_lines.begin(settings_.server_name, numeric::RPL_LOGGEDIN)
        .param(target())
        .param(who_->mask)
        .param(who_->account)
        .text("You are now logged in as " + who_->account)
        .end();
    reply_lines.begin(settings_.server_name, numeric::RPL_SASLSUCCESS)
        .param(target())
        .text("SASL authentication successful")
        .end();
    out.push_back(reply{std::move(lines)});
}

void registration::login_failed(const base::error_code& why, actions& out)
{
    const bool by_pass = stage_ == stage::pass_login;
    if (!by_pass && sasl_stage_ != sasl_stage::login)
        return;
    if (!base::is_temporary(why))
        return by_pass ? refuse_pass(refusal(why), out) : refuse_login(refusal(why), out);
    if (!registered())
        return finish(out, delay(why));
    // Who is logged in stays so; and 904 would make a client forget a secret that may be good.
    end_sasl(numeric::ERR_SASLABORTED, delay(why), out);
}

void registration::log_in_with_pass(actions& out)
{
    if (!settings_.login_allowed)
        return refuse_pass("use TLS", out);
    const base::secret given = *std::exchange(pass_, std::nullopt);
    std::optional<credentials> found =
        credentials_from_pass(given.reveal(), user_, nick_, settings_.login_domain);
    if (!found)
        return refuse_pass(
            "give PASS as e-mail:password, token:<token>, or put the e-mail into the user name", out);
    stage_ = stage::pass_login;
    out.push_back(login{std::move(*found)});
}

void registration::ask_for_login(actions& out)
{
    const std::string_view how =
        settings_.login_allowed
            ? "log in with your Directus account: SASL PLAIN with e-mail and password, or PASS as "
              "e-mail:password or token:<token>"
            : "use TLS, and log in with your Directus account";
    std::string lines;
    writer refused(lines);
    // https://ircv3.net/specs/extensions/standard-replies, and ACCOUNT_REQUIRED as soju and ergo use it
    if (caps().has(cap::standard_replies))
        refused.begin(settings_.server_name, "FAIL").param("*").param("ACCOUNT_REQUIRED").text(how).end();
    else
        refused.begin(settings_.server_name, "NOTICE").param("*").text(how).end();
    out.push_back(reply{std::move(lines)});
    finish(out, "you must log in");
}

void registration::refuse_pass(std::string_view reason, actions& out)
{
    say(numeric::ERR_PASSWDMISMATCH, reason, out);
    finish(out, reason);
}

} // namespace irc
