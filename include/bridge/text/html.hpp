// A row's text as editors of HTML store it, from and to a text of IRC. Of tags those count that say what chat
// says: bold, italic, strikethrough, code, links, lists, quotations, line breaks. Of all others the text is
// shown, of scripts nothing.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace bridge {

// The nick of a user whom a mention names by its id; empty where there is none.
using nick_lookup = std::function<std::string(std::string_view id)>;

// What IRC is shown: lines with codes, without any other control character. A link is "text (url)". Takes
// linear time, and gives at most a few times as much. Pre: `content` is valid UTF-8.
std::string html_to_irc(std::string_view content, const nick_lookup& nick_of = {});

// One paragraph that shows the text, its line breaks and its codes: bold, italic, strikethrough, monospace.
// Empty where the text shows nothing.
std::string html_from_irc(std::string_view text);

// The content with this before its first words, in the same line where that is possible.
std::string html_with_lead(std::string_view lead, std::string_view content);

// Where the content, cut to `size` bytes, would end inside a tag or an entity: the size before that. Else
// `size`.
std::size_t html_cut(std::string_view content, std::size_t size);

// How much a row's text looks like HTML: begins with a paragraph or its like that is closed, or has but a
// closed tag.
enum class html_evidence { none, weak, strong };
html_evidence evidence_of_html(std::string_view content);

} // namespace bridge
