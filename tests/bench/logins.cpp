// 1,000 clients connect at once to a gateway that has just been started, with passwords.
#include "bench/measure.hpp"
#include "bench/stage.hpp"
#include "support/database.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <stdexcept>
#include <thread>

namespace bench {

namespace {

constexpr std::size_t clients = 1000;
constexpr std::size_t concurrency = 4; // the gateway's default

const std::string& password_of(const stage& on)
{
    return on.people().crowd.front().password;
}

std::string email(std::size_t account)
{
    return fmt::format("many{}@example.com", account);
}

void make_accounts(const stage& on)
{
    const auto role = on.chat->add_role("Many", {"read", "create"});
    for (std::size_t from = 0; from < clients; from += 100) {
        std::string body;
        for (std::size_t n = from; n < from + 100; ++n)
            body += fmt::format(R"({}{{"first_name":"Many{}","email":"{}","role":"{}"}})",
                                n == from ? "[" : ",", n, email(n), role.id);
        on.chat->admin().post("/users", body + "]");
    }
    // A hash of this password is there already; Directus would need minutes for a thousand.
    support::run_sql(on.directus.database(),
                     fmt::format("UPDATE directus_users SET password = (SELECT password FROM directus_users "
                                 "WHERE id = '{}') WHERE email LIKE 'many%'",
                                 on.people().crowd.front().id));
}

// Logins a second of Directus itself.
double direct_rate(const stage& on)
{
    constexpr std::size_t logins = 80;
    std::atomic<std::size_t> next = 0;
    std::atomic<std::size_t> refused = 0;
    const auto log_in = [&] {
        for (std::size_t n = next++; n < logins; n = next++) {
            const auto body = fmt::format(R"({{"email":"{}","password":"{}"}})", email(n), password_of(on));
            if (!support::rest(on.directus.url()).call("POST", "/auth/login", body).ok())
                ++refused;
        }
    };
    const auto start = clock::now();
    std::vector<std::thread> threads;
    for (std::size_t n = 0; n < concurrency; ++n)
        threads.emplace_back(log_in);
    for (auto& one : threads)
        one.join();
    if (refused > 0)
        throw std::runtime_error("Directus refused a direct login");
    return logins / (milliseconds_between(start, clock::now()) / 1000);
}

struct arrival {
    std::size_t in = 0;
    std::size_t refused = 0;
    std::vector<clock::time_point> asked = std::vector<clock::time_point>(clients);
    std::vector<double> pongs;

    void line(std::size_t who, std::string_view text)
    {
        if (text.starts_with(":irc.directus 001 "))
            ++in;
        else if (text.starts_with("ERROR ") || text.starts_with(":irc.directus 464 ")) {
            if (refused++ == 0)
                std::printf("the first refusal: %.*s\n", static_cast<int>(text.size()), text.data());
        } else if (text.find(" PONG ") != std::string_view::npos)
            pongs.push_back(milliseconds_between(asked[who], clock::now()));
    }
};

void rush(const stage& on, std::size_t accounts, double rate)
{
    support::gateway_process gateway(on.directus.url(), {"--irc.history=0", "--log.level=info"});
    crowd connections;
    arrival seen;
    const auto lines = [&](std::size_t who, std::string& buffer) {
        for (std::string line; take_line(buffer, line);) {
            if (line.starts_with("PING "))
                connections.send(who, "PONG" + line.substr(4) + "\r\n");
            seen.line(who, line);
        }
    };
    const auto start = clock::now();
    for (std::size_t n = 0; n < clients; ++n) {
        connections.connect(gateway.port());
        connections.send(n, fmt::format("PASS {}:{}\r\nNICK x\r\nUSER x 0 * :x\r\n", email(n % accounts),
                                        password_of(on)));
    }
    const auto done = [&] { return seen.in + seen.refused >= clients; };
    std::size_t pings = 0;
    // Every client asks for a PONG once every five seconds.
    for (std::size_t who = 0; !done() && clock::now() < start + 900s; who = (who + 1) % clients) {
        if (connections.open(who)) {
            seen.asked[who] = clock::now();
            connections.send(who, "PING :still there\r\n");
            ++pings;
        }
        connections.receive(lines, done, 5ms);
    }
    const auto seconds = milliseconds_between(start, clock::now()) / 1000;
    connections.receive(
        lines, [&] { return seen.pongs.size() >= pings; }, 5s);
    std::printf(
        "%4zu accounts: %zu of %zu clients in, %zu refused, %.1f s; %zu of %zu PINGs answered, the slowest "
        "after %.0f ms; %zu direct logins, %zu at a time, would take %.1f s\n",
        accounts, seen.in, clients, seen.refused, seconds, seen.pongs.size(), pings,
        seen.pongs.empty() ? 0.0 : *std::ranges::max_element(seen.pongs), accounts, concurrency,
        static_cast<double>(accounts) / rate);
    if (seen.in != clients)
        throw std::runtime_error("not everybody is in");
}

} // namespace

void logins()
{
    const stage on(support::directus_process::variables{{"LOGIN_STALL_TIME", "500"}});
    make_accounts(on);
    const auto rate = direct_rate(on);
    std::printf("Directus itself: %.1f logins a second, %zu at a time\n", rate, concurrency);
    rush(on, 50, rate);
    rush(on, clients, rate);
}

} // namespace bench
