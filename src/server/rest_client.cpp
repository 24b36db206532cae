#include "server/rest_client.hpp"

#include "base/timestamp.hpp"

#include <boost/asio.hpp>

#include <algorithm>

namespace server {

namespace asio = boost::asio;
namespace rest = directus::rest;

asio::awaitable<base::result<rest::response>> rest_client::send(rest::request request)
{
    // Named: g++ 12 copies an aggregate made inside a co_await expression bit by bit.
    net::http_request sent{.method = std::move(request.method),
                           .target = std::move(request.target),
                           .body = std::move(request.body),
                           .bearer = std::move(request.bearer)};
    auto answer = co_await http_.send(std::move(sent), limit_);
    if (!answer)
        co_return answer.error();
    if (const auto date = base::from_http_date(answer->date))
        offset_ = *date - std::chrono::floor<std::chrono::seconds>(base::wall_now());
    co_return rest::response{answer->status, std::move(answer->body), std::move(answer->date)};
}

async_result<directus::tokens> rest_client::login(std::string email, base::secret password)
{
    const auto answer = co_await send(rest::login(email, password));
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

async_result<std::vector<directus::person>> rest_client::people(base::secret token, std::size_t limit)
{
    const auto answer = co_await send(rest::people(token, limit));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_people(*answer);
}

async_result<std::vector<directus::person>> rest_client::people(base::secret token,
                                                                std::vector<directus::user_id> ids)
{
    const auto answer = co_await send(rest::people(token, ids));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_people(*answer);
}

async_result<std::vector<directus::item>> rest_client::latest(base::secret token, std::size_t limit)
{
    const auto answer = co_await send(rest::latest(token, shape_, limit));
    if (!answer)
        co_return answer.error();
    auto rows = rest::parse_items(*answer, shape_);
    if (rows)
        std::ranges::reverse(*rows);
    co_return rows;
}

async_result<std::vector<directus::item>> rest_client::since(base::secret token, base::wall_time from,
                                                             std::size_t limit, std::size_t page)
{
    const auto answer = co_await send(rest::since(token, shape_, from, limit, page));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_items(*answer, shape_);
}

async_result<std::vector<directus::item>> rest_client::items(base::secret token,
                                                             std::vector<directus::item_id> ids)
{
    const auto answer = co_await send(rest::items(token, shape_, ids));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_items(*answer, shape_);
}

} // namespace server
