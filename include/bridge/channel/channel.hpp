// The channel as its members see it: its name and topic, and clients that join, list and leave it.
#pragma once

#include "base/clock.hpp"
#include "bridge/channel/audience.hpp"
#include "bridge/channel/outside.hpp"
#include "bridge/channel/presence.hpp"
#include "bridge/channel/read_markers.hpp"
#include "bridge/channel/reply.hpp"
#include "bridge/channel/room_settings.hpp"
#include "bridge/channel/row_delivery.hpp"
#include "bridge/channel/row_receipts.hpp"

#include <string_view>

namespace bridge {

class channel {
public:
    // What it needs; all of it has to outlive it.
    struct parts {
        const room_settings& settings;
        audience& clients;
        presence& present;
        row_receipts& receipts;
        row_delivery& rows;
        read_markers& markers;
        outside& world;
    };
    channel(parts of, base::wall_time topic_since)
        : with_(of)
        , topic_since_(topic_since)
    {
    }

    bool is_named(std::string_view name) const;
    base::wall_time topic_since() const { return topic_since_; }
    // Tells the clients the topic that the settings have now.
    void topic_changed(base::wall_time wall);

    // Replies with the JOIN, the topic and the names, and pushes the history; nothing for a client that has
    // joined.
    void join(reply& to, base::time_point now, base::wall_time wall);
    // Nothing for a client that has not joined.
    void part(reply& to, std::string_view reason, base::wall_time wall);
    void names(reply& to);
    // Forgets what the client was shown. The others are told by `presence`.
    static void leave(client& who);

private:
    parts with_;
    base::wall_time topic_since_;
};

} // namespace bridge
