// What a CHATHISTORY command asks for. https://ircv3.net/specs/extensions/chathistory
#pragma once

#include "base/clock.hpp"
#include "irc/message.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace irc {

struct history_query {
    enum class kind { latest, before, after, around, between, targets };

    // A message, by its id or by its time; one of the two is there.
    struct selector {
        std::string msgid;
        std::optional<base::wall_time> time;
        friend bool operator==(const selector&, const selector&) = default;
    };

    kind what = kind::latest;
    std::string command;            // the subcommand as it was given, for errors
    std::string target;             // none for TARGETS
    std::optional<selector> first;  // none for LATEST *
    std::optional<selector> second; // of BETWEEN and TARGETS
    std::size_t limit = 0;          // at least 1, at most the server's
    friend bool operator==(const history_query&, const history_query&) = default;
};

// FAIL CHATHISTORY <code> <context>... :<text>
struct history_refusal {
    std::string code;
    std::vector<std::string> context;
    std::string text;
    friend bool operator==(const history_refusal&, const history_refusal&) = default;
};

// `most`: messages of one answer; a larger limit is lowered to it.
std::variant<history_query, history_refusal> parse_history_query(const message& line, std::size_t most);

} // namespace irc
