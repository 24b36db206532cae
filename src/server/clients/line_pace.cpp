#include "server/clients/line_pace.hpp"

#include <boost/asio.hpp>

#include <utility>

namespace server {

namespace asio = boost::asio;

line_pace::line_pace(asio::any_io_executor executor, irc::flood limit)
    : executor_(std::move(executor))
    , flood_(limit)
{
}

asio::awaitable<void> line_pace::wait(base::duration time)
{
    pause_ = std::make_unique<asio::steady_timer>(executor_, time);
    co_await pause_->async_wait(asio::as_tuple(asio::use_awaitable));
    pause_.reset();
}

void line_pace::cut_short()
{
    if (pause_)
        pause_->cancel();
}

} // namespace server
