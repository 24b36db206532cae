// A reader who leaves and comes back at random, in the middle of bursts too. A row counts as shown once the
// client has said so: by the PONG to the PING that follows it; with chathistory it asks for what it missed,
// and knows rows by their keys.
#pragma once

#include "e2e/chaos_absences.hpp"
#include "e2e/chaos_people.hpp"

#include <set>
#include <string>
#include <vector>

namespace e2e::chaos {

class absentee {
public:
    absentee(stage& on, absences& records, const support::person& who, std::string name, std::string caps,
             unsigned seed);
    ~absentee() { thread_.join(); } // once all is over

private:
    void run();
    void visit();
    void hear(const std::string& line, support::irc_peer& peer);
    void start_reading(support::irc_peer& peer);
    void ask_page(support::irc_peer& peer);
    void show_page(support::irc_peer& peer);
    void show(const shown& row);
    unsigned pick(unsigned from, unsigned to) { return std::uniform_int_distribution(from, to)(random_); }

    stage& stage_;
    absences& records_;
    const support::person& who_;
    const std::string name_;
    const std::string caps_;
    const bool asks_; // for history
    std::mt19937 random_;
    std::vector<shown> unconfirmed_; // of this visit
    bool has_history_ = true;        // of this visit: it could be read
    // With chathistory: how it reads what it missed, and what it knows from all its visits.
    struct {
        bool under_way = false;
        bool is_last = false;
        std::vector<shown> page;    // that is open
        std::string last_key;       // of the page before
        std::set<std::string> keys; // of all pages
    } reading_;
    std::set<std::string> known_; // keys
    base::wall_time newest_{};
    base::wall_time complete_until_{};
    std::thread thread_;
};

} // namespace e2e::chaos
