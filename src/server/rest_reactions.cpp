// What rest_client asks about reactions.
#include "directus/reaction.hpp"
#include "server/rest_client.hpp"

#include <boost/asio.hpp>

#include <algorithm>

namespace server {

namespace {

using found_reactions = std::vector<directus::reaction>;

constexpr std::size_t ids_at_once = 100;
constexpr std::size_t most_of_rows = 2'000; // to so many rows
constexpr std::size_t page_size = 200;

} // namespace

async_result<found_reactions> rest_client::ask_reactions(directus::rest::request what)
{
    const auto answer = co_await send(std::move(what));
    if (!answer)
        co_return answer.error();
    co_return directus::reactions::parse(*answer);
}

async_result<found_reactions> rest_client::reactions_to(base::secret token,
                                                        std::vector<directus::item_id> rows)
{
    found_reactions all;
    for (std::size_t n = 0; n < rows.size(); n += ids_at_once) {
        const auto some = std::span(rows).subspan(n, std::min(ids_at_once, rows.size() - n));
        auto asked = directus::reactions::of_rows(token, shape_.reactions, some, most_of_rows);
        const auto found = co_await ask_reactions(std::move(asked));
        if (!found)
            co_return found.error();
        all.insert(all.end(), found->begin(), found->end());
    }
    co_return all;
}

async_result<found_reactions> rest_client::own_reactions(base::secret token, directus::item_id row,
                                                         std::string emoji)
{
    auto asked = directus::reactions::own(token, shape_.reactions, row, emoji);
    auto found = co_await ask_reactions(std::move(asked));
    if (found)
        std::erase_if(*found, [&](const auto& one) { return one.emoji != emoji || one.message != row; });
    co_return found;
}

// Page by page: an empty one is the end, not a short one, as an operator may cap a page's size.
async_result<found_reactions> rest_client::reactions_since(base::secret token, base::wall_time from,
                                                           std::size_t most)
{
    found_reactions all;
    while (all.size() < most) {
        auto asked = directus::reactions::since(token, shape_.reactions, from, all.size(), page_size);
        const auto found = co_await ask_reactions(std::move(asked));
        if (!found)
            co_return found.error();
        if (found->empty())
            break;
        all.insert(all.end(), found->begin(), found->end());
    }
    std::ranges::reverse(all);
    co_return all;
}

async_result<found_reactions> rest_client::reactions(base::secret token, std::vector<directus::item_id> keys)
{
    found_reactions all;
    for (std::size_t n = 0; n < keys.size(); n += ids_at_once) {
        const auto some = std::span(keys).subspan(n, std::min(ids_at_once, keys.size() - n));
        auto asked = directus::reactions::with_keys(token, shape_.reactions, some);
        const auto found = co_await ask_reactions(std::move(asked));
        if (!found)
            co_return found.error();
        all.insert(all.end(), found->begin(), found->end());
    }
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
