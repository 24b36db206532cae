#include "server/rest/request_sender.hpp"

#include "base/timestamp.hpp"
#include "directus/foreign.hpp"
#include "directus/query.hpp"
#include "directus/upload.hpp"

#include <boost/asio.hpp>

#include <utility>

namespace server {

namespace rest = directus::rest;

namespace {

constexpr base::duration ping_limit = std::chrono::seconds(4);
constexpr base::duration upload_limit = std::chrono::minutes(3); // with the time that the client has for it

} // namespace

request_sender::request_sender(net::http_client& http, base::duration limit, answer_watch& watch)
    : http_(http)
    , watch_(watch)
    , limit_(limit)
    , number_(directus::queries::first_number())
{
}

async_result<rest::response> request_sender::send(rest::request request)
{
    return send(std::move(request), limit_);
}

async_result<rest::response> request_sender::send(rest::request request, base::duration limit)
{
    return send(http_, std::move(request), nullptr, limit);
}

async_result<rest::response> request_sender::send(net::http_client& over, rest::request request,
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

async_result<std::optional<std::string>> request_sender::upload(net::http_client& over, rest::request request,
                                                                net::http_body& body)
{
    const auto answer = co_await send(over, std::move(request), &body, upload_limit);
    if (!answer)
        co_return answer.error();
    co_return directus::upload::parse(*answer);
}

async_result<void> request_sender::ping()
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
