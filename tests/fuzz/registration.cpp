// Whatever a client says before it is registered, and whatever comes of its logins.
#include "irc/registration.hpp"

#include "fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using irc::registration;
    fuzz::source in(data, size);
    const auto settings = in.byte();
    registration machine({.server_name = "irc.example",
                          .login_domain = settings & 1 ? "example.com" : "",
                          .login_allowed = (settings & 2) == 0,
                          .host = "192.0.2.1",
                          .isupport =
                              [] {
                                  return std::vector<std::string>{"NETWORK=Test", "WHOX"};
                              },
                          .event_playback = (settings & 4) != 0,
                          .sts = settings & 8 ? "port=6697" : ""});
    bool asked = false, closed = false, complete = false;
    const auto look_at = [&](const registration::actions& actions) {
        for (const auto& one : actions) {
            fuzz::require(!closed, "nothing follows the end");
            if (const auto* reply = std::get_if<registration::reply>(&one)) {
                fuzz::require(!reply->lines.empty(), "a reply says something");
                fuzz::require_lines(reply->lines);
            } else if (std::holds_alternative<registration::login>(one)) {
                fuzz::require(!asked, "one login at a time");
                asked = true;
            } else if (std::holds_alternative<registration::abandon>(one)) {
                fuzz::require(asked, "a login to give up");
                asked = false;
            } else if (std::holds_alternative<registration::complete>(one)) {
                fuzz::require(!complete, "registered once");
                complete = true;
            } else {
                closed = true;
            }
        }
        fuzz::require(complete == machine.registered() || closed, "it knows");
    };
    while (!in.empty() && !closed) {
        registration::actions out;
        const auto line = in.line();
        if (line == "!in" && asked) {
            asked = false;
            machine.logged_in({"Ada", "Ada!u@user-1.directus", "1", "1"}, out);
        } else if (line == "!wrong" && asked) {
            asked = false;
            machine.login_failed(base::errc::invalid_credentials, out);
        } else if (line == "!away" && asked) {
            asked = false;
            machine.login_failed(base::errc::unreachable, out);
        } else if (line == "!off" || line == "!on") {
            machine.login_available(line == "!on", out);
        } else if (const auto message = irc::message::parse(line);
                   message && line.find_first_of(std::string_view("\r\0", 2)) == line.npos &&
                   line.size() <= 4096 &&
                   (!machine.registered() || message->is("CAP") || message->is("AUTHENTICATE"))) {
            machine.received(*message, out);
        }
        look_at(out);
    }
    return 0;
}
