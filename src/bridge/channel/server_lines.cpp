#include "bridge/channel/server_lines.hpp"

#include "base/utf8.hpp"

#include <fmt/format.h>

namespace bridge {

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
    if (!to.caps.has(irc::cap::standard_replies))
        return server_line(server, "NOTICE", {to.nick()}, text);
    auto out = server_line(server, "FAIL", {std::string(command), std::string(code)}, text);
    for (const auto& each : context)
        out.params.push_back(base::utf8::repaired(each));
    return out;
}

} // namespace bridge
