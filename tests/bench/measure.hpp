// The measurements. Each prints what it found and throws where something did not happen at all.
#pragma once

#include <cstddef>
#include <vector>

namespace bench {

using sizes = std::vector<std::size_t>;

// With a real Directus.
void feed();     // 500 readers: one subscription against 500
void reads();    // what a message costs Directus's database
void recovery(); // kill -9 while 50 clients talk
void logins();   // 1,000 clients at once
void soak(std::size_t minutes);
void fairness(std::size_t seconds); // one account that pages and searches over 16 connections, and the others

// With a scripted one, and so many clients each; Markdown tables.
void servers(const sizes& clients, std::size_t rounds,
             bool alone = false);                     // fan-out beside other IRC servers
void mixed(const sizes& clients, std::size_t rounds); // half of them with tags
void storm(const sizes& clients, std::size_t rounds); // all of them come at once
void accounts(const sizes& clients);                  // memory, with an account each
void sending(const sizes& clients);                   // from PRIVMSG to everybody's line
void idle(const sizes& clients);                      // with TLS
void hostile();                                       // memory and time that attacks cost

// So many and nothing else, for a gateway under valgrind: the difference of two runs is what one costs.
void deliver(std::size_t messages, std::size_t clients);
void ask(std::size_t lines); // PING, one client's, and its PONG

} // namespace bench
