#include "e2e/chaos_faults.hpp"

#include "base/timestamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace e2e::chaos {

using namespace std::chrono_literals;
using support::tcp_proxy;

std::vector<fault> faults_of(tcp_proxy& between)
{
    const auto heal = [&] { between.forward(); };
    std::vector<fault> out{{"all connections reset", [&] { between.drop(); }, heal},
                           {"connections refused", [&] { between.refuse(); }, heal},
                           {"both directions swallowed",
                            [&] {
                                between.swallow(tcp_proxy::way::to_server);
                                between.swallow(tcp_proxy::way::to_client);
                            },
                            heal}};
    for (const auto which : {tcp_proxy::way::to_server, tcp_proxy::way::to_client}) {
        const std::string name = which == tcp_proxy::way::to_server ? "requests" : "answers";
        out.push_back({name + " late", [&, which] { between.delay(which, 400ms); }, heal});
        out.push_back({name + " held", [&, which] { between.delay(which, 1h); }, heal});
        out.push_back({name + " cut in two", [&, which] { between.halve(which); }, heal});
        out.push_back({name + " swallowed", [&, which] { between.swallow(which); }, heal});
    }
    return out;
}

weather::weather(std::vector<fault> faults, std::chrono::milliseconds longest, unsigned seed)
    : faults_(std::move(faults))
    , longest_(longest)
    , random_(seed)
{
}

std::chrono::milliseconds weather::up_to(std::chrono::milliseconds longest)
{
    const auto part = std::uniform_real_distribution(0.1, 1.0)(random_);
    return std::chrono::milliseconds(static_cast<long>(part * part * static_cast<double>(longest.count())));
}

void weather::rage(std::chrono::seconds length)
{
    const auto end = std::chrono::steady_clock::now() + length;
    for (;;) {
        std::shuffle(faults_.begin(), faults_.end(), random_);
        for (const auto& one : faults_) {
            std::this_thread::sleep_for(up_to(5s));
            if (std::chrono::steady_clock::now() >= end)
                return;
            const auto from = base::wall_now();
            one.strike();
            std::this_thread::sleep_for(up_to(longest_));
            one.heal();
            entries_.push_back({one.name, from, base::wall_now()});
        }
    }
}

std::string weather::journal() const
{
    std::string out;
    for (const auto& one : entries_)
        out += fmt::format("  {} – {}  {}\n", base::to_iso8601(one.from), base::to_iso8601(one.to), one.name);
    return out;
}

std::map<std::string, unsigned> weather::counts() const
{
    std::map<std::string, unsigned> out;
    for (const auto& one : entries_)
        ++out[one.name];
    return out;
}

bool weather::was_there(base::wall_time from, base::wall_time to) const
{
    return std::ranges::any_of(entries_,
                               [&](const entry& one) { return one.from <= to && from <= one.to + 1s; });
}

} // namespace e2e::chaos
