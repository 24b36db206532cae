// What the configuration says of the channel.
#pragma once

#include "base/clock.hpp"
#include "bridge/text/formatting.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace bridge {

// What IRC shows as a user's account: the first 8 hexadecimal digits of the user's id (all of it where
// another user's begins alike), the whole id, or the e-mail address. Owners may edit their names and
// addresses.
enum class account_kind { short_id, id, email };

struct room_settings {
    std::string server_name = "irc.directus";
    std::string network = "Directus"; // on one line
    std::string icon{};               // the address of its picture (005); empty: none
    std::string version = "directus-ircd";
    std::string channel = "#messages";
    std::string topic;
    std::vector<std::string> motd;
    std::string admin;                    // for ADMIN; empty: none named
    std::string item_link;                // what a row's link begins with; its key follows
    std::string file_link;                // the same for its attachment
    std::string filehost{};               // where clients send files (005); empty: nowhere
    std::size_t history = 100;            // rows pushed after a first join
    std::size_t catch_up = 1000;          // rows pushed to a client that comes back, of those that it missed
    std::vector<std::string> bots;        // ids and e-mail addresses of those who are pushed none
    std::size_t members_limit = 500;      // a directory with more people is not listed
    std::size_t join_limit = 1000;        // above this many members nothing about them is announced
    std::size_t strangers_limit = 10'000; // people known who never logged in
    std::size_t send_limit = 1 << 20;     // bytes queued for one client
    std::size_t untold_limit = 200;       // lines that came back kept for an author who is not there
    std::size_t hold_limit = 1000;        // rows held for a client that waits for its history …
    std::size_t hold_bytes = 8 << 20;     // … and bytes of them
    base::duration pong_delay = std::chrono::milliseconds(250); // a PONG waits that long for own lines
    bridge::formatting formatting = bridge::formatting::markdown;
    base::duration edit_wait = std::chrono::seconds(2); // an edit is shown that long after it was made
    account_kind account = account_kind::short_id;
    bool names_by_permission = false; // users who may not read Directus's users see codes for names
    bool replies = false;             // the collection keeps which row a row answers
    bool reactions = false;           // there is a collection for reactions
};

} // namespace bridge
