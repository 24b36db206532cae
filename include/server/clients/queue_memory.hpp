// What waits for all clients together while their sockets take nothing: bounded, by closing those for whom
// most waits. Pure; nothing is counted of clients that read.
#pragma once

#include <cstddef>
#include <functional>
#include <set>

namespace server {

class queue_memory {
public:
    // `over` is called when more than `limit` bytes wait: shed() is to be called soon, but not from within,
    // as somebody is just being written to.
    queue_memory(std::size_t limit, std::function<void()> over)
        : limit_(limit)
        , over_(std::move(over))
    {
    }
    queue_memory(const queue_memory&) = delete;
    queue_memory& operator=(const queue_memory&) = delete;

    class holder {
    public:
        // The limit is exceeded and this client has the most bytes waiting: drops them.
        virtual void drop_what_waits() = 0;

    protected:
        ~holder() = default;
    };

    // What waits for one client, as long as it lives. Both have to outlive it.
    class share {
    public:
        share(queue_memory& of, holder& whose)
            : of_(of)
            , holder_(whose)
        {
        }
        ~share() { is(0); }
        share(const share&) = delete;
        share& operator=(const share&) = delete;

        // So many bytes wait for it now; 0 once its socket takes everything again. Lines that several clients
        // share count for each.
        void is(std::size_t bytes);

    private:
        friend queue_memory;
        queue_memory& of_;
        holder& holder_;
        std::size_t bytes_ = 0;
    };

    std::size_t bytes() const { return bytes_; }
    // Drops those for whom most waits, until the rest is within the limit.
    void shed();

private:
    std::size_t limit_;
    std::function<void()> over_;
    std::size_t bytes_ = 0;
    std::set<share*> held_up_; // for whom anything waits
    bool told_ = false;        // over_ was called, shed() not yet
};

} // namespace server
