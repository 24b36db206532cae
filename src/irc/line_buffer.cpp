#include "irc/line_buffer.hpp"

#include "base/byte_set.hpp"

#include <algorithm>
#include <array>

namespace irc {

namespace {

constexpr base::byte_set bad(std::string_view("\0\r", 2));
constexpr std::size_t head_size = 8; // the longest of the openings below

// Whether a line without its end, complete or not, is over one of the limits.
bool over_limits(std::string_view line)
{
    if (line.starts_with('@')) {
        const std::size_t space = line.find(' ');
        const std::size_t tags = space == std::string_view::npos ? line.size() : space + 1;
        if (tags > line_buffer::max_tags)
            return true;
        line.remove_prefix(tags);
    }
    return line.size() > line_buffer::max_body - 2;
}

std::string_view without_cr(std::string_view line)
{
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

} // namespace

void line_buffer::append(std::string_view bytes)
{
    if (head_.size() < head_size)
        head_ += bytes.substr(0, head_size - head_.size());
    bytes_.erase(0, start_);
    start_ = 0;
    bytes_ += bytes;
}

std::optional<line_buffer::line> line_buffer::next()
{
    while (start_ < bytes_.size()) {
        const std::string_view rest = std::string_view(bytes_).substr(start_);
        const std::size_t end = rest.find('\n');
        const bool complete = end != std::string_view::npos;
        const std::string_view text = without_cr(rest.substr(0, end));

        if (skipping_) {
            start_ += complete ? end + 1 : rest.size();
            skipping_ = !complete;
        } else if (over_limits(text)) {
            start_ += complete ? end + 1 : rest.size();
            skipping_ = !complete;
            return line{{}, fault::too_long};
        } else if (!complete) {
            break;
        } else {
            start_ += end + 1;
            if (bad.find_in(text) != std::string_view::npos)
                return line{{}, fault::bad_characters};
            if (!text.empty())
                return line{text, fault::none};
        }
    }
    return std::nullopt;
}

bool line_buffer::looks_foreign() const
{
    // Methods of RFC 9110 section 9, and the first two bytes of a TLS handshake record (RFC 8446
    // section 5.1).
    static constexpr std::array<std::string_view, 8> openings{"GET ",     "POST ",    "HEAD ",   "PUT ",
                                                              "OPTIONS ", "CONNECT ", "DELETE ", "\x16\x03"};
    return std::any_of(openings.begin(), openings.end(), [this](std::string_view opening) {
        return std::string_view(head_).starts_with(opening);
    });
}

} // namespace irc
