// AUTHENTICATE, during registration and after it. https://ircv3.net/specs/extensions/sasl-3.1
#include "irc/registration.hpp"

#include "base/base64.hpp"
#include "irc/casemap.hpp"
#include "irc/writer.hpp"

#include <utility>

namespace irc {

namespace {

constexpr std::string_view not_for_others =
    "nobody can log in as somebody else: leave the authorization identity empty";

} // namespace

void registration::authenticate(const message& line, actions& out)
{
    const std::string_view text = line[0];
    if (text.empty()) {
        say(numeric::ERR_NEEDMOREPARAMS, line.command, "Not enough parameters", out);
    } else if (who_ && !registered()) {
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
    } else if (sasl_stage_ == sasl_stage::told_why) {
        refuse_sasl(std::string(sasl_refusal_), out);
    }
}

void registration::choose_mechanism(std::string_view name, actions& out)
{
    if (same(name, "PLAIN")) {
        sasl_mechanism_ = sasl_mechanism::plain;
    } else if (same(name, "OAUTHBEARER")) {
        sasl_mechanism_ = sasl_mechanism::oauthbearer;
    } else {
        say(numeric::RPL_SASLMECHS, sasl_mechanisms, "are available SASL mechanisms", out);
        return refuse_sasl("this SASL mechanism is not supported", out);
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
    const base::secret response = sasl_.take().value_or(base::secret());
    if (sasl_mechanism_ == sasl_mechanism::plain)
        try_plain(response, out);
    else
        try_oauthbearer(response, out);
}

void registration::try_plain(const base::secret& response, actions& out)
{
    const std::optional<sasl_plain> plain = parse_sasl_plain(response.reveal());
    if (!plain)
        return refuse_sasl("malformed SASL PLAIN response", out);
    if (!plain->authzid.empty() && plain->authzid != plain->authcid)
        return refuse_sasl(not_for_others, out);
    std::optional<credentials> found =
        credentials_from_plain(plain->authcid, plain->password.reveal(), settings_.login_domain);
    if (!found)
        return refuse_sasl("give an e-mail address, or \"token\", as the SASL user name", out);
    try_sasl(std::move(*found), out);
}

void registration::try_oauthbearer(const base::secret& response, actions& out)
{
    std::optional<sasl_oauthbearer> bearer = parse_sasl_oauthbearer(response.reveal());
    if (!bearer)
        return refuse_sasl("malformed SASL OAUTHBEARER response", out);
    if (!bearer->authzid.empty())
        return refuse_sasl(not_for_others, out);
    try_sasl({{}, std::move(bearer->token)}, out);
}

void registration::try_sasl(credentials with, actions& out)
{
    sasl_stage_ = sasl_stage::login;
    out.push_back(login{std::move(with)});
}

// OAUTHBEARER says why in a message of its own; only the client's reply to it is answered with 904.
void registration::refuse_login(std::string_view reason, actions& out)
{
    if (sasl_mechanism_ == sasl_mechanism::plain)
        return refuse_sasl(reason, out);
    sasl_refusal_ = reason;
    sasl_stage_ = sasl_stage::told_why;
    std::string lines;
    writer(lines).begin({}, "AUTHENTICATE").param(base::to_base64(R"({"status":"invalid_token"})")).end();
    out.push_back(reply{std::move(lines)});
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
