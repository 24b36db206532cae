// bench feed|reads|recovery|logins, with the environment of the e2e tests.
#include "bench/measure.hpp"

#include "bench/crowd.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <string>

int main(int count, char** arguments)
{
    const std::map<std::string, void (*)()> all{{"feed", bench::feed},
                                                {"reads", bench::reads},
                                                {"recovery", bench::recovery},
                                                {"logins", bench::logins}};
    const auto chosen = count == 2 ? all.find(arguments[1]) : all.end();
    if (chosen == all.end()) {
        std::fputs("usage: bench feed|reads|recovery|logins\n", stderr);
        return 2;
    }
    std::signal(SIGPIPE, SIG_IGN);
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    bench::raise_descriptor_limit();
    try {
        chosen->second();
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench %s: %s\n", arguments[1], error.what());
        return EXIT_FAILURE;
    }
}
