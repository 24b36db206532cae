#include "server/config/administrator.hpp"

#include "server/config/config.hpp"
#include "server/config/environment.hpp"
#include "server/config/secret_file.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <string_view>

#include <termios.h>
#include <unistd.h>

namespace server {

namespace {

constexpr std::size_t longest_answer = 1024;

volatile std::sig_atomic_t interrupted_by = 0;

// While it lives the terminal shows nothing of what is typed. An interrupt only ends the read, so that the
// terminal is put right before the process ends of it.
class no_echo {
public:
    no_echo()
    {
        interrupted_by = 0;
        struct sigaction noted {};
        noted.sa_handler = [](int signal) { interrupted_by = signal; };
        sigaction(SIGINT, &noted, &old_interrupt_);
        sigaction(SIGTERM, &noted, &old_terminate_);
        if (tcgetattr(STDIN_FILENO, &shown_) != 0)
            return;
        auto hidden = shown_;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        hidden.c_lflag |= ECHONL;
        changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0;
    }
    ~no_echo()
    {
        if (changed_)
            tcsetattr(STDIN_FILENO, TCSANOW, &shown_);
        sigaction(SIGINT, &old_interrupt_, nullptr);
        sigaction(SIGTERM, &old_terminate_, nullptr);
        if (interrupted_by)
            std::raise(interrupted_by);
    }
    no_echo(const no_echo&) = delete;
    no_echo& operator=(const no_echo&) = delete;

private:
    termios shown_{};
    bool changed_ = false;
    struct sigaction old_interrupt_ {};
    struct sigaction old_terminate_ {};
};

// Byte by byte: a buffered stream would keep a copy of a password.
base::secret read_line()
{
    std::string line;
    line.reserve(longest_answer);
    char byte = 0;
    while (line.size() < longest_answer && ::read(STDIN_FILENO, &byte, 1) == 1 && byte != '\n')
        line.push_back(byte);
    base::secret out(line);
    base::wipe(line);
    return out;
}

base::secret ask(std::string_view what)
{
    std::fprintf(stderr, "%.*s: ", static_cast<int>(what.size()), what.data());
    return read_line();
}

base::secret ask_hidden(std::string_view what)
{
    const no_echo hidden;
    return ask(what);
}

// From the variable, or from the file that the variable with _FILE behind its name names.
base::secret secret_in(const std::vector<std::string>& environment, const std::string& name)
{
    const auto given = variable(environment, name);
    const std::string file(variable(environment, name + "_FILE"));
    if (file.empty())
        return base::secret(given);
    if (!given.empty())
        throw config_error(fmt::format("environment: {0} and {0}_FILE: give one of them", name));
    if (is_readable_by_all(file))
        std::fprintf(stderr, "directus-ircd: warning: every user of this machine may read %s\n",
                     file.c_str());
    try {
        return read_secret_file(file);
    } catch (const config_error& error) {
        throw config_error(fmt::format("environment: {}_FILE: {}", name, error.what()));
    }
}

bool somebody_there()
{
    return isatty(STDIN_FILENO) == 1;
}

} // namespace

administrator read_administrator(const std::vector<std::string>& environment)
{
    administrator out;
    out.token = secret_in(environment, "DIRECTUS_IRCD_ADMIN_TOKEN");
    if (!out.token.empty())
        return out;
    out.email = variable(environment, "DIRECTUS_IRCD_ADMIN_EMAIL");
    out.password = secret_in(environment, "DIRECTUS_IRCD_ADMIN_PASSWORD");
    if (out.email.empty() && somebody_there())
        out.email = ask("Administrator's e-mail address").reveal();
    if (!out.email.empty() && out.password.empty() && somebody_there())
        out.password = ask_hidden("Password");
    if (out.email.empty() && out.password.empty())
        throw config_error("environment: DIRECTUS_IRCD_ADMIN_TOKEN, or DIRECTUS_IRCD_ADMIN_EMAIL and "
                           "DIRECTUS_IRCD_ADMIN_PASSWORD, must say who the administrator is");
    if (out.email.empty())
        throw config_error("environment: DIRECTUS_IRCD_ADMIN_EMAIL is missing");
    if (out.password.empty())
        throw config_error("environment: DIRECTUS_IRCD_ADMIN_PASSWORD is missing");
    return out;
}

std::optional<administrator> read_account(const std::vector<std::string>& environment,
                                          const std::string& role)
{
    const auto name = "DIRECTUS_IRCD_" + role;
    administrator out;
    out.token = secret_in(environment, name + "_TOKEN");
    if (!out.token.empty())
        return out;
    out.email = variable(environment, name + "_EMAIL");
    out.password = secret_in(environment, name + "_PASSWORD");
    if (out.email.empty() && out.password.empty())
        return std::nullopt;
    if (!out.email.empty() && out.password.empty() && somebody_there())
        out.password = ask_hidden("Password of " + out.email);
    if (out.email.empty())
        throw config_error(fmt::format("environment: {}_EMAIL is missing", name));
    if (out.password.empty())
        throw config_error(fmt::format("environment: {}_PASSWORD is missing", name));
    return out;
}

std::optional<administrator> ask_account(const std::string& question)
{
    administrator out;
    if (somebody_there())
        out.email = ask(question).reveal();
    if (out.email.empty())
        return std::nullopt;
    out.password = ask_hidden("Password");
    return out;
}

std::optional<std::string> ask_one_time_code()
{
    if (!somebody_there())
        return std::nullopt;
    return std::string(ask("One-time code").reveal());
}

} // namespace server
