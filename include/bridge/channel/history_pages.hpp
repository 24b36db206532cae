// Pages of the history, and searches, that clients ask for: of each user one at a time.
// https://ircv3.net/specs/extensions/chathistory,
// https://codeberg.org/emersion/soju/src/branch/master/doc/ext/search.md
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "bridge/channel/audience.hpp"
#include "bridge/channel/outside.hpp"
#include "bridge/channel/past_receiver.hpp"
#include "bridge/channel/past_writer.hpp"
#include "bridge/channel/reading_turns.hpp"
#include "bridge/channel/reply.hpp"
#include "bridge/channel/room_settings.hpp"
#include "bridge/history/past_row.hpp"

#include <optional>
#include <string>
#include <vector>

namespace bridge {

class history_pages {
public:
    static constexpr std::size_t most = 200;         // messages of a page: CHATHISTORY in 005
    static constexpr std::size_t usual_search = 100; // messages: without a limit

    // All have to outlive it.
    history_pages(const room_settings& settings, audience& clients, past_writer& writer, outside& world,
                  past_receiver& rows)
        : settings_(settings)
        , clients_(clients)
        , writer_(writer)
        , world_(world)
        , rows_(rows)
    {
    }

    // Asked for once those before it are answered.
    void ask_page(reply& to, irc::history_query query);
    void ask_search(reply& to, ask::find_rows what);
    void show_nothing_found(reply& to);
    void page(const ask::read_page& asked, const base::result<past_page>& found, base::wall_time wall);
    void found(const ask::find_rows& asked, const ask::past& rows, base::wall_time wall);
    void disconnected(client& who) { turns_.left(who.user->id, who.id); }

private:
    void start(std::optional<reading_turns::request> next);
    void show_page(client& to, const ask::read_page& asked, const base::result<past_page>& found,
                   base::wall_time wall);
    void show_found(client& to, const ask::find_rows& asked, const ask::past& rows, base::wall_time wall);
    void show_targets(client& to, const ask::read_page& asked, const std::vector<past_row>& rows,
                      base::wall_time wall);
    void send(client& who, std::string text);

    const room_settings& settings_;
    audience& clients_;
    past_writer& writer_;
    outside& world_;
    past_receiver& rows_;
    reading_turns turns_;
};

} // namespace bridge
