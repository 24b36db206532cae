#include "irc/registration.hpp"

#include "irc/isupport.hpp"
#include "irc/text.hpp"
#include "irc/writer.hpp"

#include <algorithm>
#include <utility>

namespace irc {

namespace {

cap_set offered_caps(const registration::settings& with)
{
    cap_set offered;
    for (const cap_entry& entry : known_caps())
        offered.insert(entry.bit);
    if (!with.login_allowed)
        offered.erase(cap::sasl);
    if (!with.event_playback)
        offered.erase(cap::event_playback);
    if (with.sts.empty())
        offered.erase(cap::sts);
    return offered;
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
    , caps_(offered_caps(settings_), settings_.sts)
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
    else if (line.is("AWAY") && caps().has(cap::pre_away))
        away(line, out);
    else if (line.is("ISUPPORT") && caps().has(cap::extended_isupport))
        isupport(out);
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
    else if (sasl_stage_ == sasl_stage::told_why)
        end_sasl(numeric::ERR_SASLFAIL, sasl_refusal_, out);
    proceed(out);
}

void registration::login_available(bool now, actions& out)
{
    if (!settings_.login_allowed || stage_ == stage::closed)
        return;
    std::string lines;
    caps_.offer(cap::sasl, now, settings_.server_name, target(), lines);
    if (!lines.empty())
        out.push_back(reply{std::move(lines)});
}

void registration::renamed(std::string_view nick)
{
    if (who_)
        who_->nick = nick;
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

// https://ircv3.net/specs/extensions/pre-away
void registration::away(const message& line, actions& out)
{
    away_ = line[0].empty() ? std::nullopt : std::optional(away_text(line[0]));
    if (away_)
        say(numeric::RPL_NOWAWAY, "You have been marked as being away", out);
    else
        say(numeric::RPL_UNAWAY, "You are no longer marked as being away", out);
}

void registration::isupport(actions& out)
{
    std::string lines;
    write_isupport(settings_.isupport ? settings_.isupport() : std::vector<std::string>(),
                   settings_.server_name, target(), caps(), lines);
    out.push_back(reply{std::move(lines)});
}

void registration::quit(actions& out)
{
    if (stage_ == stage::pass_login || sasl_stage_ == sasl_stage::login)
        out.push_back(abandon{});
    finish(out, "Quit");
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
    writer(lines).begin(settings_.server_name, number).param(target()).echo(param).text(text).end();
    out.push_back(reply{std::move(lines)});
}

std::string_view registration::target() const
{
    return registered() ? std::string_view(who_->nick) : std::string_view("*");
}

} // namespace irc
