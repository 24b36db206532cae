// A program that a test runs: what it prints goes to a file, and it ends with the test program, however that
// ends.
#pragma once

#include "support/wait.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace support {

class child {
public:
    struct settings {
        std::vector<std::string> command;
        std::map<std::string, std::string> environment; // besides PATH, HOME and the sanitizers' options
        std::filesystem::path directory = "/";
        std::filesystem::path output; // standard output and error
    };

    explicit child(settings with);
    child(const child&) = delete;
    child& operator=(const child&) = delete;
    ~child(); // kills it

    bool running();
    int pid() const { return pid_; }
    void signal(int number);
    // Its exit status, or 128 and the signal that ended it. Empty where it goes on.
    std::optional<int> wait(duration limit = patience);
    std::string output() const; // so far

private:
    std::filesystem::path output_;
    int pid_ = -1;
    int handle_ = -1;
    std::optional<int> status_;
};

// Runs a program to its end; fails where it does not come to one.
struct finished {
    int status = 0;
    std::string output;
};
finished run(child::settings with, duration limit = patience);

// A directory of our own under the system's temporary one, removed in the end.
class temporary_directory {
public:
    temporary_directory();
    temporary_directory(const temporary_directory&) = delete;
    temporary_directory& operator=(const temporary_directory&) = delete;
    ~temporary_directory();
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

// A TCP port of the loopback address that is free now.
unsigned short free_port();

std::string read_file(const std::filesystem::path& path);
// A variable that the test program cannot do without.
std::string need_variable(const char* name);

} // namespace support
