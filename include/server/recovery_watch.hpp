// Notices that Directus is away and that it answers again. Links that wait to be opened wait longer each
// time; one small request every two seconds, for all of them, finds out sooner and costs nobody anything.
#pragma once

#include "net/task_group.hpp"
#include "server/context.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>

namespace server {

class recovery_watch {
public:
    // Asks as long as `waits` or Directus is away; `changed` is called when an answer stays out, and when one
    // comes after that: context::away is then set.
    recovery_watch(context& shared, std::function<bool()> waits, std::function<void()> changed);

    // Something began to wait, or had no answer.
    void start();
    // Call once, before destruction.
    boost::asio::awaitable<void> stop();

private:
    boost::asio::awaitable<void> watch();

    context& shared_;
    std::function<bool()> waits_;
    std::function<void()> changed_;
    bool watching_ = false;
    bool stopping_ = false;
    net::task_group tasks_;
};

} // namespace server
