#include "bridge/text/returned_text.hpp"

#include "irc/text.hpp"

namespace bridge {

std::vector<line> returned_text(const std::string& server, const std::string& nick, const std::string& before,
                                std::string_view text)
{
    std::vector<line> notices;
    const auto width = 512 - (server.size() + nick.size() + 14 + before.size());
    for (const auto one : irc::lines(text)) {
        auto pieces = irc::split(one, width);
        if (pieces.empty())
            pieces.emplace_back(); // a blank line is one of the message, too
        for (const auto piece : pieces)
            notices.push_back({.source = server,
                               .command = "NOTICE",
                               .params = {nick},
                               .text = before + std::string(piece)});
    }
    return notices;
}

} // namespace bridge
