// HTML cut into text and tags, in linear time whatever it is. What only looks like a tag ("a < b",
// "<you@example.com>") is text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bridge {

enum class html_tag {
    other, // known to HTML, and nothing to us
    bold,
    italic,
    strikethrough,
    code,
    pre,
    line_break,
    block, // begins a line, and ends one
    heading,
    item,
    ordered_list,
    unordered_list,
    quote,
    link,
    image,
    span,
    cell
};

struct html_token {
    enum class kind {
        text, // with entities
        open,
        close,
        nothing // a comment; a script with all that is in it
    };
    kind what = kind::nothing;
    html_tag tag = html_tag::other;
    std::string_view raw{}; // as it stands there
};

class html_scanner {
public:
    explicit html_scanner(std::string_view content)
        : content_(content)
    {
    }

    // False at the end.
    bool next(html_token& out);

private:
    bool read_markup(std::size_t at, html_token& out);
    bool read_tag(std::size_t at, html_token& out);
    std::size_t end_of_tag(std::size_t from);
    std::size_t end_of_contents(std::size_t from, std::string_view name) const;

    std::string_view content_;
    std::size_t at_ = 0;
    // So that nothing is looked for twice to the very end.
    bool has_comment_ends_ = true;
    bool has_quote_ends_ = true;
    bool has_tag_ends_ = true;
};

// The value of a tag's attribute, without entities; empty where it has none. Pre: `name` is lower case.
std::string html_attribute(std::string_view tag, std::string_view name);

} // namespace bridge
