// Notices that Directus is away and that it answers again. Links that wait to be opened wait longer each
// time; one small request every two seconds, for all of them, finds out sooner and costs nobody anything.
#pragma once

#include "net/task_group.hpp"
#include "server/context.hpp"

#include <boost/asio/awaitable.hpp>

namespace server {

class recovery_watch {
public:
    // Who has to know.
    class observer {
    public:
        virtual bool waits() const = 0; // for Directus: it is asked on
        // An answer stays out, or comes after that: context::away is set.
        virtual void away_changed() = 0;

    protected:
        ~observer() = default;
    };

    // Both have to outlive it.
    recovery_watch(context& shared, observer& watching)
        : shared_(shared)
        , observer_(watching)
        , tasks_(shared.executor)
    {
    }

    // Something began to wait, or had no answer.
    void start();
    // Call once, before destruction.
    boost::asio::awaitable<void> stop();

private:
    boost::asio::awaitable<void> watch();

    context& shared_;
    observer& observer_;
    bool watching_ = false;
    bool asked_again_ = false; // start() was called since Directus was last asked
    bool stopping_ = false;
    net::task_group tasks_;
};

} // namespace server
