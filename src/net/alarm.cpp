#include "net/alarm.hpp"

#include <boost/asio.hpp>

namespace net {

struct alarm::state {
    boost::asio::steady_timer timer;
    std::function<void()> ring;
    std::optional<base::time_point> when{};
};

alarm::alarm(boost::asio::any_io_executor executor, std::function<void()> ring)
    : state_(std::make_shared<state>(state{boost::asio::steady_timer(executor), std::move(ring)}))
{
}

alarm::~alarm()
{
    state_->when.reset();
    state_->timer.cancel();
}

void alarm::set(std::optional<base::time_point> when)
{
    if (when == state_->when)
        return;
    state_->when = when;
    if (!when) {
        state_->timer.cancel();
        return;
    }
    state_->timer.expires_at(*when);
    state_->timer.async_wait([self = state_, when](const boost::system::error_code& error) {
        if (error || self->when != when)
            return;
        self->when.reset();
        self->ring();
    });
}

} // namespace net
