#include "irc/message.hpp"

#include "irc/casemap.hpp"

#include <algorithm>

namespace irc {

namespace {

void skip_spaces(std::string_view& rest)
{
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
}

// The part up to the next space, and the spaces behind it are skipped.
std::string_view take_word(std::string_view& rest)
{
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(word.size());
    skip_spaces(rest);
    return word;
}

// Not only of letters or three digits: an unknown command is answered by its name (421).
bool is_command(std::string_view word)
{
    const auto is_printable = [](char c) { return c > ' ' && c < '\x7F'; };
    return !word.empty() && word.size() <= message::longest_command && word.front() != '@' &&
           word.front() != ':' && std::ranges::all_of(word, is_printable);
}

} // namespace

std::optional<message> message::parse(std::string_view line)
{
    message parsed;
    skip_spaces(line);
    if (line.starts_with('@'))
        parsed.tags = take_word(line).substr(1);
    if (line.starts_with(':'))
        parsed.source = take_word(line).substr(1);
    parsed.command = take_word(line);
    if (!is_command(parsed.command))
        return std::nullopt;

    while (!line.empty()) {
        // The last place takes the rest, with or without a colon (RFC 2812 section 2.3.1).
        const bool last = parsed.size_ + 1 == max_params;
        if (line.front() == ':' || last) {
            parsed.params_[parsed.size_++] = line.front() == ':' ? line.substr(1) : line;
            break;
        }
        parsed.params_[parsed.size_++] = take_word(line);
    }
    return parsed;
}

std::string_view message::rest() const
{
    if (size_ == 0)
        return {};
    const auto& last = params_[size_ - 1];
    const auto* first = params_[0].data();
    return {first, static_cast<std::size_t>(last.data() + last.size() - first)};
}

bool message::is(std::string_view name) const
{
    return same(command, name);
}

} // namespace irc
