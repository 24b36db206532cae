#include "server/setup_administrator.hpp"

#include "server/config.hpp"

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

std::string_view variable(const std::vector<std::string>& environment, std::string_view name)
{
    for (const std::string_view entry : environment)
        if (entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=')
            return entry.substr(name.size() + 1);
    return {};
}

bool somebody_there()
{
    return isatty(STDIN_FILENO) == 1;
}

} // namespace

administrator read_administrator(const std::vector<std::string>& environment)
{
    administrator out;
    out.token = base::secret(variable(environment, "DIRECTUS_IRCD_ADMIN_TOKEN"));
    if (!out.token.empty())
        return out;
    out.email = variable(environment, "DIRECTUS_IRCD_ADMIN_EMAIL");
    out.password = base::secret(variable(environment, "DIRECTUS_IRCD_ADMIN_PASSWORD"));
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

std::optional<std::string> ask_one_time_code()
{
    if (!somebody_there())
        return std::nullopt;
    return std::string(ask("One-time code").reveal());
}

} // namespace server
