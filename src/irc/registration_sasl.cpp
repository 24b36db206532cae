// AUTHENTICATE during registration. https://ircv3.net/specs/extensions/sasl-3.1
#include "irc/registration.hpp"

#include "irc/casemap.hpp"
#include "irc/writer.hpp"

#include <utility>

namespace irc {

void registration::authenticate(const message& line, actions& out)
{
    const std::string_view text = line[0];
    if (text.empty()) {
        say(numeric::ERR_NEEDMOREPARAMS, line.command, "Not enough parameters", out);
    } else if (who_) {
        say(numeric::ERR_SASLALREADY, "You have already authenticated", out);
    } else if (!settings_.login_allowed) {
        refuse_sasl("use TLS", out);
    } else if (stage_ == stage::pass_login) {
        say(numeric::ERR_SASLFAIL, "the login with PASS is under way", out);
    } else if (text == "*") {
        if (sasl_stage_ == sasl_stage::login)
            out.push_back(abandon{});
        end_sasl(numeric::ERR_SASLABORTED, "SASL authentication aborted", out);
        proceed(out);
    } else if (text.size() > sasl_collector::max_chunk && sasl_stage_ != sasl_stage::login) {
        end_sasl(numeric::ERR_SASLTOOLONG, "SASL message too long", out);
        proceed(out);
    } else if (sasl_stage_ == sasl_stage::none) {
        choose_mechanism(text, out);
    } else if (sasl_stage_ == sasl_stage::mechanism_chosen) {
        respond(text, out);
    }
}

void registration::choose_mechanism(std::string_view name, actions& out)
{
    if (!same(name, "PLAIN")) {
        say(numeric::RPL_SASLMECHS, "PLAIN", "are available SASL mechanisms", out);
        refuse_sasl("this SASL mechanism is not supported", out);
        return;
    }
    sasl_refusal_.clear();
    sasl_stage_ = sasl_stage::mechanism_chosen;
    std::string lines;
    writer(lines).begin({}, "AUTHENTICATE").param("+").end();
    out.push_back(reply{std::move(lines)});
}

void registration::respond(std::string_view chunk, actions& out)
{
    const auto progress = sasl_.received(chunk);
    if (progress == sasl_collector::progress::more)
        return;
    if (progress == sasl_collector::progress::too_long) {
        end_sasl(numeric::ERR_SASLTOOLONG, "SASL message too long", out);
        proceed(out);
        return;
    }
    const std::optional<base::secret> response = sasl_.take();
    const std::optional<sasl_plain> plain = response ? parse_sasl_plain(response->reveal()) : std::nullopt;
    if (!plain)
        return refuse_sasl("malformed SASL PLAIN response", out);
    if (!plain->authzid.empty() && plain->authzid != plain->authcid)
        return refuse_sasl("nobody can log in as somebody else: leave the authorization identity empty", out);
    std::optional<credentials> found =
        credentials_from_plain(plain->authcid, plain->password.reveal(), settings_.login_domain);
    if (!found)
        return refuse_sasl("give an e-mail address, or \"token\", as the SASL user name", out);
    sasl_stage_ = sasl_stage::login;
    out.push_back(login{std::move(*found)});
}

void registration::refuse_sasl(std::string_view reason, actions& out)
{
    sasl_refusal_ = reason;
    end_sasl(numeric::ERR_SASLFAIL, reason, out);
    proceed(out);
}

void registration::end_sasl(numeric why, std::string_view text, actions& out)
{
    sasl_stage_ = sasl_stage::none;
    sasl_ = sasl_collector();
    say(why, text, out);
}

} // namespace irc
