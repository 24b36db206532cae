// Why a change that a client asked for was not made, as FAIL tells it.
// https://ircv3.net/specs/extensions/standard-replies
#pragma once

#include "bridge/channel/questions.hpp"

#include <string>
#include <string_view>

namespace bridge {

struct refused_change {
    std::string_view code;
    std::string text;

    struct words { // of one kind of change; each text but `forbidden` is followed by Directus's reason
        std::string_view forbidden_code;
        std::string_view failed_code;
        std::string_view forbidden;
        std::string_view refused;
        std::string_view unknown; // whether it was made
        std::string_view failed;
    };
};

// Pre: how.error
refused_change refusal_of(const ask::outcome& how, const refused_change::words& of);

} // namespace bridge
