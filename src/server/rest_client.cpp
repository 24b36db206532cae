#include "server/rest_client.hpp"

#include "base/log.hpp"
#include "base/timestamp.hpp"

#include <boost/asio.hpp>

#include <algorithm>

namespace server {

namespace asio = boost::asio;
namespace rest = directus::rest;

namespace {

constexpr std::size_t page_size = 200;       // rows of an answer
constexpr std::size_t most_bytes = 64 << 20; // of the texts that since() reads
constexpr std::size_t ids_at_once = 100;     // in a filter, which is part of the URL
constexpr base::duration fresh_for = std::chrono::seconds(2);
constexpr base::duration ping_limit = std::chrono::seconds(5);
constexpr base::duration upload_limit = std::chrono::minutes(2);
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

asio::awaitable<base::result<rest::response>> rest_client::send(rest::request request)
{
    return send(std::move(request), limit_);
}

asio::awaitable<base::result<rest::response>> rest_client::send(rest::request request, base::duration limit)
{
    // Named: g++ 12 copies an aggregate made inside a co_await expression bit by bit.
    net::http_request sent{.method = std::move(request.method),
                           .target = std::move(request.target),
                           .body = std::move(request.body),
                           .bearer = std::move(request.bearer),
                           .type = std::move(request.type),
                           .forwarded_for = std::move(request.from.address)};
    const auto asked = base::steady_now();
    auto answer = co_await http_.send(std::move(sent), limit);
    log_failure();
    if (!answer)
        co_return answer.error();
    // An answer that took long may have been on its way for as long.
    const bool is_fresh = base::steady_now() - asked <= fresh_for;
    if (const auto date = base::from_http_date(answer->date); date && (is_fresh || !offset_))
        offset_ = *date - std::chrono::floor<std::chrono::seconds>(base::wall_now());
    co_return rest::response{answer->status, std::move(answer->body), std::move(answer->date)};
}

// Once for each reason, as Directus is asked again and again while it is away.
void rest_client::log_failure()
{
    if (http_.failure() == failure_)
        return;
    failure_ = http_.failure();
    if (failure_.empty())
        base::log::info("directus_reached");
    else
        base::log::warning("directus_unreachable", {{"reason", failure_}});
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

async_result<directus::person> rest_client::me(base::secret token)
{
    const auto answer = co_await send(rest::me(token));
    if (!answer)
        co_return answer.error();
    auto person = rest::parse_me(*answer);
    if (!person && person.error() == base::errc::forbidden) {
        const auto id_alone = co_await send(rest::my_id(token));
        if (!id_alone)
            co_return id_alone.error();
        person = rest::parse_me(*id_alone);
    }
    if (!person || !person->first_name.empty() || !person->last_name.empty())
        co_return person;
    // Directus 11 tells nothing but the id where one of the fields, as the e-mail, may not be read.
    std::vector ids{person->id};
    const auto named = co_await people(token, std::move(ids));
    if (named && !named->empty()) {
        person->first_name = named->front().first_name;
        person->last_name = named->front().last_name;
    }
    co_return person;
}

async_result<directus::rights> rest_client::my_permissions(base::secret token)
{
    const auto answer = co_await send(rest::my_permissions(token));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_permissions(*answer, shape_);
}

async_result<rest::globals> rest_client::my_globals(base::secret token)
{
    const auto answer = co_await send(rest::my_globals(token));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_globals(*answer);
}

async_result<std::vector<directus::person>> rest_client::people(base::secret token, std::size_t limit)
{
    const auto answer = co_await send(rest::people(token, limit));
    if (!answer)
        co_return answer.error();
    co_return at_most(limit, rest::parse_people(*answer));
}

async_result<std::vector<directus::person>> rest_client::people(base::secret token,
                                                                std::vector<directus::user_id> ids)
{
    std::vector<directus::person> all;
    for (std::size_t n = 0; n < ids.size(); n += ids_at_once) {
        const auto some = std::span(ids).subspan(n, std::min(ids_at_once, ids.size() - n));
        const auto answer = co_await send(rest::people(token, some));
        if (!answer)
            co_return answer.error();
        auto found = at_most(some.size(), rest::parse_people(*answer));
        if (!found)
            co_return found.error();
        std::ranges::move(*found, std::back_inserter(all));
    }
    co_return all;
}

async_result<std::vector<directus::item>> rest_client::latest(base::secret token, std::size_t limit)
{
    const auto answer = co_await send(rest::latest(token, shape_, limit));
    if (!answer)
        co_return answer.error();
    auto rows = at_most(limit, rest::parse_items(*answer, shape_));
    if (rows)
        std::ranges::reverse(*rows);
    co_return rows;
}

// Page by page from the newest to the oldest, each beginning where the one before it ended: rows that come or
// go meanwhile shift nothing. An empty page is the end, not a short one: an operator may cap a page's size.
async_result<std::vector<directus::item>> rest_client::since(base::secret token, base::wall_time from,
                                                             std::size_t most, directus::files which)
{
    std::vector<directus::item> all;
    std::optional<base::wall_time> end;
    std::size_t offset = 0; // rows of the last millisecond before `end` that are there already
    std::size_t bytes = 0;
    while (all.size() < most && bytes < most_bytes) {
        const rest::page next{.from = from, .end = end, .offset = offset, .limit = page_size};
        const auto rows = co_await page(token, next, which);
        if (!rows)
            co_return rows.error();
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

directus::schema rest_client::shape_with(directus::files which) const
{
    auto shape = shape_;
    shape.attachment_as = which;
    return shape;
}

async_result<std::vector<directus::item>> rest_client::page(base::secret token, rest::page of,
                                                            directus::files which)
{
    const auto shape = shape_with(which);
    for (;;) {
        auto asked = of;
        if (!of.keys_only)
            asked.limit = std::min(of.limit, at_once_);
        const auto answer = co_await send(rest::rows(token, shape, asked));
        if (answer) {
            at_once_ = std::min(at_once_ * 2, most_at_once);
            co_return at_most(asked.limit, rest::parse_items(*answer, shape));
        }
        if (answer.error() != base::errc::too_large || asked.keys_only)
            co_return answer.error();
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
    for (std::size_t n = 0; n < ids.size(); n += ids_at_once) {
        const auto some = std::span(ids).subspan(n, std::min(ids_at_once, ids.size() - n));
        const auto answer = co_await send(rest::items(token, shape, some));
        if (!answer)
            co_return answer.error();
        auto rows = at_most(some.size(), rest::parse_items(*answer, shape));
        if (!rows)
            co_return rows.error();
        std::ranges::move(*rows, std::back_inserter(all));
    }
    co_return all;
}

async_result<std::vector<directus::item>> rest_client::create(base::secret token,
                                                              std::vector<directus::draft> rows)
{
    const auto answer = co_await send(rest::create(token, shape_, rows));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_items(*answer, shape_);
}

async_result<void> rest_client::update(base::secret token, directus::item_id id, std::string content)
{
    const auto answer = co_await send(rest::update(token, shape_, id, content));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_nothing(*answer);
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
    const auto answer = co_await send(directus::read_marker::find(token, of), marker_limit);
    if (!answer)
        co_return answer.error();
    co_return directus::read_marker::parse(*answer);
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

async_result<std::optional<std::string>>
rest_client::upload(base::secret token, directus::upload::content what, std::string folder)
{
    const auto answer = co_await send(directus::upload::make(token, std::move(what), folder), upload_limit);
    if (!answer)
        co_return answer.error();
    co_return directus::upload::parse(*answer);
}

async_result<void> rest_client::ping()
{
    const auto answer = co_await send(rest::ping(), ping_limit);
    if (!answer)
        co_return answer.error();
    co_return rest::parse_ping(*answer);
}

} // namespace server
