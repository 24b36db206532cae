// The servers that are compared: the gateway in front of a scripted Directus, and IRC servers of Debian's
// with their flood limits lifted. Each is a process of its own on the loopback.
#pragma once

#include "bench/crowd.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

// What a process has used.
struct usage {
    double cpu = 0;      // seconds
    double resident = 0; // KiB
};
usage usage_of(int pid);

class peer {
public:
    virtual ~peer() = default;

    virtual std::string name() const = 0;
    virtual unsigned short port() const = 0;
    virtual int pid() const = 0;
    // With which the n-th client registers. It may join once it is welcome.
    virtual std::string greeting(std::size_t n) const = 0;
    // Connects whoever will speak; they are not among the clients.
    virtual void prepare() {}
    // Once to everybody on the channel.
    virtual void say(std::string_view text) = 0;
    // Of what reached those who speak. Call now and then.
    virtual void listen() {}
    // Ends by itself rather than being killed: what it runs under tells then what it has counted.
    virtual void stop() {}
};

struct gateway_options {
    std::size_t accounts = 50; // the clients log in as these people, in turn
    std::size_t history = 0;   // rows in the collection, all of which are shown after a join
    std::vector<std::string> settings{};
};
std::unique_ptr<peer> gateway(gateway_options with = {});
// `with_tags`: with its modules for message tags.
std::unique_ptr<peer> inspircd(bool with_tags = false);
std::unique_ptr<peer> ngircd();

// The n-th client's part while it comes in: answers PING, joins when it is welcome, throws on ERROR. True for
// the end of the channel's names.
bool come_in(crowd& clients, std::size_t who, std::string_view line);

// What the collection's last row says.
inline constexpr std::string_view last_row = "the last row";

} // namespace bench
