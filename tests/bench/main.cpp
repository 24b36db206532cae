// bench feed|reads|recovery|logins, with the environment of the e2e tests.
#include "bench/measure.hpp"
#include "bench/fan_out.hpp"

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
                                                {"logins", bench::logins},
                                                {"servers", [] { bench::servers({100, 1000, 5000}, 3); }},
                                                {"servers100", [] { bench::servers({100}, 1); }},
                                                {"gw1000", [] { bench::servers({1000}, 1, true); }},{"gw100", [] { bench::servers({100}, 1, true); }},{"gw5000", [] { bench::servers({5000}, 1, true); }},
                                                {"closed1000", [] { auto s = bench::gateway(); bench::audience a(*s, 1000); a.closed(std::chrono::seconds(6)); std::printf("%.2f\n", a.closed(std::chrono::seconds(3)).lines_a_second/1e6);}},{"open100", [] { auto s = bench::gateway(); bench::audience a(*s, 100); auto r = a.open(20000, std::chrono::seconds(8)); std::printf("%.2f %.1f %.1f\n", r.cpu_a_million, r.p50, r.p99);}},{"openi100", [] { auto s = bench::inspircd(); bench::audience a(*s, 100); s->prepare(); auto r = a.open(20000, std::chrono::seconds(8)); std::printf("%.2f %.1f %.1f\n", r.cpu_a_million, r.p50, r.p99);}},{"closedi1000", [] { auto s = bench::inspircd(); bench::audience a(*s, 1000); s->prepare(); a.closed(std::chrono::seconds(6)); std::printf("%.2f\n", a.closed(std::chrono::seconds(3)).lines_a_second/1e6);}},{"servers1000", [] { bench::servers({1000}, 1); }},
                                                };
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
