#include "irc/writer.hpp"

#include "base/byte_set.hpp"
#include "base/utf8.hpp"
#include "irc/line_buffer.hpp"
#include "irc/tags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace irc {

namespace {

constexpr base::byte_set ends_line(std::string_view("\0\r\n", 3));
constexpr base::byte_set no_middle(std::string_view("\0\r\n ", 4));

bool can_be_middle(std::string_view value)
{
    return !value.empty() && value.front() != ':' && no_middle.find_in(value) == std::string_view::npos;
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
    start_ = out_.size();
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

writer& writer::echo(std::string_view value)
{
    constexpr std::size_t longest = 200;
    return param(value.substr(0, base::utf8::prefix(value, longest)));
}

writer& writer::text(std::string_view value)
{
    out_ += " :";
    append_clean(value);
    return *this;
}

void writer::end()
{
    constexpr std::size_t longest = line_buffer::max_body - 2;
    out_.resize(start_ + base::utf8::prefix(std::string_view(out_).substr(start_), longest));
    out_ += "\r\n";
    tagged_ = false;
}

void writer::append_clean(std::string_view value)
{
    for (;;) {
        const auto clean = std::min(ends_line.find_in(value), value.size());
        out_ += value.substr(0, clean);
        if (clean == value.size())
            return;
        out_ += ' ';
        value.remove_prefix(clean + 1);
    }
}

} // namespace irc
