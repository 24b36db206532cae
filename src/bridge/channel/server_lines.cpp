#include "bridge/channel/server_lines.hpp"

#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace bridge {

namespace {

// Whether the client knows FAIL: from standard-replies, or because what it negotiated the command with says
// so.
bool expects_fail(const client& to, std::string_view command)
{
    using irc::cap;
    constexpr std::array<std::pair<std::string_view, cap>, 6> specified{{
        {"BATCH", cap::multiline},
        {"CHATHISTORY", cap::chathistory},
        {"MARKREAD", cap::read_marker},
        {"REDACT", cap::message_redaction},
        {"SEARCH", cap::search},
        {"SETNAME", cap::setname},
    }};
    return to.caps.has(cap::standard_replies) || std::ranges::any_of(specified, [&](const auto& each) {
               return command == each.first && to.caps.has(each.second);
           });
}

} // namespace

line server_line(const std::string& server, std::string_view command, std::vector<std::string> params,
                 std::string_view text)
{
    return {.source = server,
            .command = std::string(command),
            .params = std::move(params),
            .text = std::string(text)};
}

line numeric_line(const std::string& server, const client& to, irc::numeric number,
                  std::initializer_list<std::string_view> params)
{
    line out{
        .source = server, .command = fmt::format("{:03}", static_cast<int>(number)), .params = {to.nick()}};
    for (const auto param : params)
        out.params.push_back(base::utf8::repaired(param));
    return out;
}

line fail_line(const std::string& server, const client& to, std::string_view command, std::string_view code,
               const std::vector<std::string>& context, std::string_view text)
{
    if (!expects_fail(to, command))
        return server_line(server, "NOTICE", {to.nick()}, text);
    auto out = server_line(server, "FAIL", {std::string(command), std::string(code)}, text);
    for (const auto& each : context)
        out.params.push_back(base::utf8::repaired(each));
    return out;
}

} // namespace bridge
