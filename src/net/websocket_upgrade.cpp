#include "net/websocket_upgrade.hpp"

#include "base/ascii.hpp"
#include "base/base64.hpp"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <openssl/evp.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace net {

namespace http = boost::beast::http;

namespace {

constexpr std::string_view about = "This is the IRC WebSocket of directus-ircd";

// The host of "https://chat.example.com:8443" or "chat.example.com:8443".
std::string host_of(std::string_view text)
{
    if (const auto scheme = text.find("://"); scheme != std::string_view::npos)
        text.remove_prefix(scheme + 3);
    const auto end = text.starts_with('[') ? text.find(']') : text.find(':');
    return base::lowered(text.substr(0, text.starts_with('[') && end != text.npos ? end + 1 : end));
}

// https://www.rfc-editor.org/rfc/rfc6455#section-4.2.2
std::string accept_value(const std::string& key)
{
    const auto text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
    return base::to_base64({reinterpret_cast<const char*>(digest.data()), size});
}

// The first one that the client names and we know.
std::string_view chosen_protocol(const http_head& request)
{
    const auto wanted = request.value("sec-websocket-protocol");
    for (std::string_view rest = wanted; !rest.empty();) {
        const auto name = base::trimmed(rest.substr(0, rest.find(',')));
        rest.remove_prefix(std::min(rest.find(','), rest.size() - 1) + 1);
        for (const std::string_view known : {"text.ircv3.net", "binary.ircv3.net"})
            if (name == known)
                return known;
    }
    return {};
}

} // namespace

std::optional<http_head> http_head::parse(std::string_view text)
{
    http::request_parser<http::empty_body> parser;
    parser.header_limit(max_size);
    boost::system::error_code failed;
    const auto size = parser.put(boost::asio::buffer(text), failed);
    const auto& head = parser.get();
    if (failed || !parser.is_header_done() || size != text.size() || head.version() != 11 ||
        !head.target().starts_with('/'))
        return std::nullopt;
    http_head out{.method = std::string(head.method_string())};
    for (const auto& field : head)
        out.fields.emplace_back(base::lowered(field.name_string()), field.value());
    return out;
}

std::string http_head::value(std::string_view name) const
{
    std::string all;
    for (const auto& [field, text] : fields)
        if (field == name)
            all.append(all.empty() ? "" : ", ").append(text);
    return all;
}

bool http_head::has(std::string_view name) const
{
    return std::ranges::any_of(fields, [&](const auto& one) { return one.first == name; });
}

bool http_head::lists(std::string_view name, std::string_view element) const
{
    const auto all = base::lowered(value(name));
    for (std::string_view rest = all; !rest.empty();) {
        if (base::trimmed(rest.substr(0, rest.find(','))) == element)
            return true;
        rest.remove_prefix(std::min(rest.find(','), rest.size() - 1) + 1);
    }
    return false;
}

upgrade_answer refuse_upgrade(unsigned status, std::string_view reason)
{
    const auto body = fmt::format("{}: {}\n", about, reason);
    const std::string_view more = status == 426 ? "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" : "";
    return {.response = fmt::format("HTTP/1.1 {} {}\r\n{}Connection: {}close\r\nContent-Type: text/plain; "
                                    "charset=utf-8\r\nContent-Length: {}\r\n\r\n{}",
                                    status, std::string_view(http::obsolete_reason(http::status(status))),
                                    more, status == 426 ? "Upgrade, " : "", body.size(), body),
            .refusal = std::string(reason)};
}

bool is_welcome(std::string_view origin, std::string_view host, const std::vector<std::string>& origins)
{
    const auto asks = base::lowered(origin);
    if (origins.empty())
        return asks.find("://") != std::string::npos && host_of(asks) == host_of(host);
    return std::ranges::any_of(origins,
                               [&](const auto& one) { return one == "*" || base::lowered(one) == asks; });
}

upgrade_answer answer_upgrade(const http_head& request, const std::vector<std::string>& origins)
{
    if (request.method != "GET" || !request.lists("upgrade", "websocket") ||
        !request.lists("connection", "upgrade"))
        return refuse_upgrade(
            426, "connect with a WebSocket client, https://ircv3.net/specs/extensions/websocket");
    if (request.value("sec-websocket-version") != "13")
        return refuse_upgrade(426, "only version 13 of the WebSocket protocol is spoken");
    const auto key = request.value("sec-websocket-key");
    const auto decoded = base::from_base64(key);
    if (!decoded || decoded->size() != 16 || !request.has("host"))
        return refuse_upgrade(400, "the WebSocket handshake is not valid");
    const auto origin = request.value("origin");
    if (request.has("origin") && !is_welcome(origin, request.value("host"), origins))
        return refuse_upgrade(403,
                              fmt::format("pages of {} may not connect (irc.websocket_origins)", origin));
    const auto protocol = chosen_protocol(request);
    return {.accepted = true,
            .binary = protocol == "binary.ircv3.net",
            .response = fmt::format("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
                                    "Upgrade\r\nSec-WebSocket-Accept: {}\r\n{}{}{}\r\n",
                                    accept_value(key), protocol.empty() ? "" : "Sec-WebSocket-Protocol: ",
                                    protocol, protocol.empty() ? "" : "\r\n")};
}

} // namespace net
