#include "irc/line_buffer.hpp"

#include "base/byte_set.hpp"
#include "base/secret.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace irc {

namespace {

constexpr base::byte_set bad(std::string_view("\0\r", 2));

// Methods of RFC 9110 section 9, and the first two bytes of a TLS handshake record (RFC 8446 section 5.1).
constexpr std::string_view handshake = "\x16\x03";
constexpr std::array<std::string_view, 8> beginnings{"GET ",     "POST ",    "HEAD ",   "PUT ",
                                                     "OPTIONS ", "CONNECT ", "DELETE ", handshake};

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

line_buffer::~line_buffer()
{
    base::wipe(bytes_);
}

// No more than it takes is kept: a password may come first.
void line_buffer::begin(std::string_view bytes)
{
    for (const char byte : bytes) {
        head_ += byte;
        const auto is_like = [this](std::string_view one) { return one.starts_with(head_); };
        if (std::ranges::none_of(beginnings, is_like))
            head_.clear();
        undecided_ = !head_.empty() && std::ranges::find(beginnings, head_) == beginnings.end();
        if (!undecided_)
            return;
    }
}

void line_buffer::append(std::string_view bytes)
{
    if (undecided_)
        begin(bytes);
    wiped_ = 0;
    base::cut_secret(bytes_, std::exchange(start_, 0));
    base::append_secret(bytes_, bytes);
}

std::optional<line_buffer::line> line_buffer::next()
{
    base::wipe(std::span(bytes_).subspan(wiped_, start_ - wiped_));
    wiped_ = start_;
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

std::string_view line_buffer::foreign() const
{
    if (undecided_ || head_.empty())
        return {};
    return head_ == handshake ? "TLS" : "HTTP";
}

} // namespace irc
