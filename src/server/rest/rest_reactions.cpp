#include "server/rest/rest_reactions.hpp"

#include "directus/reaction.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <span>
#include <utility>

namespace server {

namespace {

using found_reactions = std::vector<directus::reaction>;

constexpr std::size_t most_of_rows = 2'000; // to the rows of one piece
constexpr std::size_t most_own = 100;
constexpr std::size_t page_size = 200;

} // namespace

async_result<found_reactions> rest_reactions::ask(directus::rest::request request)
{
    const auto answer = co_await sender_.send(std::move(request));
    if (!answer)
        co_return answer.error();
    co_return directus::reactions::parse(*answer);
}

// Page by page: the end is an empty one, or one that is not full where the rows wanted are known to be few.
async_result<found_reactions> rest_reactions::read(base::secret token, directus::query of, std::size_t most)
{
    found_reactions all;
    const auto page_size = of.limit;
    for (std::size_t read = 0; read < most;) {
        of.offset = read;
        of.limit = std::min(page_size, most - read);
        const auto page = co_await queries_.send(token, of);
        if (!page)
            co_return page.error();
        const auto found = directus::reactions::parse(page->answer);
        if (!found)
            co_return found.error();
        all.insert(all.end(), found->begin(), found->end());
        const auto count = directus::queries::rows_in(page->answer);
        read += count;
        if (count == 0 || (page_size == most && count < page->limit))
            break;
    }
    co_return all;
}

async_result<found_reactions> rest_reactions::to(base::secret token, std::vector<directus::item_id> rows)
{
    found_reactions all;
    const key_pieces::read_piece read_piece = [&](std::size_t first,
                                                  std::size_t count) -> async_result<void> {
        auto query = directus::reactions::of_rows(schema_.shape().reactions,
                                                  std::span(rows).subspan(first, count), most_of_rows);
        const auto found = co_await read(token, std::move(query), most_of_rows);
        if (!found)
            co_return found.error();
        all.insert(all.end(), found->begin(), found->end());
        co_return base::result<void>();
    };
    const auto done = co_await pieces_.read(rows.size(), read_piece);
    if (!done)
        co_return done.error();
    co_return all;
}

async_result<found_reactions> rest_reactions::own(base::secret token, directus::item_id row,
                                                  std::string emoji)
{
    auto query = directus::reactions::own(schema_.shape().reactions, row, emoji);
    auto found = co_await read(std::move(token), std::move(query), most_own);
    if (found)
        std::erase_if(
            *found, [&](const auto& reaction) { return reaction.emoji != emoji || reaction.message != row; });
    co_return found;
}

async_result<found_reactions> rest_reactions::since(base::secret token, base::wall_time from,
                                                    std::size_t most)
{
    auto query = directus::reactions::since(schema_.shape().reactions, from, 0, page_size);
    auto all = co_await read(std::move(token), std::move(query), most);
    if (all)
        std::ranges::reverse(*all);
    co_return all;
}

async_result<found_reactions> rest_reactions::find(base::secret token, std::vector<directus::item_id> keys)
{
    found_reactions all;
    const key_pieces::read_piece read_piece = [&](std::size_t first,
                                                  std::size_t count) -> async_result<void> {
        auto query =
            directus::reactions::with_keys(schema_.shape().reactions, std::span(keys).subspan(first, count));
        const auto answer = co_await pieces_.send(token, std::move(query));
        if (!answer)
            co_return answer.error();
        const auto found = directus::reactions::parse(*answer);
        if (!found)
            co_return found.error();
        all.insert(all.end(), found->begin(), found->end());
        co_return base::result<void>();
    };
    const auto done = co_await pieces_.read(keys.size(), read_piece);
    if (!done)
        co_return done.error();
    co_return all;
}

async_result<directus::reaction> rest_reactions::add(base::secret token, directus::item_id row,
                                                     std::string emoji)
{
    auto request = directus::reactions::create(token, schema_.shape().reactions, row, emoji);
    auto made = co_await ask(std::move(request));
    if (!made)
        co_return made.error();
    if (made->size() != 1)
        co_return base::errc::malformed;
    co_return std::move(made->front());
}

async_result<void> rest_reactions::remove(base::secret token, directus::item_id key)
{
    auto request = directus::reactions::remove(token, schema_.shape().reactions, key);
    const auto answer = co_await sender_.send(std::move(request));
    if (!answer)
        co_return answer.error();
    co_return directus::rest::parse_nothing(*answer);
}

} // namespace server
