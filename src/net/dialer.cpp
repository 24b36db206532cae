#include "net/dialer.hpp"

#include "net/alarm.hpp"

#include <boost/asio.hpp>

namespace net {

namespace asio = boost::asio;
using asio::ip::tcp;
using base::errc;
using base::error_code;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

asio::awaitable<error_code> connect(tcp::socket& into, tcp::endpoint to, base::time_point until)
{
    bool late = false;
    error_code ignored;
    alarm deadline(into.get_executor(), [&] {
        late = true;
        into.close(ignored);
    });
    deadline.set(until);
    auto [error] = co_await into.async_connect(to, as_result);
    deadline.set(std::nullopt);
    if (late)
        co_return errc::timeout;
    if (error)
        into.close(ignored); // the next address may be of another family
    else
        into.set_option(tcp::no_delay(true), ignored);
    co_return error;
}

} // namespace

asio::awaitable<base::result<endpoints>> look_up(asio::any_io_executor executor, base_url service)
{
    tcp::resolver resolver(executor);
    auto [error, found] =
        co_await resolver.async_resolve(service.host, std::to_string(service.port), as_result);
    if (error)
        co_return error;
    endpoints all;
    for (const auto& one : found)
        all.push_back(one.endpoint());
    co_return all;
}

asio::awaitable<error_code> dial(tcp::socket& into, endpoints to, base::time_point until)
{
    error_code error = asio::error::host_not_found;
    for (std::size_t n = 0; n < to.size(); ++n) {
        const auto now = base::steady_now();
        if (now >= until)
            co_return errc::timeout;
        const auto others = static_cast<base::duration::rep>(to.size() - n);
        error = co_await connect(into, to[n], now + (until - now) / others);
        if (!error || error == asio::error::operation_aborted)
            co_return error;
    }
    co_return error;
}

} // namespace net
