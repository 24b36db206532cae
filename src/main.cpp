#include "base/local_time.hpp"
#include "base/log.hpp"
#include "base/nearest.hpp"
#include "server/clients/socket_activation.hpp"
#include "server/config/config.hpp"
#include "server/doctor/doctor.hpp"
#include "server/gateway/gateway.hpp"
#include "server/operations/service_notifier.hpp"
#include "setup/setup.hpp"

#include <boost/asio.hpp>

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace asio = boost::asio;

namespace {

constexpr int exit_failed = 1; // could not start or go on
constexpr int exit_usage = 2;  // the configuration is not good

struct start {
    std::vector<std::string> arguments;
    std::vector<std::string> environment;
};

// Reads the configuration anew, with the command line and the environment of the start. Where it is not good,
// the one in force stays so.
void reload(server::gateway& gateway, const start& from)
{
    try {
        const auto anew = server::read_command_line(from.arguments, from.environment).settings;
        if (!gateway.reload(anew))
            return;
        base::log::set_level(anew.log_level);
        base::log::set_layout(anew.log_format);
    } catch (const server::config_error& error) {
        base::log::error("reload_failed", {{"reason", error.what()}});
    }
}

// SIGHUP.
void await_reload(asio::signal_set& signals, server::gateway& gateway, server::service_notifier& systemd,
                  const start& from)
{
    signals.async_wait([&](const boost::system::error_code& error, int) {
        if (error)
            return;
        systemd.reloading();
        reload(gateway, from);
        systemd.ready();
        await_reload(signals, gateway, systemd, from);
    });
}

// SIGINT, SIGTERM. The second ends the wait for lines; the third has its default action.
void await_stop(asio::signal_set& signals, server::gateway& gateway, server::service_notifier& systemd)
{
    signals.async_wait([&](const boost::system::error_code& error, int) {
        if (error)
            return;
        systemd.stopping();
        gateway.stop();
        signals.async_wait([&](const boost::system::error_code& ended, int) {
            if (ended)
                return;
            gateway.stop();
            boost::system::error_code ignored;
            signals.clear(ignored);
        });
    });
}

// Every connection is a descriptor: take as many as the system allows.
void raise_descriptor_limit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max)
        return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

int serve(server::config settings, const start& from)
{
    base::log::set_level(settings.log_level);
    base::log::set_layout(settings.log_format);
    base::set_time_zone(settings.time_zone);
    for (const auto& one : settings.warnings)
        base::log::warning("configuration", {{"reason", one}});
    asio::io_context io(1);
    server::gateway gateway(io, std::move(settings), server::inherited_sockets(from.environment, ::getpid()));
    server::service_notifier systemd(io.get_executor(), from.environment, ::getpid());
    asio::signal_set reloads(io, SIGHUP);
    await_reload(reloads, gateway, systemd, from);
    asio::signal_set signals(io, SIGINT, SIGTERM);
    await_stop(signals, gateway, systemd);
    asio::co_spawn(io, gateway.run(), [&](const std::exception_ptr& failure) {
        signals.cancel();
        reloads.cancel();
        systemd.stop();
        if (failure)
            std::rethrow_exception(failure);
    });
    systemd.ready(); // who connects from now on waits in the backlog
    io.run();
    return EXIT_SUCCESS;
}

// An answer of megabytes is rare: its memory goes back to the system. Left alone, the C library would keep it
// once it has seen one.
void return_large_blocks()
{
    ::mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

// Throws config_error where the first argument is a command that there is not.
void check_command(const std::vector<std::string>& arguments)
{
    constexpr std::array<std::string_view, 2> commands{"doctor", "setup"};
    if (!arguments.empty() && !arguments.front().starts_with('-'))
        throw server::config_error("unknown command " + arguments.front() +
                                   "; the commands are doctor and setup" +
                                   base::suggestion(arguments.front(), commands));
}

} // namespace

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    std::vector<std::string> environment;
    for (char** entry = environ; *entry; ++entry)
        environment.emplace_back(*entry);
    try {
        if (!arguments.empty() && arguments.front() == "setup")
            return setup::execute({arguments.begin() + 1, arguments.end()}, environment);
        if (!arguments.empty() && arguments.front() == "doctor")
            return server::doctor_main({arguments.begin() + 1, arguments.end()}, environment);
        check_command(arguments);
        auto chosen = server::read_command_line(arguments, environment);
        if (chosen.help) {
            std::fputs(server::usage().c_str(), stdout);
        } else if (chosen.version) {
            std::puts("directus-ircd " DIRECTUS_IRCD_VERSION);
        } else if (chosen.check) {
            for (const auto& one : chosen.settings.warnings)
                std::fprintf(stderr, "directus-ircd: warning: %s\n", one.c_str());
            for (const auto& file : chosen.files)
                std::printf("read %s\n", file.c_str());
            std::puts("the configuration is good");
        } else {
            raise_descriptor_limit();
            return_large_blocks();
            return serve(std::move(chosen.settings), {arguments, environment});
        }
        return EXIT_SUCCESS;
    } catch (const server::config_error& error) {
        std::istringstream lines(error.what());
        for (std::string line; std::getline(lines, line);)
            std::fprintf(stderr, "directus-ircd: %s\n", line.c_str());
        return exit_usage;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "directus-ircd: %s\n", error.what());
        return exit_failed;
    }
}
