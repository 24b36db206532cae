#include "net/dialer.hpp"

#include "net/alarm.hpp"
#include "net/as_result.hpp"

#include <boost/asio.hpp>

#include <memory>
#include <optional>

namespace net {

namespace asio = boost::asio;
using asio::ip::tcp;
using base::errc;
using base::error_code;

namespace {

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

namespace {

// The system's resolver cannot be interrupted: what it has is left to it.
struct question {
    tcp::resolver resolver;
    asio::steady_timer answered;
    std::optional<base::result<endpoints>> answer{};

    question(asio::any_io_executor executor, base::time_point until)
        : resolver(executor)
        , answered(executor, until)
    {
    }
};

} // namespace

asio::awaitable<base::result<endpoints>> look_up(asio::any_io_executor executor, base_url service,
                                                 base::time_point until)
{
    if (base::steady_now() >= until)
        co_return errc::timeout;
    const auto asked = std::make_shared<question>(executor, until);
    auto told = [asked](const error_code& error, const tcp::resolver::results_type& found) {
        endpoints all;
        for (const auto& one : found)
            all.push_back(one.endpoint());
        if (error)
            asked->answer.emplace(error);
        else
            asked->answer.emplace(std::move(all));
        asked->answered.cancel();
    };
    asked->resolver.async_resolve(service.host, std::to_string(service.port), std::move(told));
    co_await asked->answered.async_wait(as_result);
    if (!asked->answer)
        co_return errc::timeout;
    co_return std::move(*asked->answer);
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
