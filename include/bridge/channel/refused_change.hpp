// The reason why Directus did not make a client's change, as FAIL states it.
// https://ircv3.net/specs/extensions/standard-replies
#pragma once

#include "bridge/channel/questions.hpp"

#include <string>
#include <string_view>

namespace bridge {

struct refused_change {
    std::string_view code;
    std::string text;

    struct words { // for one kind of change; every text but `forbidden` is followed by Directus's reason
        std::string_view forbidden_code;
        std::string_view failed_code;
        std::string_view forbidden;
        std::string_view refused;
        std::string_view unknown; // the change may have been made
        std::string_view failed;
    };
};

// Pre: how.error
refused_change refusal_of(const ask::outcome& how, const refused_change::words& of);

} // namespace bridge
