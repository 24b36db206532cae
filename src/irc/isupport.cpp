#include "irc/isupport.hpp"

#include "irc/line_buffer.hpp"
#include "irc/writer.hpp"

namespace irc {

std::string isupport_value(std::string_view text)
{
    std::string out;
    for (const char character : text) {
        if (character == ' ')
            out += "\\x20";
        else if (character == '=')
            out += "\\x3D";
        else if (character == '\\')
            out += "\\x5C";
        else
            out += character;
    }
    return out;
}

void write_isupport(const std::vector<std::string>& tokens, std::string_view server, std::string_view nick,
                    const cap_set& caps, std::string& out)
{
    constexpr std::string_view reference = "isupport"; // closed at once: no other is open then
    const bool batched = caps.has(cap::batch) && caps.has(cap::extended_isupport);
    if (batched)
        writer(out).begin(server, "BATCH").param("+" + std::string(reference)).param("draft/isupport").end();
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
        if (batched)
            out.append("@batch=").append(reference).append(" ");
        out += line;
    }
    if (batched)
        writer(out).begin(server, "BATCH").param("-" + std::string(reference)).end();
}

} // namespace irc
