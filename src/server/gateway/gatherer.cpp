#include "server/gateway/gatherer.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <utility>

namespace server {

namespace {

constexpr int quiet_turns = 3; // of the loop: a frame that is there already needs no more to be read
constexpr base::duration least = std::chrono::milliseconds(1);

} // namespace

gatherer::gatherer(boost::asio::any_io_executor executor, source& from)
    : executor_(std::move(executor))
    , from_(from)
{
}

void gatherer::touch()
{
    quiet_turns_ = 0;
    if (is_stopped_ || std::exchange(posted_, true))
        return;
    by_ = base::steady_now() + std::max(least, last_);
    boost::asio::post(executor_, [this] { turn(); });
}

void gatherer::stop()
{
    is_stopped_ = true;
}

void gatherer::turn()
{
    if (is_stopped_)
        return;
    if (quiet_turns_++ < quiet_turns && base::steady_now() < by_)
        return boost::asio::post(executor_, [this] { turn(); });
    posted_ = false;
    const auto start = base::steady_now();
    from_.flush();
    last_ = base::steady_now() - start;
}

} // namespace server
