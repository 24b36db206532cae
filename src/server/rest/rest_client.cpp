#include "server/rest/rest_client.hpp"

#include "base/timestamp.hpp"
#include "directus/foreign.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <span>

namespace server {

namespace asio = boost::asio;
namespace rest = directus::rest;

namespace {

constexpr std::size_t answer_rows = 200;     // rows of an answer
constexpr std::size_t most_bytes = 64 << 20; // of the texts that since() reads
constexpr std::size_t grown_after = 16;      // pieces
constexpr base::duration ping_limit = std::chrono::seconds(4);
constexpr base::duration upload_limit = std::chrono::minutes(3); // with the time that the client has for it
constexpr base::duration marker_limit = std::chrono::seconds(3); // a login waits for it

// Whatever Directus answers, nobody gets more than he asked for.
template <class T>
base::result<std::vector<T>> at_most(std::size_t count, base::result<std::vector<T>> found)
{
    if (found && found->size() > count)
        found->resize(count);
    return found;
}

} // namespace

rest_client::rest_client(net::http_client& http, directus::schema shape, base::duration limit,
                         answer_watch& watch)
    : http_(http)
    , watch_(watch)
    , shape_(std::move(shape))
    , limit_(limit)
    , number_(directus::queries::first_number())
    , queries_(
          [this](rest::request request, base::duration within) { return send(std::move(request), within); })
{
}

asio::awaitable<base::result<rest::response>> rest_client::send(rest::request request)
{
    return send(std::move(request), limit_);
}

asio::awaitable<base::result<rest::response>> rest_client::send(rest::request request, base::duration limit)
{
    return send(http_, std::move(request), nullptr, limit);
}

asio::awaitable<base::result<rest::response>> rest_client::send(net::http_client& over, rest::request request,
                                                                net::http_body* body, base::duration limit)
{
    const auto target = request.target;
    if (request.method == "GET" && target != rest::ping().target)
        directus::queries::make_unique(request, ++number_);
    const bool urgent = request.is_urgent();
    // Named: g++ 12 copies an aggregate made inside a co_await expression bit by bit.
    net::http_request sent{.method = std::move(request.method),
                           .target = std::move(request.target),
                           .body = std::move(request.body),
                           .bearer = std::move(request.bearer),
                           .type = std::move(request.type),
                           .forwarded_for = std::move(request.from.address),
                           .urgent = urgent,
                           .pieces = body};
    const auto method = sent.method;
    const auto asked = base::steady_now();
    auto answer = co_await over.send(std::move(sent), limit);
    const auto now = base::steady_now();
    watch_.connection(over.failure());
    if (!answer && body && body->failure()) // Directus was not given the time to answer
        co_return answer.error();
    if (!answer) {
        watch_.unanswered(method, target, answer.error(), now);
        co_return answer.error();
    }
    if (answer->status < 500)
        answered_at_ = now;
    if (const auto date = base::from_http_date(answer->date))
        clock_.told(*date, asked, now);
    rest::response out{answer->status,          std::move(answer->body),     std::move(answer->date),
                       std::move(answer->type), std::move(answer->location), std::move(answer->disposition)};
    // Where a proxy refuses SEARCH, the GET that follows tells whether Directus is there.
    if (method != "SEARCH" || !directus::queries::refuses_search(out))
        watch_.answered(method, target, out, now);
    co_return out;
}

async_result<directus::tokens> rest_client::login(std::string email, base::secret password, std::string otp,
                                                  directus::caller from)
{
    auto request = rest::login(email, password, otp);
    request.from = std::move(from);
    const auto answer = co_await send(std::move(request));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_tokens(*answer);
}

async_result<directus::tokens> rest_client::refresh(base::secret refresh_token)
{
    const auto answer = co_await send(rest::refresh(refresh_token));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_tokens(*answer);
}

asio::awaitable<void> rest_client::logout(base::secret refresh_token)
{
    co_await send(rest::logout(refresh_token)); // the token expires by itself where this fails
}

async_result<directus::rights> rest_client::my_permissions(base::secret token)
{
    const auto answer = co_await send(rest::my_permissions(token));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_permissions(*answer, shape_);
}

async_result<directus::oas::document> rest_client::collections(base::secret token,
                                                               std::vector<std::string> names)
{
    const auto answer = co_await send(directus::oas::ask(token));
    if (!answer)
        co_return answer.error();
    co_return directus::oas::parse(*answer, names);
}

async_result<void> rest_client::probe(base::secret token, std::vector<std::string> fields)
{
    auto one = rest::probe(shape_, std::move(fields));
    const auto answer = co_await queries_.send(std::move(token), std::move(one), limit_);
    if (!answer)
        co_return answer.error();
    co_return rest::parse_nothing(answer->answer);
}

async_result<rest::globals> rest_client::my_globals(base::secret token)
{
    const auto answer = co_await send(rest::my_globals(token));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_globals(*answer);
}

async_result<void> rest_client::in_pieces(std::size_t keys, read_piece read)
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

async_result<rest::response> rest_client::read_whole(base::secret token, directus::query what)
{
    const auto wanted = what.limit;
    auto page = co_await queries_.send(std::move(token), std::move(what), limit_);
    if (!page)
        co_return page.error();
    if (page->limit < wanted)
        co_return base::errc::too_large;
    co_return std::move(page->answer);
}

async_result<std::vector<directus::item>> rest_client::latest(base::secret token, std::size_t limit)
{
    std::vector<directus::item> all;
    for (bool is_full = true; is_full && all.size() < limit;) {
        auto next = rest::latest(shape_, limit - all.size());
        next.offset = all.size();
        const auto page = co_await queries_.send(token, std::move(next), limit_);
        if (!page)
            co_return page.error();
        auto rows = at_most(page->limit, rest::parse_items(page->answer, shape_));
        co_await adapt(token, rows);
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
async_result<std::vector<directus::item>> rest_client::since(base::secret token, dates when, std::size_t most,
                                                             directus::files which)
{
    if (!shape_.zoned_dates)
        co_await find_zone(token); // where clocks are changed, twice a year
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

async_result<std::vector<directus::item>> rest_client::hidden(base::secret token, std::size_t most)
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

directus::schema rest_client::shape_with(directus::files which) const
{
    auto shape = shape_;
    shape.attachment_as = which;
    return shape;
}

async_result<rest_client::row_page> rest_client::page(base::secret token, rest::page of,
                                                      directus::files which)
{
    for (;;) {
        const auto shape = shape_with(which);
        auto asked = of;
        if (!of.keys_only)
            asked.limit = std::min(of.limit, at_once_);
        auto query = rest::rows(shape, asked);
        const auto page = co_await queries_.send(token, std::move(query), limit_);
        if (page) {
            at_once_ = std::min(at_once_ * 2, most_at_once);
            auto rows = at_most(page->limit, rest::parse_items(page->answer, shape));
            co_await adapt(token, rows);
            if (!rows)
                co_return rows.error();
            if (shape.zoned_dates != shape_.zoned_dates)
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
rest_client::items(base::secret token, std::vector<directus::item_id> ids, directus::files which)
{
    const auto shape = shape_with(which);
    std::vector<directus::item> all;
    const read_piece read = [&](std::size_t first, std::size_t count) -> async_result<void> {
        auto query = rest::items(shape, std::span(ids).subspan(first, count));
        const auto answer = co_await read_whole(token, std::move(query));
        if (!answer)
            co_return answer.error();
        auto rows = at_most(count, rest::parse_items(*answer, shape));
        co_await adapt(token, rows);
        if (!rows)
            co_return rows.error();
        std::ranges::move(*rows, std::back_inserter(all));
        co_return base::result<void>();
    };
    const auto done = co_await in_pieces(ids.size(), read);
    if (!done)
        co_return done.error();
    co_return all;
}

asio::awaitable<directus::creation> rest_client::create(base::secret token, std::vector<directus::draft> rows)
{
    const auto answer = co_await send(rest::create(token, shape_, rows));
    if (!answer)
        co_return answer.error();
    auto made = rest::parse_creation(*answer, shape_);
    if (auto* stored = std::get_if<std::vector<directus::item>>(&made))
        adapt_fresh(*stored);
    co_return made;
}

async_result<void> rest_client::update(base::secret token, directus::item_id id, std::string content)
{
    const auto answer = co_await send(rest::update(token, shape_, id, content));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_nothing(*answer);
}

async_result<void> rest_client::update_if(base::secret token, directus::item_id id, std::string was,
                                          std::string content)
{
    const auto answer = co_await send(rest::update_if(token, shape_, id, was, content));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_updated(*answer);
}

async_result<void> rest_client::remove(base::secret token, directus::item_id id)
{
    const auto answer = co_await send(rest::remove(token, shape_, id));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_nothing(*answer);
}

async_result<std::optional<directus::read_marker::stored>>
rest_client::find_marker(base::secret token, directus::read_marker::place of)
{
    auto query = directus::read_marker::find(of);
    const auto page = co_await queries_.send(std::move(token), std::move(query), marker_limit);
    if (!page)
        co_return page.error();
    co_return directus::read_marker::parse(page->answer);
}

async_result<void> rest_client::keep_marker(base::secret token, directus::read_marker::place of,
                                            std::optional<directus::item_id> row, base::wall_time until)
{
    auto request = row ? directus::read_marker::move(token, of, *row, until)
                       : directus::read_marker::create(token, of, until);
    const auto answer = co_await send(std::move(request));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_nothing(*answer);
}

async_result<std::optional<std::string>> rest_client::upload(net::http_client& over, rest::request request,
                                                             net::http_body& body)
{
    const auto answer = co_await send(over, std::move(request), &body, upload_limit);
    if (!answer)
        co_return answer.error();
    co_return directus::upload::parse(*answer);
}

async_result<void> rest_client::ping()
{
    auto answer = co_await send(rest::ping(), ping_limit);
    if (answer && directus::foreign::is_foreign(*answer))
        answer = co_await send(rest::my_id(base::secret()), ping_limit); // nobody's: refused, by Directus
    if (!answer) {
        watch_.silent(answer.error());
        co_return answer.error();
    }
    if (directus::foreign::is_foreign(*answer))
        co_return base::errc::malformed;
    co_return rest::parse_ping(*answer);
}

} // namespace server
