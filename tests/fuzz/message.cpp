// A message that is written as it was read is the same; tags' values come back from their escapes.
#include "irc/message.hpp"

#include "fuzz/fuzz.hpp"
#include "irc/history_query.hpp"
#include "irc/search_query.hpp"
#include "irc/tags.hpp"
#include "irc/writer.hpp"

namespace {

void query(const irc::message& message)
{
    constexpr std::size_t most = 200;
    const auto page = irc::parse_history_query(message, most);
    if (const auto* asked = std::get_if<irc::history_query>(&page))
        fuzz::require(asked->limit >= 1 && asked->limit <= most, "a page has a size");
    const auto search = irc::parse_search_query(message[0], 100, most);
    if (const auto* asked = std::get_if<irc::search_query>(&search))
        fuzz::require(asked->limit >= 1 && asked->limit <= most, "a search has a size");
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view line(reinterpret_cast<const char*>(data), size);
    if (line.find_first_of(std::string_view("\r\n\0", 3)) != line.npos)
        return 0; // line_buffer gives no such line
    const auto read = irc::message::parse(line);
    if (!read)
        return 0;
    fuzz::require(!read->command.empty(), "there is a command");
    fuzz::require(read->size() <= irc::message::max_params, "not more than fit");
    query(*read);

    std::string text;
    irc::writer out(text);
    out.begin(read->source, read->command);
    for (std::size_t n = 0; n + 1 < read->size(); ++n)
        out.param((*read)[n]);
    if (read->size() > 0)
        out.text((*read)[read->size() - 1]);
    out.end();
    fuzz::require(text.ends_with("\r\n"), "a line");
    const auto again = irc::message::parse(std::string_view(text).substr(0, text.size() - 2));
    fuzz::require(again && again->command == read->command && again->source == read->source &&
                      again->size() == read->size(),
                  "the same message");
    for (std::size_t n = 0; n < read->size(); ++n)
        fuzz::require((*again)[n] == (*read)[n], "the same parameters");

    const std::string value(read->tags);
    const auto escaped = irc::escape_tag_value(value);
    fuzz::require(escaped.find_first_of("; \r\n") == escaped.npos, "escaped");
    fuzz::require(irc::unescape_tag_value(escaped) == value, "unescaped");
    irc::find_tag(read->tags, "msgid");
    irc::find_tag(read->tags, read->command);
    return 0;
}
