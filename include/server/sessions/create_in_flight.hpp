// A user's create that Directus has not answered yet, and what its answer means. A machine.
#pragma once

#include "base/clock.hpp"
#include "directus/rejection.hpp"
#include "directus/types.hpp"

#include <span>

namespace server {

class create_in_flight {
public:
    void begin(std::span<const directus::draft> rows, base::time_point now);
    base::duration age(base::time_point now) const { return now - since_; }

    // The access token of a deleted user stays valid until its end, but no row can be stored in their name.
    bool may_show_deleted_author(const directus::rejection& why) const;

    // The answer over REST: without Directus's JSON, too, 413, 429 and 401 mean that nothing was stored.
    static directus::creation with_rejections(directus::creation answer);
    // No error where the rows are stored.
    static base::error_code error_of(const directus::creation& answer);

private:
    base::time_point since_{};
    bool has_reply_ = false; // to a row that may be gone
};

} // namespace server
