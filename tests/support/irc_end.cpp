#include "support/irc_end.hpp"

#include "base/utf8.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace support {

namespace {

bool holds(std::string_view line, std::string_view part)
{
    return line.find(part) != std::string_view::npos;
}

// [@tags ][:source ]COMMAND…, valid UTF-8, within the protocol's 512 bytes behind the tags.
bool well_formed(std::string_view line)
{
    if (!base::utf8::valid(line) ||
        line.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos)
        return false;
    for (const char mark : {'@', ':'})
        if (line.starts_with(mark)) {
            if (mark == ':' && line.size() > 510)
                return false;
            const auto space = line.find(' ');
            if (space < 2 || space == std::string_view::npos)
                return false;
            line.remove_prefix(space + 1);
        }
    const auto command = line.substr(0, line.find(' '));
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    return !command.empty() && (std::ranges::all_of(command, is_upper) ||
                                (command.size() == 3 && std::ranges::all_of(command, is_digit)));
}

} // namespace

irc_end::irc_end(std::uint16_t port, int receive_buffer)
    : stream_(loopback_stream::connect(port, receive_buffer))
{
}

irc_end::irc_end(std::unique_ptr<loopback_stream> over)
    : stream_(std::move(over))
{
}

void irc_end::raw(std::string_view bytes)
{
    stream_->write(bytes);
}

void irc_end::send(std::string_view line)
{
    raw(fmt::format("{}\r\n", line));
}

std::optional<std::string> irc_end::next(milliseconds limit)
{
    auto line = stream_->read_to("\r\n", limit);
    if (!line)
        return std::nullopt;
    line->resize(line->size() - 2);
    BOOST_CHECK_MESSAGE(well_formed(*line), "not a line of IRC: " << *line);
    seen_.push_back(*line);
    return line;
}

std::string irc_end::expect(std::string_view part, milliseconds limit)
{
    return read_to(part, limit).back();
}

void irc_end::await(std::string_view part, milliseconds limit)
{
    if (count(part) == 0)
        expect(part, limit);
}

std::vector<std::string> irc_end::read_to(std::string_view part, milliseconds limit)
{
    const auto until = std::chrono::steady_clock::now() + limit;
    std::vector<std::string> lines;
    for (;;) {
        const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
        auto line = next(std::max(left, milliseconds(0)));
        if (!line) {
            std::string got;
            for (const auto& one : lines)
                got += "\n  " + one;
            BOOST_FAIL("no line with \"" << part << "\" came, but" << got);
        }
        lines.push_back(std::move(*line));
        if (holds(lines.back(), part))
            return lines;
    }
}

std::vector<std::string> irc_end::fence()
{
    const auto token = fmt::format("fence-{}", ++fences_);
    send("PING " + token);
    auto lines = read_to(token);
    lines.pop_back();
    return lines;
}

bool irc_end::ended(milliseconds limit)
{
    while (next(limit)) {
    }
    return stream_->ended(milliseconds(0));
}

std::size_t irc_end::count(std::string_view part) const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(seen_, [&](const std::string& line) { return holds(line, part); }));
}

void irc_end::introduce(std::string_view pass, std::string_view caps)
{
    if (!caps.empty())
        raw(fmt::format("CAP REQ :{}\r\nCAP END\r\n", caps));
    raw(fmt::format("PASS {}\r\nNICK somebody\r\nUSER u 0 * :Some Body\r\n", pass));
}

void irc_end::log_in(std::string_view pass, std::string_view caps)
{
    introduce(pass, caps);
    expect(" 376 ");
}

void irc_end::join()
{
    send("JOIN #messages");
    expect(" 366 ");
}

void irc_end::reset()
{
    stream_.reset();
}

} // namespace support
