// What a request to Directus comes to, later: a value, or why there is none.
#pragma once

#include "base/errc.hpp"

#include <boost/asio/awaitable.hpp>

namespace server {

template <class T>
using async_result = boost::asio::awaitable<base::result<T>>;

} // namespace server
