#include "bridge/channel/refused_change.hpp"

#include <fmt/format.h>

namespace bridge {

refused_change refusal_of(const ask::outcome& how, const refused_change::words& of)
{
    const auto with_reason = [&](std::string_view text) {
        return fmt::format("{}: {}", text, how.error.message());
    };
    if (how.error == base::errc::not_found)
        return {"UNKNOWN_MSGID", "This message does not exist, or you may not read it"};
    if (how.error == base::errc::forbidden)
        return {of.forbidden_code, std::string(of.forbidden)};
    if (!base::is_temporary(how.error))
        return {of.forbidden_code, with_reason(of.refused)};
    return {of.failed_code, with_reason(how.perhaps ? of.unknown : of.failed)};
}

} // namespace bridge
