// The table of commands of a registered client: name, least parameters, handler. Checked in one place.
#pragma once

#include "base/clock.hpp"
#include "bridge/room.hpp"
#include "irc/message.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace bridge {

// What a handler works on: one line of one client.
struct call {
    bridge::room& room;
    client& from;
    const irc::message& line;
    base::time_point now;
    base::wall_time wall;
};

struct command {
    std::string_view name;
    std::size_t least_params;
    void (*handle)(const call&);
    std::string_view help; // one line for HELP
};

// Sorted by name.
std::span<const command> commands();

// Runs the line's command, or answers 421 or 461.
void dispatch(const call& what);

namespace handlers {
// The names of a list with commas; empty ones are left out.
std::vector<std::string_view> names_in(std::string_view list);
// True, and answered 402, where the name is that of a server elsewhere: neither ours nor of somebody on it.
bool other_server(const call&, std::string_view name);

// True where the line is one of a batch, and has gone into it.
bool batched(const call&);

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
