// Opens TCP connections to a service: the addresses behind its name are tried in turn, until one answers.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "net/base_url.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <vector>

namespace net {

using endpoints = std::vector<boost::asio::ip::tcp::endpoint>;

// What the service's name stands for, in the system's order. errc::timeout past `until`: the system's
// resolver takes as long as it likes.
boost::asio::awaitable<base::result<endpoints>> look_up(boost::asio::any_io_executor executor,
                                                        base_url service, base::time_point until);

// Connects `into`, which is not open, to one of them. errc::timeout past `until`, else the error of the last.
// One that is silent has its share of the time, so that it does not take that of the others. Where its owner
// closes the socket meanwhile, it ends with operation_aborted.
boost::asio::awaitable<base::error_code> dial(boost::asio::ip::tcp::socket& into, endpoints to,
                                              base::time_point until);

} // namespace net
