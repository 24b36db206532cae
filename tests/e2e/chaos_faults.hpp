// What goes wrong in a chaos run: one thing at a time, at random moments, for a random time, then calm.
#pragma once

#include "base/clock.hpp"
#include "support/tcp_proxy.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace e2e::chaos {

struct fault {
    std::string name;
    std::function<void()> strike;
    std::function<void()> heal;
};

// Every way to hurt a process: anything with stop(), crash(), start(), freeze() and thaw().
template <class Process>
std::vector<fault> faults_of(Process& what, const std::string& name)
{
    return {{name + " stopped", [&] { what.stop(); }, [&] { what.start(); }},
            {name + " killed", [&] { what.crash(); }, [&] { what.start(); }},
            {name + " frozen", [&] { what.freeze(); }, [&] { what.thaw(); }}};
}

std::vector<fault> faults_of(support::tcp_proxy& between);

class weather {
public:
    weather(std::vector<fault> faults, std::chrono::milliseconds longest, unsigned seed);

    // Calm and fault in turn, every fault as often as the others; in the end all is well.
    void rage(std::chrono::seconds length);

    std::string journal() const; // a line for each fault, with its times
    std::map<std::string, unsigned> counts() const;
    // Whether there was a fault, or it was hardly over, at some time between.
    bool was_there(base::wall_time from, base::wall_time to) const;

private:
    struct entry {
        std::string name;
        base::wall_time from;
        base::wall_time to;
    };
    std::chrono::milliseconds up_to(std::chrono::milliseconds longest); // mostly short

    std::vector<fault> faults_;
    const std::chrono::milliseconds longest_;
    std::mt19937 random_;
    std::vector<entry> entries_;
};

} // namespace e2e::chaos
