// bench <what> [clients or messages …], with the environment of the e2e tests.
#include "bench/measure.hpp"

#include "bench/crowd.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <map>
#include <string>

namespace {

constexpr std::size_t rounds = 3;

const std::map<std::string, std::function<void(bench::sizes)>> all{
    {"feed", [](const bench::sizes&) { bench::feed(); }},
    {"reads", [](const bench::sizes&) { bench::reads(); }},
    {"recovery", [](const bench::sizes&) { bench::recovery(); }},
    {"logins", [](const bench::sizes&) { bench::logins(); }},
    {"fairness", [](const bench::sizes& seconds) { bench::fairness(seconds.at(0)); }},
    {"servers", [](const bench::sizes& clients) { bench::servers(clients, rounds); }},
    {"gateway", [](const bench::sizes& clients) { bench::servers(clients, 1, true); }},
    {"mixed", [](const bench::sizes& clients) { bench::mixed(clients, rounds); }},
    {"soak", [](const bench::sizes& minutes) { bench::soak(minutes.at(0)); }},
    {"storm", [](const bench::sizes& clients) { bench::storm(clients, rounds); }},
    {"accounts", [](const bench::sizes& clients) { bench::accounts(clients); }},
    {"sending", [](const bench::sizes& clients) { bench::sending(clients); }},
    {"deliver", [](const bench::sizes& messages) { bench::deliver(messages.at(0), messages.at(1)); }},
    {"ask", [](const bench::sizes& lines) { bench::ask(lines.at(0)); }},
    {"hostile", [](const bench::sizes&) { bench::hostile(); }},
    {"idle", [](const bench::sizes& clients) { bench::idle(clients); }}};

} // namespace

int main(int count, char** arguments)
{
    const auto chosen = count >= 2 ? all.find(arguments[1]) : all.end();
    bench::sizes clients;
    for (int n = 2; n < count; ++n)
        clients.push_back(std::strtoul(arguments[n], nullptr, 10));
    if (chosen == all.end()) {
        for (const auto& [name, run] : all)
            std::fprintf(stderr, "bench %s\n", name.c_str());
        return 2;
    }
    if (clients.empty())
        clients = {100, 1000};
    std::signal(SIGPIPE, SIG_IGN);
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    bench::raise_descriptor_limit();
    try {
        chosen->second(clients);
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "bench %s: %s\n", arguments[1], error.what());
        return EXIT_FAILURE;
    }
}
