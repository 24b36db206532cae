// What rest_client asks about reactions.
#include "directus/reaction.hpp"
#include "server/rest/rest_client.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <span>

namespace server {

namespace {

using found_reactions = std::vector<directus::reaction>;

constexpr std::size_t most_of_rows = 2'000; // to the rows of one piece
constexpr std::size_t most_own = 100;
constexpr std::size_t page_size = 200;

} // namespace

async_result<found_reactions> rest_client::ask_reactions(directus::rest::request what)
{
    const auto answer = co_await send(std::move(what));
    if (!answer)
        co_return answer.error();
    co_return directus::reactions::parse(*answer);
}

// Page by page: the end is an empty one, or one that is not full where the rows wanted are known to be few.
async_result<found_reactions> rest_client::read_reactions(base::secret token, directus::query what,
                                                          std::size_t most)
{
    found_reactions all;
    const auto page_size = what.limit;
    for (std::size_t read = 0; read < most;) {
        what.offset = read;
        what.limit = std::min(page_size, most - read);
        const auto page = co_await queries_.send(token, what, limit_);
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

async_result<found_reactions> rest_client::reactions_to(base::secret token,
                                                        std::vector<directus::item_id> rows)
{
    found_reactions all;
    const read_piece read = [&](std::size_t first, std::size_t count) -> async_result<void> {
        auto query = directus::reactions::of_rows(shape_.reactions, std::span(rows).subspan(first, count),
                                                  most_of_rows);
        const auto found = co_await read_reactions(token, std::move(query), most_of_rows);
        if (!found)
            co_return found.error();
        all.insert(all.end(), found->begin(), found->end());
        co_return base::result<void>();
    };
    const auto done = co_await in_pieces(rows.size(), read);
    if (!done)
        co_return done.error();
    co_return all;
}

async_result<found_reactions> rest_client::own_reactions(base::secret token, directus::item_id row,
                                                         std::string emoji)
{
    auto query = directus::reactions::own(shape_.reactions, row, emoji);
    auto found = co_await read_reactions(std::move(token), std::move(query), most_own);
    if (found)
        std::erase_if(*found, [&](const auto& one) { return one.emoji != emoji || one.message != row; });
    co_return found;
}

async_result<found_reactions> rest_client::reactions_since(base::secret token, base::wall_time from,
                                                           std::size_t most)
{
    auto query = directus::reactions::since(shape_.reactions, from, 0, page_size);
    auto all = co_await read_reactions(std::move(token), std::move(query), most);
    if (all)
        std::ranges::reverse(*all);
    co_return all;
}

async_result<found_reactions> rest_client::reactions(base::secret token, std::vector<directus::item_id> keys)
{
    found_reactions all;
    const read_piece read = [&](std::size_t first, std::size_t count) -> async_result<void> {
        auto query = directus::reactions::with_keys(shape_.reactions, std::span(keys).subspan(first, count));
        const auto answer = co_await read_whole(token, std::move(query));
        if (!answer)
            co_return answer.error();
        const auto found = directus::reactions::parse(*answer);
        if (!found)
            co_return found.error();
        all.insert(all.end(), found->begin(), found->end());
        co_return base::result<void>();
    };
    const auto done = co_await in_pieces(keys.size(), read);
    if (!done)
        co_return done.error();
    co_return all;
}

async_result<directus::reaction> rest_client::react(base::secret token, directus::item_id row,
                                                    std::string emoji)
{
    auto asked = directus::reactions::create(token, shape_.reactions, row, emoji);
    auto made = co_await ask_reactions(std::move(asked));
    if (!made)
        co_return made.error();
    if (made->size() != 1)
        co_return base::errc::malformed;
    co_return std::move(made->front());
}

async_result<void> rest_client::unreact(base::secret token, directus::item_id key)
{
    auto asked = directus::reactions::remove(token, shape_.reactions, key);
    const auto answer = co_await send(std::move(asked));
    if (!answer)
        co_return answer.error();
    co_return directus::rest::parse_nothing(*answer);
}

} // namespace server
