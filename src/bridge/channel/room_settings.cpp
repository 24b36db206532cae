// What is configured anew while clients are there.
#include "bridge/channel/room.hpp"

namespace bridge {

void room::reconfigure(const settings& with, base::wall_time wall)
{
    settings_.motd = with.motd;
    settings_.admin = with.admin;
    settings_.item_link = with.item_link;
    settings_.file_link = with.file_link;
    settings_.history = with.history;
    settings_.bots = with.bots;
    settings_.members_limit = with.members_limit;
    settings_.join_limit = with.join_limit;
    settings_.send_limit = with.send_limit;
    settings_.formatting = with.formatting;
    guess_.configure(with.formatting);
    settings_.replies = with.replies;
    if (settings_.topic == with.topic)
        return;
    settings_.topic = with.topic;
    topic_since_ = wall;
    auto told = from_server("TOPIC", {settings_.channel}, settings_.topic);
    told.time = wall;
    clients_.broadcast([&](naming) { return std::vector{told}; });
}

} // namespace bridge
