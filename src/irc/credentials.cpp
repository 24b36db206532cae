#include "irc/credentials.hpp"

#include "base/base64.hpp"
#include "base/utf8.hpp"

#include <algorithm>

namespace irc {

namespace {

std::optional<credentials> with_token(std::string_view token)
{
    if (!can_be_token(token))
        return std::nullopt;
    return credentials{{}, base::secret(token)};
}

credentials with_email(std::string_view email, std::string_view password)
{
    return {std::string(email), base::secret(password)};
}

// ^[^:@ ]+@[^:@ ]+$
bool is_email(std::string_view text)
{
    const std::size_t at = text.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
           text.find('@', at + 1) == std::string_view::npos &&
           text.find_first_of(": ") == std::string_view::npos;
}

bool is_bare_name(std::string_view name)
{
    return !name.empty() && name.find_first_of(":@ ") == std::string_view::npos;
}

} // namespace

std::optional<credentials> with_second_factor(const credentials& given)
{
    constexpr std::size_t digits = 6;
    const std::string_view whole = given.secret.reveal();
    if (given.is_token() || !given.otp.empty() || whole.size() < digits + 2)
        return std::nullopt;
    const std::string_view code = whole.substr(whole.size() - digits);
    const std::string_view rest = whole.substr(0, whole.size() - digits);
    if (code.find_first_not_of("0123456789") != std::string_view::npos ||
        (rest.back() != ' ' && rest.back() != ':'))
        return std::nullopt;
    return credentials{given.email, base::secret(rest.substr(0, rest.size() - 1)), std::string(code)};
}

bool can_be_token(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

std::optional<credentials> credentials_from_pass(std::string_view pass, std::string_view user,
                                                 std::string_view nick, std::string_view login_domain)
{
    constexpr std::string_view token_prefix = "token:";
    // Directus takes JSON, which cannot carry anything but UTF-8.
    if (pass.empty() || !base::utf8::valid(pass))
        return std::nullopt;
    if (pass.starts_with(token_prefix) && pass.size() > token_prefix.size())
        return with_token(pass.substr(token_prefix.size()));
    const std::size_t colon = pass.find(':');
    if (colon != std::string_view::npos && is_email(pass.substr(0, colon))) {
        if (colon + 1 == pass.size())
            return std::nullopt;
        return with_email(pass.substr(0, colon), pass.substr(colon + 1));
    }
    if (user.find('@') != std::string_view::npos)
        return base::utf8::valid(user) ? std::optional(with_email(user, pass)) : std::nullopt;
    if (!login_domain.empty() && is_bare_name(nick) && base::utf8::valid(nick))
        return with_email(std::string(nick).append("@").append(login_domain), pass);
    return std::nullopt;
}

std::optional<credentials> credentials_from_plain(std::string_view authcid, std::string_view password,
                                                  std::string_view login_domain)
{
    if (password.empty())
        return std::nullopt;
    if (authcid == "token")
        return with_token(password);
    if (authcid.find('@') != std::string_view::npos)
        return with_email(authcid, password);
    if (!login_domain.empty() && is_bare_name(authcid))
        return with_email(std::string(authcid).append("@").append(login_domain), password);
    return std::nullopt;
}

std::optional<credentials> credentials_from_authorization(std::string_view header,
                                                          std::string_view login_domain)
{
    const auto space = header.find(' ');
    if (space == std::string_view::npos)
        return std::nullopt;
    const auto scheme = header.substr(0, space);
    auto rest = header.substr(space);
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    const auto is = [&](std::string_view name) {
        return std::ranges::equal(scheme, name, [](char one, char other) { return (one | ' ') == other; });
    };
    if (is("bearer"))
        return with_token(rest);
    if (!is("basic"))
        return std::nullopt;
    auto both = base::from_base64(rest);
    if (!both)
        return std::nullopt;
    const auto colon = both->find(':');
    std::optional<credentials> found;
    if (colon != std::string::npos && base::utf8::valid(*both) && both->find('\0') == std::string::npos)
        found = credentials_from_plain(std::string_view(*both).substr(0, colon),
                                       std::string_view(*both).substr(colon + 1), login_domain);
    base::wipe(*both);
    return found;
}

} // namespace irc
