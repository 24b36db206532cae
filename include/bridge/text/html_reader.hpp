// What IRC is shown of a row's text that is HTML: one reading of it, with the tags that are open and the line
// that is being put together.
#pragma once

#include "bridge/text/html.hpp"
#include "bridge/text/html_scan.hpp"
#include "irc/formatting.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bridge {

class html_reader {
public:
    explicit html_reader(const nick_lookup& nick_of)
        : nick_of_(nick_of)
    {
    }

    // As html_to_irc(). Call once.
    std::string read(std::string_view content);

private:
    void open(const html_token& what);
    void close(html_tag what);
    void text(std::string_view raw);
    void word(std::string_view visible);
    void end_line(bool even_if_empty);
    void end_link();
    void switch_code(int by);
    void begin_item();
    void begin_block(html_tag what);
    void end_block(html_tag what);
    irc::style style() const;
    std::string lead();

    const nick_lookup& nick_of_;
    std::string out_;
    bool has_lines_ = false;
    std::vector<irc::formatted> line_;
    std::optional<irc::style> gap_; // white space before what comes next
    std::string marker_;            // of a list's item, before its first words
    // How many of each are open. Tags that are closed without, or never, do no harm.
    int bold_ = 0;
    int italic_ = 0;
    int strikethrough_ = 0;
    int code_ = 0;
    int pre_ = 0;
    int quotes_ = 0;
    bool begins_pre_ = false;        // whose first line break shows nothing
    std::vector<std::size_t> lists_; // the next number of an ordered one, else 0
    std::size_t deeper_lists_ = 0;   // than are worth a number
    std::string url_;
    std::string link_text_;
    // Of a mention, in whose place the nick stands.
    std::string nick_;
    int mention_ = 0; // spans
};

} // namespace bridge
