#include "server/sessions/create_in_flight.hpp"

#include <algorithm>
#include <variant>

namespace server {

void create_in_flight::begin(std::span<const directus::draft> rows, base::time_point now)
{
    since_ = now;
    has_reply_ = std::ranges::any_of(rows, [](const directus::draft& row) { return !row.reply_to.empty(); });
}

bool create_in_flight::may_show_deleted_author(const directus::rejection& why) const
{
    return why.code == "INVALID_FOREIGN_KEY" && !has_reply_;
}

directus::creation create_in_flight::with_rejections(directus::creation answer)
{
    if (const auto* error = std::get_if<base::error_code>(&answer)) {
        directus::rejection rejection{*error};
        if (*error == base::errc::invalid_payload || rejection.is_temporary())
            return rejection;
    }
    return answer;
}

base::error_code create_in_flight::error_of(const directus::creation& answer)
{
    if (const auto* refused = std::get_if<directus::rejection>(&answer))
        return refused->why;
    const auto* unknown = std::get_if<base::error_code>(&answer);
    return unknown ? *unknown : base::error_code();
}

} // namespace server
