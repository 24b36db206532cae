#include "support/tmux.hpp"

#include <fmt/format.h>

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <stdexcept>

namespace support {

namespace {

child::settings command_in(const std::filesystem::path& home, std::vector<std::string> arguments,
                           const char* output)
{
    const std::string socket = home / "tmux";
    arguments.insert(arguments.begin(), {"tmux", "-S", socket, "-f", "/dev/null"});
    return {.command = std::move(arguments),
            .environment = {{"HOME", home}, {"LANG", "C.UTF-8"}, {"TERM", "screen-256color"}},
            .directory = home,
            .output = home / output};
}

} // namespace

// The server stays in the foreground: as a child it ends with the test, and takes what runs in it along.
terminal::terminal(std::vector<std::string> command)
    : server_(std::make_unique<child>(command_in(home_.path(), {"-D"}, "server.log")))
{
    if (!eventually([&] { return std::filesystem::exists(home_.path() / "tmux"); }))
        throw std::runtime_error("tmux does not start:\n" + server_->output());
    for (auto& word : command)
        if (const auto at = word.find("$HOME"); at != std::string::npos)
            word.replace(at, 5, home_.path().string());
    command.insert(command.begin(), {"new-session", "-d", "-x", "100", "-y", "30", "--"});
    tmux(std::move(command));
    const auto pid = std::stoi(tmux({"display-message", "-p", "#{pane_pid}"}));
    program_ = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
}

terminal::~terminal()
{
    server_->signal(SIGTERM);
    server_->wait();
    // It is no child of ours, and goes on to write into its home for a while.
    pollfd ended{program_, POLLIN, 0};
    ::poll(&ended, 1, static_cast<int>(patience.count()));
    ::close(program_);
}

std::string terminal::tmux(std::vector<std::string> arguments) const
{
    const auto done = run(command_in(home_.path(), std::move(arguments), "client.log"));
    if (done.status != 0)
        throw std::runtime_error("tmux: " + done.output);
    return done.output;
}

std::string terminal::screen() const
{
    return tmux({"capture-pane", "-p"});
}

void terminal::expect(std::string_view text, boost::source_location from) const
{
    std::string last;
    const auto shown = eventually(
        [&] {
            last = screen();
            return last.find(text) != std::string::npos;
        },
        2 * patience, 50ms);
    if (!shown)
        throw std::runtime_error(
            fmt::format("{}:{}: the screen does not show {}\n{}", from.file_name(), from.line(), text, last));
}

void terminal::type(const std::string& line) const
{
    tmux({"send-keys", "-l", "--", line});
    tmux({"send-keys", "Enter"});
}

void terminal::interrupt() const
{
    tmux({"send-keys", "C-c"});
}

} // namespace support
