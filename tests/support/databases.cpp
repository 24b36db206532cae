#include "support/databases.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace support {

namespace {

constexpr duration slow = 60s; // recovery after a crash on a busy machine
const std::string postgres_programs = "/usr/lib/postgresql/15/bin/";

// PostgreSQL refuses to run as root.
std::vector<std::string> as_postgres(std::vector<std::string> command)
{
    command.front() = postgres_programs + command.front();
    if (::geteuid() == 0)
        command.insert(command.begin(), {"setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups",
                                         "--pdeathsig=KILL", "--"});
    return command;
}

std::vector<int> children_of(int pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/task/" + std::to_string(pid) + "/children");
    std::vector<int> out;
    for (int one = 0; file >> one;)
        out.push_back(one);
    return out;
}

} // namespace

database_process::database_process()
    : port_(free_port())
{
}

void database_process::start()
{
    const auto is_ready = [&] { return running_->output().find(ready()) != std::string::npos; };
    // What a crash left behind may stand in the way for a moment.
    const auto starts = [&] {
        running_ = std::make_unique<child>(
            child::settings{.command = command(), .environment = {}, .output = directory() + "/log"});
        eventually([&] { return is_ready() || !running_->running(); }, slow);
        return is_ready();
    };
    if (!eventually(starts, slow, 200ms))
        throw std::runtime_error("the database does not start:\n" + running_->output());
}

void database_process::stop()
{
    running_->signal(orderly_end());
    if (!running_->wait(slow))
        throw std::runtime_error("the database does not stop:\n" + running_->output());
}

void database_process::crash()
{
    signal_all(SIGKILL);
    running_->wait(slow);
}

void database_process::signal_all(int number)
{
    const auto children = children_of(running_->pid());
    running_->signal(number);
    for (const int one : children)
        ::kill(one, number);
}

postgres_process::postgres_process()
{
    if (const auto* user = ::geteuid() == 0 ? ::getpwnam("postgres") : nullptr;
        user && ::chown(directory().c_str(), user->pw_uid, user->pw_gid) != 0)
        throw std::system_error(errno, std::generic_category(), directory());
    const auto made = run({.command = as_postgres({"initdb", "-D", directory() + "/data", "-U", "postgres",
                                                   "-E", "UTF8", "--auth=trust", "--no-sync"}),
                           .environment = {},
                           .output = directory() + "/initdb.log"},
                          slow);
    if (made.status != 0)
        throw std::runtime_error("initdb failed:\n" + made.output);
}

// Only its process ends, never the machine: nothing has to be synchronised.
std::vector<std::string> postgres_process::command() const
{
    return as_postgres(
        {"postgres", "-D", directory() + "/data", "-h", "127.0.0.1", "-p", port(), "-k", directory(), "-F"});
}

std::string postgres_process::ready() const
{
    return "database system is ready to accept connections";
}

int postgres_process::orderly_end() const
{
    return SIGINT; // SIGTERM would wait for Directus to go
}

directus_process::variables postgres_process::settings() const
{
    return {{"DB_CLIENT", "pg"},         {"DB_HOST", "127.0.0.1"}, {"DB_PORT", port()},
            {"DB_DATABASE", "postgres"}, {"DB_USER", "postgres"},  {"DB_PASSWORD", "not asked for"}};
}

std::vector<std::string> redis_process::command() const
{
    return {"redis-server", "--bind",    "127.0.0.1",    "--port", port(), "--save", "",
            "--dir",        directory(), "--appendonly", "no"};
}

std::string redis_process::ready() const
{
    return "Ready to accept connections";
}

int redis_process::orderly_end() const
{
    return SIGTERM;
}

directus_process::variables redis_process::settings() const
{
    return {{"REDIS", "redis://127.0.0.1:" + port()}, {"SYNCHRONIZATION_STORE", "redis"}};
}

} // namespace support
