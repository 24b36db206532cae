// Passes each question of the room to the part that answers it.
#pragma once

#include "bridge/channel/questions.hpp"
#include "bridge/channel/room.hpp"
#include "server/gateway/standing.hpp"
#include "server/links/links.hpp"
#include "server/people/marker_store.hpp"
#include "server/requests/changes.hpp"
#include "server/requests/history_service.hpp"
#include "server/requests/reaction_store.hpp"

namespace server {

class question_desk {
public:
    struct parts {
        bridge::room& room;
        links& users;
        marker_store& markers;
        changes& edits;
        reaction_store& reactions;
        history_service& histories;
        standing& figures;
    };

    // All have to outlive it.
    explicit question_desk(parts with)
        : with_(with)
    {
    }

    void ask(bridge::ask::question what);
    // The gateway shuts down: nothing more is read or changed.
    void close() { is_closed_ = true; }
    bool is_closed() const { return is_closed_; }

private:
    parts with_;
    bool is_closed_ = false;
};

} // namespace server
