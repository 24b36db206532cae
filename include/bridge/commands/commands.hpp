// The table of commands of a registered client: name, least parameters, handler. Checked in one place.
#pragma once

#include "base/clock.hpp"
#include "bridge/channel/reply.hpp"
#include "bridge/channel/room.hpp"
#include "irc/message.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace bridge {

// What a handler works on: one line of one client.
struct call {
    bridge::room& room;
    client& from;
    bridge::reply& reply; // to `from`
    const irc::message& line;
    base::time_point now;
    base::wall_time wall;
};

struct command {
    std::string_view name;
    std::size_t least_params;
    void (*handle)(const call&);
    std::string_view help;               // one line for HELP
    std::optional<std::size_t> server{}; // the parameter that names the server, where there may be one
};

// Sorted by name.
std::span<const command> commands();

// A line of a client's: runs its command, or answers 421, 461 or 402; a line of a batch goes into that.
void received(room& on, client_id from, const irc::message& line, base::time_point now, base::wall_time wall);

namespace handlers {
// The names of a list with commas; empty ones are left out.
std::vector<std::string_view> names_in(std::string_view list);
// Whether the name is that of a server elsewhere: neither ours nor that of a user on it.
bool is_other_server(const call&, std::string_view name);
void no_such_server(const call&, std::string_view name);

bool is_of_batch(const call&);
void add_to_batch(const call&);

// handlers_channel.cpp
void join(const call&);
void part(const call&);
void names(const call&);
void topic(const call&);
void mode(const call&);
void list(const call&);
void invite(const call&);
void kick(const call&);
// handlers_history.cpp
void chathistory(const call&);
void markread(const call&);
void search(const call&);
// handlers_message.cpp
void privmsg(const call&);
void notice(const call&);
void batch(const call&);
void tagmsg(const call&);
void away(const call&);
// handlers_monitor.cpp
void monitor(const call&);
// handlers_people.cpp
void whois(const call&);
void whowas(const call&);
void ison(const call&);
void userhost(const call&);
void nick(const call&);
void setname(const call&);
// handlers_redaction.cpp
void redact(const call&);
// handlers_server.cpp
void ping(const call&);
void pong(const call&);
void quit(const call&);
void motd(const call&);
void lusers(const call&);
void version(const call&);
void isupport(const call&);
void time(const call&);
void admin(const call&);
void info(const call&);
void help(const call&);
void oper(const call&);
void registered_already(const call&);
// handlers_stats.cpp
void stats(const call&);
// handlers_who.cpp
void who(const call&);
} // namespace handlers

} // namespace bridge
