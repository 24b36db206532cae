#include "support/child.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace support {

namespace {

[[noreturn]] void fail(const std::string& what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> out;
    for (auto& one : texts)
        out.push_back(one.data());
    out.push_back(nullptr);
    return out;
}

std::vector<std::string> environment_of(const std::map<std::string, std::string>& given)
{
    std::map<std::string, std::string> all;
    for (const char* name : {"PATH", "HOME", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"})
        if (const char* value = std::getenv(name))
            all[name] = value;
    for (const auto& [name, value] : given)
        all[name] = value;
    std::vector<std::string> out;
    for (const auto& [name, value] : all)
        out.push_back(name + "=" + value);
    return out;
}

// Between fork and exec only calls that are safe there.
[[noreturn]] void become(char* const* arguments, char* const* environment, const char* directory, int output,
                         pid_t parent)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) // it has died already
        ::_exit(127);
    const int nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    if (::chdir(directory) == 0)
        ::execvpe(arguments[0], arguments, environment);
    ::_exit(127);
}

} // namespace

child::child(settings with)
    : output_(with.output)
{
    const int output = ::open(output_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    if (output < 0)
        fail(output_);
    auto environment = environment_of(with.environment);
    const auto arguments = pointers(with.command);
    const auto variables = pointers(environment);
    const auto parent = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0)
        become(arguments.data(), variables.data(), with.directory.c_str(), output, parent);
    const int error = errno;
    ::close(output);
    errno = error;
    if (pid_ < 0)
        fail("fork");
    handle_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    if (handle_ < 0)
        fail("pidfd_open");
}

child::~child()
{
    if (!status_) {
        ::kill(pid_, SIGKILL);
        wait(patience);
    }
    ::close(handle_);
}

bool child::running()
{
    return !wait(duration::zero());
}

void child::signal(int number)
{
    if (!status_)
        ::kill(pid_, number);
}

std::optional<int> child::wait(duration limit)
{
    if (status_)
        return status_;
    pollfd ended{handle_, POLLIN, 0};
    if (::poll(&ended, 1, static_cast<int>(limit.count())) <= 0)
        return std::nullopt;
    int status = 0;
    ::waitpid(pid_, &status, 0);
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return status_;
}

std::string child::output() const
{
    return read_file(output_);
}

finished run(child::settings with, duration limit)
{
    const auto name = with.command.front();
    child one(std::move(with));
    const auto status = one.wait(limit);
    if (!status)
        throw std::runtime_error(name + " does not come to an end:\n" + one.output());
    return {*status, one.output()};
}

unsigned short free_port()
{
    const int one = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (one < 0 || ::bind(one, generic, size) != 0 || ::getsockname(one, generic, &size) != 0)
        fail("no free port");
    ::close(one);
    return ntohs(address.sin_port);
}

std::string read_file(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string need_variable(const char* name)
{
    const char* value = std::getenv(name);
    if (!value || !*value)
        throw std::runtime_error(std::string(name) + " is not set: run these tests with tests/run");
    return value;
}

} // namespace support
