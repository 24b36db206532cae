#include "irc/isupport.hpp"

#include "irc/line_buffer.hpp"
#include "irc/writer.hpp"

namespace irc {

void write_isupport(const std::vector<std::string>& tokens, std::string_view server, std::string_view nick,
                    std::string& out)
{
    constexpr std::size_t max_tokens = 13; // 15 parameters, less the nick and the text
    std::size_t next = 0;
    while (next < tokens.size()) {
        constexpr std::string_view explanation = "are supported by this server";
        std::string line;
        writer reply(line);
        reply.begin(server, numeric::RPL_ISUPPORT).param(nick);
        for (std::size_t on_line = 0; on_line < max_tokens && next < tokens.size(); ++on_line, ++next) {
            const std::size_t size = line.size() + 1 + tokens[next].size() + 2 + explanation.size() + 2;
            if (on_line > 0 && size > line_buffer::max_body)
                break;
            reply.param(tokens[next]);
        }
        reply.text(explanation).end();
        out += line;
    }
}

} // namespace irc
