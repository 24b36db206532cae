// The channel and everyone on it: what happens to whom when a client speaks or Directus does. Owns the roster
// and the clients; knows no socket. What is to be sent lies in the clients' outboxes (take_dirty()), what is
// to be asked of Directus goes to the world outside.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "bridge/channel/audience.hpp"
#include "bridge/channel/channel.hpp"
#include "bridge/channel/client.hpp"
#include "bridge/channel/corrections.hpp"
#include "bridge/channel/history_pages.hpp"
#include "bridge/channel/outside.hpp"
#include "bridge/channel/past_writer.hpp"
#include "bridge/channel/presence.hpp"
#include "bridge/channel/reaction_requests.hpp"
#include "bridge/channel/read_markers.hpp"
#include "bridge/channel/redactions.hpp"
#include "bridge/channel/reply.hpp"
#include "bridge/channel/room_settings.hpp"
#include "bridge/channel/row_delivery.hpp"
#include "bridge/channel/row_lines.hpp"
#include "bridge/channel/row_receipts.hpp"
#include "bridge/channel/sent_lines.hpp"
#include "bridge/channel/statistics.hpp"
#include "bridge/people/roster.hpp"
#include "bridge/rows/formatting_guess.hpp"
#include "bridge/rows/typed_rows.hpp"
#include "bridge/sending/send_queue.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bridge {

class room {
public:
    using settings = room_settings;

    // `world` has to outlive it.
    room(settings with, base::wall_time created, outside& world);
    virtual ~room() = default;
    room(const room&) = delete;
    room& operator=(const room&) = delete;
    // Takes over what may change while there are clients: the topic, which is announced, network, icon, motd,
    // admin, links, history, bots, formatting, and the limits on members and, for clients to come, on what
    // is sent.
    void reconfigure(const settings& with, base::wall_time wall);

    // Clients. attach() sends the welcome; `user` is known to the roster, `away` is the text of an earlier
    // AWAY, `user_name` tells a user's clients apart.
    client& attach(client_id id, const user_id& user, irc::cap_set caps, base::time_point now,
                   base::wall_time wall, std::optional<std::string> away = std::nullopt,
                   std::string user_name = {});
    void detach(client_id id, base::wall_time wall); // nothing where it is not attached
    // A line that could not be read, and was answered.
    void spoiled(client_id from);
    void close_user(const user_id& user, std::string_view reason);

    row_delivery& rows() { return rows_; }
    // The line has become this row, which is shown next.
    void became(const send_queue::line& what, const base::item_id& row);
    // How a client's line ended. A line that was not stored is returned to the client that sent it, else to
    // its author's newest client, else to the author's next one.
    void delivered(const send_queue::line& what, const user_id& author = {}, const directus::item& row = {});
    void returned(const send_queue::returned& what, const user_id& author = {});

    // People. Announces what the others see of it.
    presence& present() { return present_; }
    roster& people() { return present_.people(); }
    void rights_changed(member& who, directus::rights now_has, base::wall_time wall);

    // A server's word to the channel, for those of the audience who are on it.
    void announce(std::string_view text, const member_filter& to);

    void fired(base::time_point now, base::wall_time wall);
    std::optional<base::time_point> deadline() const;

    audience& clients() { return clients_; }
    client* find(client_id id) const { return clients_.find(id); }

    // Which formatting rows have, once that was found out, for the log.
    std::optional<formatting> take_formatting_decision() { return guess_.take_decision(); }

    // For the handlers of commands.
    std::string state_of_link(const member& who) const { return world_.link_state(who); }
    const settings& config() const { return settings_; }
    formatting text_formatting() const { return guess_.in_force(); } // of the rows' texts
    base::wall_time created() const { return created_; }
    // To the command that has this label, or to none.
    bridge::reply reply_to(client& to, std::string label = {})
    {
        return {clients_, settings_.server_name, to, std::move(label)};
    }
    void store(const user_id& author, send_queue::line what); // at the end of their queue

    bridge::channel& channel() { return channel_; }
    sent_lines& sent() { return sent_; }
    corrections& corrected() { return corrections_; }
    redactions& deletions() { return redactions_; }
    reaction_requests& reactions() { return reactions_; }
    row_receipts& receipts() { return receipts_; }
    history_pages& pages() { return pages_; }
    read_markers& markers() { return markers_; }
    statistics& figures() { return figures_; }

private:
    settings settings_;
    formatting_guess guess_;
    typed_rows typed_;
    base::wall_time created_;
    audience clients_;
    presence present_;
    row_lines lines_;
    outside& world_;
    sent_lines sent_;
    redactions redactions_;
    reaction_requests reactions_;
    corrections corrections_;
    row_receipts receipts_;
    past_writer past_;
    row_delivery rows_;
    history_pages pages_;
    read_markers markers_;
    bridge::channel channel_;
    statistics figures_;
};

} // namespace bridge
