#include "server/rest/rest_collections.hpp"

#include <boost/asio.hpp>

#include <utility>

namespace server {

namespace rest = directus::rest;

async_result<directus::oas::document> rest_collections::describe(base::secret token,
                                                                 std::vector<std::string> names)
{
    const auto answer = co_await sender_.send(directus::oas::ask(token));
    if (!answer)
        co_return answer.error();
    co_return directus::oas::parse(*answer, names);
}

async_result<void> rest_collections::probe(base::secret token, std::vector<std::string> fields)
{
    auto query = rest::probe(schema_.shape(), std::move(fields));
    const auto answer = co_await queries_.send(std::move(token), std::move(query));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_nothing(answer->answer);
}

} // namespace server
