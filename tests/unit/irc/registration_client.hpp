// One connection that registers, in a test: lines in, everything that came out as text.
#pragma once

#include "irc/registration.hpp"

#include "base/base64.hpp"

#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace registration_test {

using strings = std::vector<std::string>;

// Each line of a reply by itself; "LOGIN e-mail / secret", "ABANDON", "COMPLETE", "CLOSE reason".
inline void describe(const irc::registration::action& action, strings& out)
{
    using irc::registration;
    if (const auto* reply = std::get_if<registration::reply>(&action)) {
        std::string_view lines = reply->lines;
        BOOST_TEST(lines.ends_with("\r\n"));
        while (!lines.empty()) {
            const std::size_t end = lines.find("\r\n");
            BOOST_REQUIRE(end != std::string_view::npos);
            out.emplace_back(lines.substr(0, end));
            lines.remove_prefix(end + 2);
        }
    } else if (const auto* login = std::get_if<registration::login>(&action)) {
        BOOST_TEST(login->with.otp == ""); // told apart later, if at all
        out.push_back("LOGIN " + (login->with.is_token() ? "token" : login->with.email) + " / " +
                      std::string(login->with.secret.reveal()));
    } else if (const auto* close = std::get_if<registration::close>(&action)) {
        out.push_back("CLOSE " + close->reason);
    } else {
        out.emplace_back(std::holds_alternative<registration::abandon>(action) ? "ABANDON" : "COMPLETE");
    }
}

class client {
public:
    explicit client(
        irc::registration::settings with = {.server_name = "irc.example",
                                            .login_domain = "",
                                            .login_allowed = true,
                                            .host = "192.0.2.7",
                                            .isupport =
                                                [] {
                                                    return std::vector<std::string>{"NETWORK=Test", "WHOX"};
                                                }})
        : registration(std::move(with))
    {
    }

    // The lines, one after the other, and what they brought about.
    strings send(std::initializer_list<std::string_view> lines)
    {
        irc::registration::actions out;
        for (const std::string_view line : lines) {
            const auto parsed = irc::message::parse(line);
            BOOST_REQUIRE(parsed.has_value());
            registration.received(*parsed, out);
        }
        return described(out);
    }
    strings send(std::string_view line) { return send({line}); }

    strings logged_in(std::string user = "8f3a")
    {
        irc::registration::actions out;
        registration.logged_in({.nick = "Ada",
                                .mask = "Ada!u@user-8f3a1c2b.directus",
                                .account = "8f3a",
                                .user = std::move(user)},
                               out);
        return described(out);
    }

    strings login_failed(base::errc why)
    {
        irc::registration::actions out;
        registration.login_failed(why, out);
        return described(out);
    }

    strings login_available(bool now)
    {
        irc::registration::actions out;
        registration.login_available(now, out);
        return described(out);
    }

    irc::registration registration;

private:
    static strings described(const irc::registration::actions& actions)
    {
        strings out;
        for (const auto& action : actions)
            describe(action, out);
        return out;
    }
};

inline void check(const strings& actual, const strings& expected)
{
    BOOST_TEST(actual == expected, boost::test_tools::per_element());
}

// AUTHENTICATE with the base64 of a PLAIN response.
inline std::string plain(std::string_view authcid, std::string_view password, std::string_view authzid = {})
{
    std::string response(authzid);
    response.append(1, '\0').append(authcid).append(1, '\0').append(password);
    return "AUTHENTICATE " + base::to_base64(response);
}

// CAP LS as it is answered, with this for `sasl`, and with values or without.
inline std::string ls(const std::string& sasl, bool values = true)
{
    return ":irc.example CAP * LS :account-notify account-tag away-notify batch cap-notify draft/chathistory "
           "draft/extended-isupport draft/message-redaction "
           "draft/multiline" +
           std::string(values ? "=max-bytes=16384,max-lines=100" : "") +
           " draft/no-implicit-names draft/pre-away "
           "draft/read-marker echo-message extended-join extended-monitor labeled-response message-tags "
           "multi-prefix no-implicit-names " +
           sasl +
           "server-time setname soju.im/account-required soju.im/search standard-replies userhost-in-names";
}
inline const std::string ls_302 = ls("sasl=PLAIN,OAUTHBEARER ");
inline const std::string wrong = "wrong e-mail or password, or the account is not active";
inline const std::string away = "Directus is unreachable, try again";
inline const strings logged_in_replies = {
    ":irc.example 900 * Ada!u@user-8f3a1c2b.directus 8f3a :You are now logged in as 8f3a",
    ":irc.example 903 * :SASL authentication successful"};

inline strings closed(const std::string& reason)
{
    return {"ERROR :Closing Link: 192.0.2.7 (" + reason + ")", "CLOSE " + reason};
}

inline strings operator+(strings first, const strings& second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

} // namespace registration_test
