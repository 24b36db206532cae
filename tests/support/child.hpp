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

// A TCP port of the loopback address that is free now.
unsigned short free_port();

std::string read_file(const std::filesystem::path& path);
// A variable that the test program cannot do without.
std::string need_variable(const char* name);

} // namespace support
