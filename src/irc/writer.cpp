#include "irc/writer.hpp"

#include "irc/tags.hpp"

#include <fmt/format.h>

#include <iterator>

namespace irc {

namespace {

bool ends_line(char c)
{
    return c == '\0' || c == '\r' || c == '\n';
}

bool can_be_middle(std::string_view value)
{
    return !value.empty() && value.front() != ':' && value.find(' ') == std::string_view::npos &&
           value.find_first_of(std::string_view("\0\r\n", 3)) == std::string_view::npos;
}

} // namespace

writer& writer::tag(std::string_view key, std::string_view value)
{
    out_ += tagged_ ? ';' : '@';
    tagged_ = true;
    append_clean(key);
    if (!value.empty()) {
        out_ += '=';
        out_ += escape_tag_value(value);
    }
    return *this;
}

writer& writer::begin(std::string_view source, std::string_view command)
{
    if (tagged_)
        out_ += ' ';
    if (!source.empty()) {
        out_ += ':';
        append_clean(source);
        out_ += ' ';
    }
    append_clean(command);
    return *this;
}

writer& writer::begin(std::string_view source, numeric number)
{
    return begin(source, fmt::format("{:03}", static_cast<int>(number)));
}

writer& writer::param(std::string_view value)
{
    out_ += ' ';
    out_ += can_be_middle(value) ? value : "*";
    return *this;
}

writer& writer::text(std::string_view value)
{
    out_ += " :";
    append_clean(value);
    return *this;
}

void writer::end()
{
    out_ += "\r\n";
    tagged_ = false;
}

void writer::append_clean(std::string_view value)
{
    for (const char c : value)
        out_ += ends_line(c) ? ' ' : c;
}

} // namespace irc
