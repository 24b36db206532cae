#include "irc/registration.hpp"

#include "irc/writer.hpp"

#include <algorithm>
#include <utility>

namespace irc {

namespace {

constexpr std::string_view unreachable = "Directus is unreachable, try again";

cap_set offered_caps(const registration::settings& with)
{
    cap_set offered;
    for (const cap_entry& entry : known_caps())
        offered.insert(entry.bit);
    if (!with.login_allowed)
        offered.erase(cap::sasl);
    return offered;
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

bool can_be_nick(std::string_view text)
{
    return !text.empty() && std::none_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == '\x7F';
    });
}

} // namespace

registration::registration(settings with)
    : settings_(std::move(with))
    , caps_(offered_caps(settings_))
{
}

void registration::received(const message& line, actions& out)
{
    if (stage_ == stage::closed)
        return;
    if (line.is("CAP"))
        negotiate(line, out);
    else if (line.is("AUTHENTICATE"))
        authenticate(line, out);
    else if (line.is("PASS"))
        pass(line, out);
    else if (line.is("USER"))
        user(line, out);
    else if (registered() || line.is("PONG") || line.is("ERROR"))
        return;
    else if (line.is("NICK"))
        nick(line, out);
    else if (line.is("PING"))
        ping(line, out);
    else if (line.is("QUIT"))
        quit(out);
    else
        say(numeric::ERR_NOTREGISTERED, "You have not registered", out);
}

void registration::negotiate(const message& line, actions& out)
{
    std::string lines;
    const bool was_open = caps_.open();
    caps_.received(line, settings_.server_name, target(), lines);
    if (!lines.empty())
        out.push_back(reply{std::move(lines)});
    if (!was_open || caps_.open())
        return;

    // CAP END in the middle of an exchange gives it up; a login under way is waited for.
    // https://ircv3.net/specs/extensions/sasl-3.1#the-authenticate-command
    cap_ended_ = true;
    if (sasl_stage_ == sasl_stage::mechanism_chosen)
        end_sasl(numeric::ERR_SASLABORTED, "SASL authentication aborted", out);
    proceed(out);
}

void registration::pass(const message& line, actions& out)
{
    if (registered())
        return say(numeric::ERR_ALREADYREGISTRED, "You may not reregister", out);
    if (line[0].empty())
        return say(numeric::ERR_NEEDMOREPARAMS, line.command, "Not enough parameters", out);
    pass_ = base::secret(line.rest()); // irssi sends a password with spaces without a colon
}

void registration::nick(const message& line, actions& out)
{
    if (line.size() == 0)
        return say(numeric::ERR_NONICKNAMEGIVEN, "No nickname given", out);
    if (!can_be_nick(line[0]))
        return say(numeric::ERR_ERRONEUSNICKNAME, line[0], "Erroneous nickname", out);
    nick_ = line[0];
    proceed(out);
}

void registration::user(const message& line, actions& out)
{
    if (registered())
        return say(numeric::ERR_ALREADYREGISTRED, "You may not reregister", out);
    if (line.size() < 4)
        return say(numeric::ERR_NEEDMOREPARAMS, line.command, "Not enough parameters", out);
    user_ = line[0];
    proceed(out);
}

void registration::ping(const message& line, actions& out)
{
    if (line[0].empty())
        return say(numeric::ERR_NOORIGIN, "No origin specified", out);
    std::string lines;
    writer(lines).begin(settings_.server_name, "PONG").param(settings_.server_name).text(line[0]).end();
    out.push_back(reply{std::move(lines)});
}

void registration::quit(actions& out)
{
    if (stage_ == stage::pass_login || sasl_stage_ == sasl_stage::login)
        out.push_back(abandon{});
    finish(out, "Quit");
}

void registration::logged_in(identity who, actions& out)
{
    if (stage_ == stage::pass_login) {
        stage_ = stage::open;
        who_ = std::move(who);
    } else if (stage_ == stage::open && sasl_stage_ == sasl_stage::login) {
        sasl_stage_ = sasl_stage::none;
        who_ = std::move(who);
        std::string lines;
        writer reply_lines(lines);
        // https://ircv3.net/specs/extensions/sasl-3.1#numerics-used-by-this-extension
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
    } else {
        return;
    }
    pass_.reset();
    proceed(out);
}

void registration::login_failed(const base::error_code& why, actions& out)
{
    const bool by_pass = stage_ == stage::pass_login;
    if (!by_pass && (stage_ != stage::open || sasl_stage_ != sasl_stage::login))
        return;
    if (base::is_temporary(why))
        finish(out, unreachable);
    else if (by_pass)
        refuse_pass(refusal(why), out);
    else
        refuse_sasl(refusal(why), out);
}

void registration::proceed(actions& out)
{
    if (stage_ != stage::open || caps_.open() || sasl_stage_ != sasl_stage::none)
        return;
    const bool introduced = !nick_.empty() && !user_.empty();
    if (!who_ && !sasl_refusal_.empty() && (cap_ended_ || introduced)) {
        finish(out, sasl_refusal_);
    } else if (!introduced) {
        return;
    } else if (who_) {
        stage_ = stage::registered;
        out.push_back(complete{});
    } else if (pass_) {
        log_in_with_pass(out);
    } else {
        ask_for_login(out);
    }
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

void registration::finish(actions& out, std::string_view reason)
{
    std::string lines;
    writer(lines)
        .begin({}, "ERROR")
        .text("Closing Link: " + settings_.host + " (" + std::string(reason) + ")")
        .end();
    out.push_back(reply{std::move(lines)});
    out.push_back(close{std::string(reason)});
    stage_ = stage::closed;
    sasl_stage_ = sasl_stage::none;
    pass_.reset();
}

void registration::say(numeric number, std::string_view text, actions& out) const
{
    std::string lines;
    writer(lines).begin(settings_.server_name, number).param(target()).text(text).end();
    out.push_back(reply{std::move(lines)});
}

void registration::say(numeric number, std::string_view param, std::string_view text, actions& out) const
{
    std::string lines;
    writer(lines).begin(settings_.server_name, number).param(target()).param(param).text(text).end();
    out.push_back(reply{std::move(lines)});
}

std::string_view registration::target() const
{
    return registered() ? std::string_view(who_->nick) : std::string_view("*");
}

} // namespace irc
