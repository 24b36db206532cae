#include "bridge/text/html.hpp"

#include "bridge/text/html_entities.hpp"
#include "bridge/text/html_reader.hpp"
#include "bridge/text/html_scan.hpp"
#include "irc/formatting.hpp"
#include "irc/text.hpp"

#include <algorithm>
#include <optional>

namespace bridge {

namespace {

// Spaces in a row, which HTML would show as one, and those at either end, which it would not show.
std::string kept_spaces(std::string_view text, bool is_first, bool is_last)
{
    std::string out;
    for (std::size_t n = 0; n < text.size(); ++n) {
        const bool at_end = (n == 0 && is_first) || (n + 1 == text.size() && is_last);
        if (text[n] == ' ' && (at_end || (n > 0 && text[n - 1] == ' ')))
            out += "&nbsp;";
        else
            out += text[n];
    }
    return out;
}

std::string paragraph_line(std::string_view line)
{
    struct style_tag {
        bool irc::style::*flag;
        std::string_view name;
    };
    constexpr std::array tags{style_tag{&irc::style::bold, "strong"}, style_tag{&irc::style::italic, "em"},
                              style_tag{&irc::style::strikethrough, "s"},
                              style_tag{&irc::style::monospace, "code"}};
    std::string out;
    const auto parts = irc::read_codes(line);
    for (const auto& part : parts) {
        std::string closing;
        for (const auto& [flag, name] : tags)
            if (part.how.*flag) {
                out.append("<").append(name).append(">");
                closing.insert(0, std::string("</").append(name).append(">"));
            }
        out += kept_spaces(with_entities(part.text), &part == &parts.front(), &part == &parts.back());
        out += closing;
    }
    return out;
}

} // namespace

std::string html_to_irc(std::string_view content, const nick_lookup& nick_of)
{
    return html_reader(nick_of).read(content);
}

std::string html_from_irc(std::string_view text)
{
    if (irc::without_codes(text).find_first_not_of(" \t\r\n\v\f") == std::string_view::npos)
        return {};
    std::string out = "<p>";
    for (const auto line : irc::lines(text)) {
        if (out.size() > 3)
            out += "<br>";
        out += paragraph_line(line);
    }
    return out + "</p>";
}

std::string html_with_lead(std::string_view lead, std::string_view content)
{
    html_scanner scanner(content);
    std::size_t at = 0;
    for (html_token next; scanner.next(next); at += next.raw.size()) {
        const bool is_space = next.what == html_token::kind::text &&
                              next.raw.find_first_not_of(" \t\r\n\f") == std::string_view::npos;
        const bool is_paragraph = next.what == html_token::kind::open &&
                                  (next.tag == html_tag::block || next.tag == html_tag::heading);
        if (!is_space && !is_paragraph)
            break;
    }
    return std::string(content.substr(0, at)) + with_entities(lead) + std::string(content.substr(at));
}

std::size_t html_cut(std::string_view content, std::size_t size)
{
    constexpr std::size_t longest_tag = 4096; // a longer one is dropped by its quotes
    constexpr std::size_t longest_entity = 12;
    if (content.size() <= size)
        return content.size();
    const auto kept = content.substr(0, size);
    const auto tag = kept.rfind('<');
    if (tag != std::string_view::npos && size - tag < longest_tag &&
        kept.find('>', tag) == std::string_view::npos)
        return tag;
    const auto entity = kept.rfind('&');
    const bool is_inside = entity != std::string_view::npos && size - entity < longest_entity &&
                           kept.find(';', entity) == std::string_view::npos;
    return is_inside ? entity : size;
}

html_evidence evidence_of_html(std::string_view content)
{
    constexpr std::size_t most = 4096; // bytes that say enough
    const auto start = std::min(content.find_first_not_of(" \t\r\n\f"), content.size());
    html_scanner scanner(content.substr(start, most));
    std::optional<html_tag> first;
    bool is_first = true;
    for (html_token next; scanner.next(next); is_first = false) {
        const bool is_plain =
            next.tag == html_tag::other || next.tag == html_tag::span || next.tag == html_tag::cell;
        const bool is_inline =
            next.tag < html_tag::pre || next.tag == html_tag::link || next.tag == html_tag::image;
        if (is_first && next.what == html_token::kind::open && !is_plain && !is_inline)
            first = next.tag;
        if (next.what == html_token::kind::close && next.tag == first)
            return html_evidence::strong;
        if (next.what == html_token::kind::close && !is_plain && !first)
            return html_evidence::weak;
    }
    return first && content.size() > most ? html_evidence::strong : html_evidence::none;
}

} // namespace bridge
