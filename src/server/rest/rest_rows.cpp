#include "server/rest/rest_rows.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <span>
#include <utility>
#include <variant>

namespace server {

namespace rest = directus::rest;

namespace {

constexpr std::size_t answer_rows = 200;     // rows of an answer
constexpr std::size_t most_bytes = 64 << 20; // of the texts that since() reads

// Nobody gets more than they asked for, whatever Directus answers.
template <class T>
base::result<std::vector<T>> at_most(std::size_t count, base::result<std::vector<T>> found)
{
    if (found && found->size() > count)
        found->resize(count);
    return found;
}

} // namespace

async_result<std::vector<directus::item>> rest_rows::latest(base::secret token, std::size_t limit)
{
    std::vector<directus::item> all;
    for (bool is_full = true; is_full && all.size() < limit;) {
        auto next = rest::latest(schema_.shape(), limit - all.size());
        next.offset = all.size();
        const auto page = co_await queries_.send(token, std::move(next));
        if (!page)
            co_return page.error();
        auto rows = at_most(page->limit, rest::parse_items(page->answer, schema_.shape()));
        co_await schema_.adapt(token, rows);
        if (!rows)
            co_return rows.error();
        is_full = page->is_full(rows->size());
        std::ranges::move(*rows, std::back_inserter(all));
    }
    std::ranges::reverse(all);
    co_return all;
}

// Page by page from the newest to the oldest, each beginning where the one before it ended: rows that come or
// go meanwhile shift nothing. An empty page is the end, not a short one: an extension may leave rows out.
async_result<std::vector<directus::item>> rest_rows::since(base::secret token, dates when, std::size_t most,
                                                           directus::files which)
{
    if (!schema_.shape().zoned_dates)
        co_await schema_.find_zone(token); // where clocks are changed, twice a year
    std::vector<directus::item> all;
    auto end = when.end;
    std::size_t offset = 0; // rows of the last millisecond before `end` that are there already
    std::size_t bytes = 0;
    while (all.size() < most && bytes < most_bytes) {
        const rest::page next{.from = when.from, .end = end, .offset = offset, .limit = answer_rows};
        const auto read = co_await page(token, next, which);
        if (!read)
            co_return read.error();
        const auto* rows = &read->rows;
        if (rows->empty())
            break;
        for (const auto& row : *rows)
            bytes += row.content.size();
        const auto oldest = rows->back().date;
        std::ranges::copy(*rows, std::back_inserter(all));
        if (!oldest) // dates that cannot be read give no place to go on from
            co_return base::errc::malformed;
        end = *oldest + base::duration(1);
        const auto same = std::ranges::find_if(all.rbegin(), all.rend(),
                                               [&](const directus::item& one) { return one.date != oldest; });
        offset = static_cast<std::size_t>(same - all.rbegin());
    }
    std::ranges::reverse(all);
    co_return all;
}

async_result<std::vector<directus::item>> rest_rows::hidden(base::secret token, std::size_t most)
{
    std::vector<directus::item> all;
    while (all.size() < most) {
        const rest::page next{.keys_only = true, .offset = all.size(), .limit = answer_rows, .hidden = true};
        auto read = co_await page(token, next, directus::files::none);
        if (!read)
            co_return read.error();
        std::ranges::move(read->rows, std::back_inserter(all));
        if (!read->is_full || read->rows.empty())
            break;
    }
    std::ranges::reverse(all);
    co_return all;
}

async_result<rest_rows::row_page> rest_rows::page(base::secret token, rest::page of, directus::files which)
{
    for (;;) {
        const auto shape = schema_.shape_with(which);
        auto asked = of;
        if (!of.keys_only)
            asked.limit = std::min(of.limit, at_once_);
        auto query = rest::rows(shape, asked);
        const auto page = co_await queries_.send(token, std::move(query));
        if (page) {
            at_once_ = std::min(at_once_ * 2, most_at_once);
            auto rows = at_most(page->limit, rest::parse_items(page->answer, shape));
            co_await schema_.adapt(token, rows);
            if (!rows)
                co_return rows.error();
            if (shape.zoned_dates != schema_.shape().zoned_dates)
                continue; // the bounds were in the wrong zone
            const bool is_full = !asked.keys_only || page->is_full(rows->size());
            co_return row_page{std::move(*rows), is_full};
        }
        if (page.error() != base::errc::too_large || asked.keys_only)
            co_return page.error();
        at_once_ = std::max<std::size_t>(asked.limit / 2, 1);
        if (asked.limit == 1) { // not even one: it is passed over as if it said nothing
            of.keys_only = true;
            of.limit = 1;
        }
    }
}

async_result<std::vector<directus::item>>
rest_rows::find(base::secret token, std::vector<directus::item_id> ids, directus::files which)
{
    const auto shape = schema_.shape_with(which);
    std::vector<directus::item> all;
    const key_pieces::read_piece read_piece = [&](std::size_t first,
                                                  std::size_t count) -> async_result<void> {
        auto query = rest::items(shape, std::span(ids).subspan(first, count));
        const auto answer = co_await pieces_.send(token, std::move(query));
        if (!answer)
            co_return answer.error();
        auto rows = at_most(count, rest::parse_items(*answer, shape));
        co_await schema_.adapt(token, rows);
        if (!rows)
            co_return rows.error();
        std::ranges::move(*rows, std::back_inserter(all));
        co_return base::result<void>();
    };
    const auto done = co_await pieces_.read(ids.size(), read_piece);
    if (!done)
        co_return done.error();
    co_return all;
}

boost::asio::awaitable<directus::creation> rest_rows::create(base::secret token,
                                                             std::vector<directus::draft> rows)
{
    const auto answer = co_await sender_.send(rest::create(token, schema_.shape(), rows));
    if (!answer)
        co_return answer.error();
    auto made = rest::parse_creation(*answer, schema_.shape());
    if (auto* stored = std::get_if<std::vector<directus::item>>(&made))
        schema_.adapt_fresh(*stored);
    co_return made;
}

async_result<void> rest_rows::update(base::secret token, directus::item_id id, std::string content)
{
    const auto answer = co_await sender_.send(rest::update(token, schema_.shape(), id, content));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_nothing(*answer);
}

async_result<void> rest_rows::update_if(base::secret token, directus::item_id id, std::string was,
                                        std::string content)
{
    const auto answer = co_await sender_.send(rest::update_if(token, schema_.shape(), id, was, content));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_updated(*answer);
}

async_result<void> rest_rows::remove(base::secret token, directus::item_id id)
{
    const auto answer = co_await sender_.send(rest::remove(token, schema_.shape(), id));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_nothing(*answer);
}

} // namespace server
