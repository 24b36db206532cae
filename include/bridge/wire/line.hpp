// One line of IRC before it is fitted to a client: capabilities are applied here and nowhere else. A set of
// lines is encoded once for each set of capabilities and the bytes are shared between clients.
#pragma once

#include "base/clock.hpp"
#include "irc/caps.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bridge {

struct line {
    std::string source;
    std::string command;
    std::vector<std::string> params; // all middle ones
    std::optional<std::string> text; // the trailing one

    std::optional<base::wall_time> time;    // `server-time`
    std::string msgid;                      // `message-tags`
    std::string account;                    // `account-tag`; "*" params of `extended-join`
    std::string batch;                      // reference of the `batch` it belongs to
    std::string label;                      // `labeled-response`: of the command that this answers
    std::string real_name;                  // of a JOIN, for `extended-join`
    bool past = false;                      // history: without `server-time` the text gets its "[HH:MM] ",
    bool other_day = false;                 // or "[MM-DD HH:MM] "
    std::optional<irc::cap> only_with{};    // for clients with this capability alone
    std::optional<irc::cap> only_without{}; // for clients without it
    // A message of several lines is one batch for clients that take it whole, and lines apart for others.
    // A piece has its tags on the line that opens its batch. https://ircv3.net/specs/extensions/multiline
    enum class form { any, apart, whole, piece };
    form as = form::any;
    // Tags with their values, for clients with `message-tags`.
    std::vector<std::pair<std::string, std::string>> tags;
};

// Whether a client with these capabilities is sent the line.
bool is_for(const line& what, const irc::cap_set& caps);

// Appends what a client with these capabilities is sent for the line: nothing, or one line with its end.
void encode(const line& what, const irc::cap_set& caps, std::string& out);

using bytes = std::shared_ptr<const std::string>;

class wire_cache {
public:
    explicit wire_cache(std::vector<line> lines)
        : lines_(std::move(lines))
    {
    }

    const std::vector<line>& lines() const { return lines_; }
    // Null where such a client is sent nothing.
    bytes for_caps(const irc::cap_set& caps)
    {
        for (const auto& [mask, encoding] : encoded_)
            if (mask == caps.mask())
                return encoding;
        return encode_for(caps);
    }

private:
    bytes encode_for(const irc::cap_set& caps);

    std::vector<line> lines_;
    std::vector<std::pair<std::uint64_t, bytes>> encoded_;
};

} // namespace bridge
