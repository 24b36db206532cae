// What the parts of a feed work on together: the timeline, its readers, and who carries it.
#pragma once

#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/links/carrier.hpp"
#include "server/links/live_timeline.hpp"
#include "server/links/origins.hpp"
#include "server/links/readership.hpp"
#include "server/people/directory.hpp"

namespace server {

struct feed_parts { // all have to outlive the part
    context& shared;
    directory& names;
    origins& senders;
    live_timeline& timeline;
    const readership& members;
    const carrier& current;
    net::task_group& tasks;
};

} // namespace server
