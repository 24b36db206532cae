#include "bridge/rows/attachment.hpp"

#include "base/utf8.hpp"
#include "bridge/text/html.hpp"
#include "bridge/text/message_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace bridge {

namespace {

std::string size_text(std::int64_t bytes)
{
    constexpr std::array units{"KiB", "MiB", "GiB", "TiB"};
    if (bytes < 1024)
        return fmt::format("{} B", bytes);
    auto size = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    for (; size >= 1023.5 && unit + 1 < units.size(); ++unit)
        size /= 1024;
    return size < 9.95 ? fmt::format("{:.1f} {}", size, units[unit])
                       : fmt::format("{:.0f} {}", size, units[unit]);
}

// One line of it, without control characters.
std::string name_text(std::string_view name)
{
    auto text = base::utf8::repaired(name);
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
    return is_blank(text) ? std::string() : text;
}

// The empty paragraphs of an editor of HTML, whatever the other rows' formatting is.
bool is_blank_html(std::string_view content)
{
    content = content.substr(0, looked_at);
    return evidence_of_html(content) == html_evidence::strong &&
           is_blank(html_to_irc(base::utf8::repaired(content)));
}

} // namespace

bool is_message(const directus::item& row)
{
    return !row.hidden && (row.attachment || !(is_blank(row.content) || is_blank_html(row.content)));
}

std::string attachment_line(const directus::file& what, std::string_view link, std::size_t most_bytes)
{
    constexpr std::string_view cut = "…";
    auto name = name_text(what.name);
    auto where = fmt::format("{}{}", link, what.id);
    const auto behind = what.bytes > 0 ? fmt::format(" ({}) {}", size_text(what.bytes), where) : " " + where;
    if (name.empty() || behind.size() + cut.size() >= most_bytes)
        return where;
    if (name.size() + behind.size() > most_bytes) {
        name.resize(base::utf8::prefix(name, most_bytes - behind.size() - cut.size()));
        name += cut;
    }
    return name + behind;
}

} // namespace bridge
