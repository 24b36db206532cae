// The gateway beside IRC servers: rounds that are interleaved, and the median of each figure.
#include "bench/fan_out.hpp"
#include "bench/measure.hpp"
#include "bench/peers.hpp"

#include <cstdio>
#include <functional>
#include <map>

namespace bench {

namespace {

struct figures {
    std::vector<double> memory, joined, closed, closed_cpu, open_cpu, p50, p99;
};

void measure(peer& server, std::size_t clients, audience::preface before, figures& into)
{
    audience all(server, clients, 64, false, before);
    server.prepare();
    into.memory.push_back(all.kibibytes_each());
    into.joined.push_back(all.seconds_to_join());
    all.closed(500ms);
    const auto closed = all.closed(3s);
    into.closed.push_back(closed.lines_a_second);
    into.closed_cpu.push_back(closed.cpu_a_million);
    const auto open = all.open(20'000, 5s);
    into.open_cpu.push_back(open.cpu_a_million);
    into.p50.push_back(open.p50);
    into.p99.push_back(open.p99);
}

void print_heading()
{
    std::puts("| clients | server | KiB/client | all joined, s | closed, lines/s | CPU s per million, closed "
              "| CPU s per million, open | open p50 / p99, ms |\n|--:|---|--:|--:|--:|--:|--:|--:|");
}

void compare(const std::vector<std::function<std::unique_ptr<peer>()>>& all, const sizes& numbers,
             std::size_t rounds, audience::preface before)
{
    for (const auto clients : numbers) {
        std::map<std::size_t, figures> found;
        std::map<std::size_t, std::string> names;
        for (std::size_t round = 0; round < rounds; ++round)
            for (std::size_t n = 0; n < all.size(); ++n) {
                const auto server = all[n]();
                names[n] = server->name();
                measure(*server, clients, before, found[n]);
            }
        for (const auto& [n, of] : found)
            std::printf("| %zu | %s | %.1f | %.2f | %.2f M | %.2f | %.2f | %.1f / %.1f |\n", clients,
                        names[n].c_str(), median(of.memory), median(of.joined), median(of.closed) / 1e6,
                        median(of.closed_cpu), median(of.open_cpu), median(of.p50), median(of.p99));
    }
}

} // namespace

void servers(const sizes& clients, std::size_t rounds, bool alone)
{
    print_heading();
    for (const auto count : clients) {
        std::vector<std::function<std::unique_ptr<peer>()>> all{[] { return gateway(); }};
        if (!alone)
            all.push_back([] { return inspircd(); });
        if (!alone && count <= 1000) // more need minutes to join it
            all.push_back(ngircd);
        compare(all, {count}, rounds, nullptr);
    }
}

void deliver(std::size_t messages, std::size_t clients)
{
    const auto server = gateway();
    audience(*server, clients).deliver(messages);
    server->stop();
}

void ask(std::size_t lines)
{
    const auto server = gateway();
    audience(*server, 1).ask(lines);
    server->stop();
}

void mixed(const sizes& clients, std::size_t rounds)
{
    const audience::preface half = [](std::size_t n) -> std::string {
        return n % 2 == 0 ? "" : "CAP REQ :server-time message-tags account-tag\r\nCAP END\r\n";
    };
    print_heading();
    compare({[] { return gateway(); }, [] { return inspircd(true); }}, clients, rounds, half);
}

} // namespace bench
