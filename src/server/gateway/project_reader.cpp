#include "server/gateway/project_reader.hpp"

#include "base/log.hpp"
#include "base/printable.hpp"

#include <fmt/format.h>

#include <utility>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr base::duration limit = std::chrono::seconds(10);

} // namespace

project_reader::project_reader(net::http_client& http, receiver to)
    : http_(http)
    , to_(std::move(to))
{
}

asio::awaitable<void> project_reader::read()
{
    net::http_request request; // named: see g++ 12
    request.target = "/server/info";
    auto answer = co_await http_.send(std::move(request), limit);
    if (!answer)
        co_return;
    auto found = directus::parse_project_info({answer->status, std::move(answer->body), {}});
    if (!found)
        co_return;
    if (!found->logo.empty()) {
        const auto why = co_await obstacle(found->logo);
        note(found->logo, why);
        if (!why.empty())
            found->logo.clear();
    }
    to_(std::move(*found));
}

// Directus shows the project's logo to everybody; a proxy in front of it, or a file that is gone, may not.
asio::awaitable<std::string> project_reader::obstacle(std::string logo)
{
    net::http_request request;
    request.target = "/assets/" + logo;
    request.fields = {{"Range", "bytes=0-1"}}; // its type is what counts; Directus refuses less
    const auto answer = co_await http_.send(std::move(request), limit);
    if (!answer)
        co_return answer.error().message();
    if (answer->status != 200 && answer->status != 206)
        co_return fmt::format("status {} without a token", answer->status);
    if (!answer->type.starts_with("image/"))
        co_return fmt::format("its type is \"{}\"", base::printable(answer->type, 80));
    co_return std::string();
}

void project_reader::note(const std::string& logo, const std::string& why)
{
    if (why != std::exchange(logged_, why) && !why.empty())
        base::log::warning("project_logo", {{"file", logo}, {"reason", why}});
}

} // namespace server
