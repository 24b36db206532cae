// Clients that come: all at once, each with an account of its own, and with TLS to stay silent.
#include "bench/fan_out.hpp"
#include "bench/measure.hpp"
#include "bench/peers.hpp"
#include "bench/tls_crowd.hpp"

#include "support/child.hpp"
#include "support/loopback.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <thread>

namespace bench {

void storm(const sizes& clients, std::size_t rounds)
{
    std::puts("| clients | server | seconds until the last one is there |\n|--:|---|--:|");
    for (const auto count : clients) {
        std::vector<double> with_history, without;
        for (std::size_t round = 0; round < rounds; ++round) {
            {
                const auto server = gateway({.history = 100});
                with_history.push_back(audience(*server, count, count, true).seconds_to_join());
            }
            const auto server = inspircd();
            without.push_back(audience(*server, count, count).seconds_to_join());
        }
        std::printf("| %zu | directus-ircd, with a login and 100 lines of history | %.2f |\n", count,
                    median(with_history));
        std::printf("| %zu | InspIRCd, without | %.2f |\n", count, median(without));
    }
}

void accounts(const sizes& clients)
{
    std::puts("| clients | accounts | history | KiB/client |\n|--:|--:|--:|--:|");
    for (const auto count : clients)
        for (const std::size_t history : {0, 100})
            for (const auto people : {std::size_t(50), count}) {
                const auto server = gateway({.accounts = people, .history = history});
                const audience all(*server, count, 64, history > 0);
                std::printf("| %zu | %zu | %zu | %.1f |\n", count, people, history, all.kibibytes_each());
            }
}

void sending(const sizes& clients)
{
    std::puts("| clients | from PRIVMSG to a line, p50 / p99, ms |\n|--:|--:|");
    for (const auto count : clients) {
        const auto server = gateway();
        audience all(*server, count);
        const auto found = all.said_by_one(500);
        std::printf("| %zu | %.2f / %.2f |\n", count, found.p50, found.p99);
    }
}

void idle(const sizes& clients)
{
    std::puts("| clients with TLS | KiB/client | CPU s in a silent minute |\n|--:|--:|--:|");
    const support::certificate own("localhost");
    for (const auto count : clients) {
        const auto port = support::free_port();
        const auto server =
            gateway({.settings = {fmt::format("--irc.listen_tls=127.0.0.1:{}", port),
                                  "--tls.certificate=" + own.file(), "--tls.key=" + own.key_file()}});
        const auto at_first = usage_of(server->pid());
        tls_crowd all;
        for (std::size_t n = 0; n < count; ++n)
            all.connect(port, server->greeting(n) + "JOIN #messages\r\n");
        all.await(" 366 ");
        const auto then = usage_of(server->pid());
        std::this_thread::sleep_for(60s); // what is measured
        std::printf("| %zu | %.1f | %.2f |\n", count,
                    (then.resident - at_first.resident) / static_cast<double>(count),
                    usage_of(server->pid()).cpu - then.cpu);
    }
}

} // namespace bench
