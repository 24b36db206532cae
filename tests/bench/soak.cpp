// Five hundred clients with TLS talk for an hour, while a real Directus comes and goes: what the gateway
// holds has to stay as it is.
#include "bench/measure.hpp"
#include "bench/peers.hpp"
#include "bench/stage.hpp"
#include "bench/tls_crowd.hpp"

#include "support/loopback.hpp"
#include "support/rest.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>

namespace bench {

namespace {

constexpr std::size_t clients = 500;
constexpr int samples = 6;
constexpr auto between_lines = 100ms;
constexpr int crashes_each = 2; // between two samples, half of them unannounced

std::size_t entries_of(const std::filesystem::path& directory)
{
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory), {}));
}

double gauge_of(const std::string& exposition, const std::string& name)
{
    const auto at = exposition.find("\n" + name + " ");
    if (at == std::string::npos)
        throw std::runtime_error("no metric " + name);
    return std::stod(exposition.substr(at + name.size() + 2));
}

class soak_run {
public:
    soak_run();
    void rest_for(clock::duration time, bool talking = true);
    void crash(bool announced);
    void print(int minute);

private:
    void arrived(std::size_t who, std::string_view line);

    stage on_;
    support::certificate own_{"localhost"};
    unsigned short port_ = support::free_port();
    unsigned short status_port_ = support::free_port();
    support::gateway_process gateway_;
    tls_crowd crowd_;
    std::size_t said_ = 0;
    std::size_t shown_ = 0;
};

soak_run::soak_run()
    : gateway_(on_.directus.url(),
               {fmt::format("--irc.listen_tls=127.0.0.1:{}", port_), "--tls.certificate=" + own_.file(),
                "--tls.key=" + own_.key_file(), fmt::format("--status.listen=127.0.0.1:{}", status_port_),
                "--irc.flood_burst=1000000", "--log.level=info"})
{
    const auto& accounts = on_.people().crowd;
    for (std::size_t n = 0; n < clients; ++n)
        crowd_.connect(port_, fmt::format("PASS {}\r\nNICK x\r\nUSER x 0 * :x\r\nJOIN #messages\r\n",
                                          accounts[n % accounts.size()].pass()));
    crowd_.await(" 366 ");
}

void soak_run::arrived(std::size_t who, std::string_view line)
{
    if (line.starts_with("PING "))
        crowd_.send(who, fmt::format("PONG{}\r\n", line.substr(4)));
    else if (line.starts_with("ERROR "))
        throw std::runtime_error(std::string(line));
    shown_ += line.find(" PRIVMSG ") != std::string_view::npos;
}

void soak_run::rest_for(clock::duration time, bool talking)
{
    const auto end = clock::now() + time;
    while (clock::now() < end) {
        if (talking)
            crowd_.send(said_ % clients, fmt::format("PRIVMSG #messages :line {}\r\n", said_));
        said_ += talking;
        crowd_.receive([this](std::size_t who, std::string_view line) { arrived(who, line); }, between_lines);
    }
}

void soak_run::crash(bool announced)
{
    if (announced)
        on_.directus.stop();
    else
        on_.directus.crash();
    rest_for(2s);
    on_.directus.start();
}

void soak_run::print(int minute)
{
    rest_for(5s, false); // what is on its way arrives
    const auto exposition =
        support::rest(fmt::format("http://127.0.0.1:{}", status_port_)).get("/metrics").text;
    const auto process = fmt::format("/proc/{}/", gateway_.pid());
    std::printf("| %d | %.0f | %zu | %zu | %zu | %zu | %.0f | %.0f |\n", minute,
                usage_of(gateway_.pid()).resident, entries_of(process + "fd"), entries_of(process + "task"),
                said_, shown_, gauge_of(exposition, "directus_ircd_queued_lines"),
                gauge_of(exposition, "directus_ircd_queue_bytes"));
}

} // namespace

void soak(std::size_t minutes)
{
    std::puts(
        "| minute | KiB | descriptors | threads | lines said | lines shown | queued lines | queued bytes |\n"
        "|--:|--:|--:|--:|--:|--:|--:|--:|");
    soak_run all;
    all.print(0);
    const auto part = std::chrono::duration_cast<clock::duration>(std::chrono::minutes(minutes)) / samples;
    for (int sample = 1; sample <= samples; ++sample) {
        const auto end = clock::now() + part;
        for (int n = 0; n < crashes_each; ++n) {
            all.rest_for(part / (crashes_each + 1));
            all.crash(n % 2 == 0);
        }
        all.rest_for(std::max<clock::duration>(end - clock::now(), 0s));
        all.print(static_cast<int>(minutes) * sample / samples);
    }
}

} // namespace bench
