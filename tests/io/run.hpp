// Runs a coroutine to its end on an io_context of the test's own.
#pragma once

#include <boost/asio.hpp>

namespace support {

template <class T>
T run(boost::asio::io_context& io, boost::asio::awaitable<T> task)
{
    auto result = boost::asio::co_spawn(io, std::move(task), boost::asio::use_future);
    io.restart();
    io.run();
    return result.get();
}

} // namespace support
