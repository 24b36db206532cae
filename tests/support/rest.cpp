#include "support/rest.hpp"

#include "net/http_client.hpp"
#include "net/tls.hpp"
#include "support/wait.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

#include <stdexcept>

namespace support {

namespace asio = boost::asio;

namespace {

constexpr duration answer_limit = 12 * patience; // an import of thousands of rows takes that long
constexpr std::size_t answer_bytes = 256 << 20;  // all rows of an hour of chaos

asio::awaitable<void> perform(net::http_client& http, net::http_request request,
                              base::result<net::http_response>& into)
{
    into = co_await http.send(std::move(request), std::chrono::duration_cast<base::duration>(answer_limit));
    http.close();
}

rest_answer accepted(rest_answer answer, const std::string& method, const std::string& target)
{
    if (!answer.ok())
        throw std::runtime_error(fmt::format("{} {}: {} {}", method, target, answer.status, answer.text));
    return answer;
}

} // namespace

directus::json::value rest_answer::data() const
{
    return document ? document->root()["data"] : directus::json::value();
}

std::string rest_answer::error_code() const
{
    if (!document)
        return {};
    return std::string(document->root()["errors"].at(0)["extensions"]["code"].string().value_or(""));
}

rest::rest(std::string url, std::string token)
    : url_(std::move(url))
    , token_(std::move(token))
{
}

// A client for each call: none has to survive a restart of Directus.
rest_answer rest::call(const std::string& method, const std::string& target, std::string body) const
{
    asio::io_context io(1);
    static auto tls = net::client_tls("");
    const auto where = net::base_url::parse(url_);
    net::http_client http(io.get_executor(), where.value(), tls, {.body_limit = answer_bytes});
    net::http_request request{
        .method = method, .target = target, .body = std::move(body), .bearer = base::secret(token_)};
    base::result<net::http_response> answer = base::errc::timeout;
    asio::co_spawn(io, perform(http, std::move(request), answer), asio::detached);
    io.run();
    if (!answer)
        throw std::runtime_error(fmt::format("{} {}{}: {}", method, url_, target, answer.error().message()));
    rest_answer out{answer->status, std::move(answer->body), std::nullopt};
    if (auto parsed = directus::json::document::parse(out.text))
        out.document = std::move(*parsed);
    return out;
}

rest_answer rest::get(const std::string& target) const
{
    return accepted(call("GET", target), "GET", target);
}

rest_answer rest::post(const std::string& target, std::string body) const
{
    return accepted(call("POST", target, std::move(body)), "POST", target);
}

rest_answer rest::patch(const std::string& target, std::string body) const
{
    return accepted(call("PATCH", target, std::move(body)), "PATCH", target);
}

rest_answer rest::remove(const std::string& target, std::string body) const
{
    return accepted(call("DELETE", target, std::move(body)), "DELETE", target);
}

std::string json_string(std::string_view text)
{
    directus::json::writer out;
    return out.string(text).take();
}

} // namespace support
