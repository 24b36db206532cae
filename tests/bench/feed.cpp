// How long a message takes to the last of 500 readers: through the gateway, which subscribes once, and with a
// subscription for each.
#include "bench/measure.hpp"
#include "bench/subscribers.hpp"

#include <algorithm>
#include <cstdio>
#include <future>
#include <thread>

namespace bench {

namespace {

constexpr std::size_t readers = 500;
constexpr int messages = 20;

// One after the other: from the answer to the create until the last reader has the text. What arrives before
// the answer counts as 0.
template <class Readers>
std::vector<double> deliver(const stage& on, Readers& to, const std::string& name)
{
    std::vector<double> times;
    for (int n = 0; n < messages; ++n) {
        const auto text = fmt::format("{} {}.", name, n);
        auto created = std::async(std::launch::async, [&] {
            on.chat->messages().create(on.people().ada, text);
            return clock::now();
        });
        std::size_t count = 0;
        clock::time_point last;
        const auto arrived = [&](std::size_t, std::string_view what) {
            if (what.find(text) != std::string_view::npos) {
                ++count;
                last = clock::now();
            }
        };
        if (!to.receive(
                arrived, [&] { return count == readers; }, 60s))
            throw std::runtime_error(fmt::format("{} of {} readers have \"{}\"", count, readers, text));
        times.push_back(std::max(0.0, milliseconds_between(created.get(), last)));
    }
    std::printf(
        "%-8s %zu readers: a message reaches the last of them after %.1f ms (median of %d; %.1f to %.1f)\n",
        name.c_str(), readers, median(times), messages, *std::ranges::min_element(times),
        *std::ranges::max_element(times));
    return times;
}

} // namespace

void feed()
{
    const stage on;
    double through_gateway = 0;
    {
        support::gateway_process gateway(on.directus.url(), {"--irc.history=0", "--log.level=info"});
        irc_crowd clients(gateway.port(), on, readers);
        through_gateway = median(deliver(on, clients, "gateway"));
    }
    subscribers direct(on, readers);
    const auto directly = median(deliver(on, direct, "direct"));
    std::printf("ratio    %.0f\n", directly / std::max(through_gateway, 0.1));
}

namespace {

std::size_t reads_so_far(const stage& on)
{
    const auto log = on.directus_log();
    std::size_t count = 0;
    for (std::size_t at = 0; (at = log.find("from `messages`", at)) != std::string::npos; ++at)
        ++count;
    return count;
}

double reads_per_message(const stage& on)
{
    const auto before = reads_so_far(on);
    for (int n = 0; n < messages; ++n)
        on.chat->messages().create(on.people().ada, fmt::format("text {}", n));
    // The last subscription's reads come after the answer.
    auto count = before;
    support::eventually([&] { return count == std::exchange(count, reads_so_far(on)); }, 60s, 2s);
    return static_cast<double>(count - before) / messages;
}

} // namespace

void reads()
{
    // Directus's own list of its queries.
    const stage on(support::directus_process::variables{{"DEBUG", "knex:query"}});
    const auto none = reads_per_message(on);
    std::printf("reads of the collection per message: %.1f with nobody connected\n", none);
    {
        support::gateway_process gateway(on.directus.url(), {"--irc.history=0", "--log.level=info"});
        const irc_crowd clients(gateway.port(), on, readers);
        std::printf("reads of the collection per message: %.1f with %zu readers through the gateway\n",
                    reads_per_message(on), readers);
    }
    const subscribers direct(on, 10);
    std::printf("reads of the collection per message: %.1f with 10 direct subscribers\n",
                reads_per_message(on));
}

} // namespace bench
