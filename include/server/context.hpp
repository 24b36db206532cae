// What every part of the running gateway shares.
#pragma once

#include "bridge/channel/room.hpp"
#include "net/base_url.hpp"
#include "server/config/config.hpp"
#include "server/operations/findings.hpp"
#include "server/operations/metrics.hpp"
#include "server/operations/upgrades.hpp"
#include "server/rest/rest_client.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ssl/context.hpp>

#include <cstdint>
#include <functional>
#include <random>
#include <vector>

namespace server {

struct context {
    boost::asio::any_io_executor executor;
    const config& settings;
    boost::asio::ssl::context& tls; // towards Directus
    rest_client& rest;
    bridge::room& room;
    metrics& measured;
    findings& checks; // what is wrong with Directus, for /readyz and STATS
    upgrades& sockets;
    // The room has something for its clients or for Directus: look soon.
    std::function<void()> touched;
    // When the events came whose lines are on their way to the sockets in this turn of the loop.
    std::vector<base::time_point> heard{};
    bool away = false; // Directus does not answer: nobody can log in
    std::mt19937_64 random{std::random_device()()};
};

} // namespace server
