// The HTTP request that a WebSocket begins with, and the answer to it. No sockets.
// https://www.rfc-editor.org/rfc/rfc6455#section-4, https://ircv3.net/specs/extensions/websocket
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace net {

// The head of an HTTP/1.1 request.
struct http_head {
    static constexpr std::size_t max_size = 8 * 1024; // bytes

    std::string method;
    std::vector<std::pair<std::string, std::string>> fields{}; // names in lower case, in their order

    // Of the text through the empty line; empty where it is no such head.
    static std::optional<http_head> parse(std::string_view text);

    // The values of all fields of this name, between ", ". `name` is in lower case.
    std::string value(std::string_view name) const;
    bool has(std::string_view name) const;
    // Whether a field that is a list between commas has this element, in whatever case.
    bool lists(std::string_view name, std::string_view element) const;
};

struct upgrade_answer {
    bool accepted = false;
    bool binary = false;    // binary.ircv3.net was agreed on; else messages are text
    std::string response{}; // whole, to be sent
    std::string refusal{};  // why not
};

// Whether pages of this origin ("https://chat.example.com") may ask: where it is listed, all where "*" is,
// and where nothing is those of the host that is asked, at any port.
bool is_welcome(std::string_view origin, std::string_view host, const std::vector<std::string>& origins);

// A browser's request, which has an Origin, is accepted where that is welcome.
upgrade_answer answer_upgrade(const http_head& request, const std::vector<std::string>& origins);
// The answer to something that is no HTTP request at all, or is refused for another reason.
upgrade_answer refuse_upgrade(unsigned status, std::string_view reason);

} // namespace net
