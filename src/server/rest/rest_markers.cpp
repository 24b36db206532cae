#include "server/rest/rest_markers.hpp"

#include "directus/rest.hpp"

#include <boost/asio.hpp>

#include <utility>

namespace server {

namespace {

constexpr base::duration marker_limit = std::chrono::seconds(3); // a login waits for it

} // namespace

async_result<std::optional<directus::read_marker::stored>> rest_markers::find(base::secret token,
                                                                              directus::read_marker::place of)
{
    auto query = directus::read_marker::find(of);
    const auto page = co_await queries_.send(std::move(token), std::move(query), marker_limit);
    if (!page)
        co_return page.error();
    co_return directus::read_marker::parse(page->answer);
}

async_result<void> rest_markers::keep(base::secret token, directus::read_marker::place of,
                                      std::optional<directus::item_id> row, base::wall_time until)
{
    auto request = row ? directus::read_marker::move(token, of, *row, until)
                       : directus::read_marker::create(token, of, until);
    const auto answer = co_await sender_.send(std::move(request));
    if (!answer)
        co_return answer.error();
    co_return directus::rest::parse_nothing(*answer);
}

} // namespace server
