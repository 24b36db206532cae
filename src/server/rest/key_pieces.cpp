#include "server/rest/key_pieces.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <utility>

namespace server {

namespace {

constexpr std::size_t grown_after = 16; // pieces

} // namespace

async_result<void> key_pieces::read(std::size_t keys, read_piece read)
{
    for (std::size_t first = 0; first < keys;) {
        const auto count = std::min({keys_at_once_, queries_.page_limit(), keys - first});
        const auto done = co_await read(first, count);
        if (done) {
            first += count;
            if (++pieces_in_a_row_ >= grown_after) {
                pieces_in_a_row_ = 0;
                keys_at_once_ = std::min(keys_at_once_ * 2, most_keys);
            }
            continue;
        }
        if (done.error() != base::errc::too_large || count == 1)
            co_return done.error();
        pieces_in_a_row_ = 0;
        keys_at_once_ = count / 2;
    }
    co_return base::result<void>();
}

async_result<directus::rest::response> key_pieces::send(base::secret token, directus::query of)
{
    const auto wanted = of.limit;
    auto page = co_await queries_.send(std::move(token), std::move(of));
    if (!page)
        co_return page.error();
    if (page->limit < wanted)
        co_return base::errc::too_large;
    co_return std::move(page->answer);
}

} // namespace server
