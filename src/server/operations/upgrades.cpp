#include "server/operations/upgrades.hpp"

#include "base/log.hpp"

#include <fmt/format.h>

#include <utility>

namespace server {

namespace {

// https://directus.io/docs/configuration/realtime
std::string change_for(unsigned status)
{
    switch (status) {
    case 0:
        return "set directus.websocket_path to Directus's WEBSOCKETS_REST_PATH, or let the proxy in front of "
               "Directus pass on the headers Upgrade and Connection";
    case 401:
        return "let the proxy in front of Directus pass on the query of the URL, or look at Directus's "
               "WEBSOCKETS_REST_AUTH";
    case 403:
        return "raise WEBSOCKETS_REST_CONN_LIMIT in Directus: each user needs a connection; or unlock its "
               "licence";
    case 404:
        return "set WEBSOCKETS_ENABLED=true in Directus, or directus.websocket_path to its "
               "WEBSOCKETS_REST_PATH";
    default:
        return "let the proxy in front of Directus pass on the headers Upgrade and Connection, or set "
               "directus.url to where Directus itself is";
    }
}

const directus::user_id nobody{};

} // namespace

finding finding_of(const net::websocket::refusal& answer, const std::string& path)
{
    auto text = answer.status == 0 ? fmt::format("GET {} (WebSocket) was not answered", path)
                                   : fmt::format("GET {} (WebSocket) was answered {}", path, answer.status);
    if (!answer.content_type.empty())
        text += fmt::format(" with {}", answer.content_type);
    if (!answer.location.empty()) // a URL of ours may hold a token that is sent back
        text += fmt::format(", redirected to {}", answer.location.substr(0, answer.location.find('?')));
    return {"websocket", finding::grade::warn, std::move(text), change_for(answer.status)};
}

upgrades::upgrades(findings& checks, std::string path)
    : checks_(checks)
    , path_(std::move(path))
{
}

void upgrades::learn_to_want_token()
{
    if (!std::exchange(want_token_, true))
        base::log::info("websocket_strict", {{"text", "Directus wants the token in the WebSocket's URL"}});
}

void upgrades::refused(const directus::user_id& whose, const net::websocket::refusal& answer)
{
    refused_.insert(whose);
    const auto what = finding_of(answer, path_);
    if (checks_.raise(what))
        base::log::warning(
            "websocket_refused",
            {{"status", std::to_string(answer.status)}, {"reason", what.text}, {"change", what.change}});
}

// Without a token 401 is `strict`, and 101 no refusal.
void upgrades::tried(const net::websocket::refusal& answer)
{
    if (answer.status == 101 || answer.status == 401)
        settled(nobody);
    else
        refused(nobody, answer);
}

void upgrades::opened(const directus::user_id& whose)
{
    settled(nobody);
    settled(whose);
}

void upgrades::settled(const directus::user_id& whose)
{
    if (refused_.erase(whose) > 0 && refused_.empty() && checks_.clear("websocket"))
        base::log::info("websocket_accepted");
}

} // namespace server
