#include "server/rest/rest_people.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <span>
#include <utility>

namespace server {

namespace rest = directus::rest;

async_result<std::vector<directus::person>> rest_people::list(base::secret token, std::size_t limit)
{
    std::vector<directus::person> all;
    for (bool is_full = true; is_full && all.size() < limit;) {
        auto next = rest::people(limit - all.size());
        next.offset = all.size();
        const auto page = co_await queries_.send(token, std::move(next));
        if (!page)
            co_return page.error();
        auto found = rest::parse_people(page->answer);
        if (!found)
            co_return found.error();
        is_full = page->is_full(found->size());
        std::ranges::move(*found, std::back_inserter(all));
    }
    if (all.size() > limit) // whatever Directus answers
        all.resize(limit);
    co_return all;
}

async_result<std::vector<directus::person>> rest_people::find(base::secret token,
                                                              std::vector<directus::user_id> ids)
{
    std::vector<directus::person> all;
    const key_pieces::read_piece read_piece = [&](std::size_t first,
                                                  std::size_t count) -> async_result<void> {
        auto query = rest::people(std::span(ids).subspan(first, count));
        const auto answer = co_await pieces_.send(token, std::move(query));
        if (!answer)
            co_return answer.error();
        auto found = rest::parse_people(*answer);
        if (!found)
            co_return found.error();
        if (found->size() > count) // whatever Directus answers
            found->resize(count);
        std::ranges::move(*found, std::back_inserter(all));
        co_return base::result<void>();
    };
    const auto done = co_await pieces_.read(ids.size(), read_piece);
    if (!done)
        co_return done.error();
    co_return all;
}

} // namespace server
