// Notices that Directus answers again. Links that wait to be opened wait longer each time; one small request
// every two seconds, for all of them, finds out sooner and costs nobody anything.
#pragma once

#include "net/task_group.hpp"
#include "server/context.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>

namespace server {

class recovery_watch {
public:
    // Asks as long as `waits`; `recovered` is called when an answer comes after there was none.
    recovery_watch(context& shared, std::function<bool()> waits, std::function<void()> recovered);

    // Something began to wait.
    void start();
    // Call once, before destruction.
    boost::asio::awaitable<void> stop();

private:
    boost::asio::awaitable<void> watch();

    context& shared_;
    std::function<bool()> waits_;
    std::function<void()> recovered_;
    bool watching_ = false;
    bool stopping_ = false;
    net::task_group tasks_;
};

} // namespace server
