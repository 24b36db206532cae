// Those who chat while everything breaks: each has a thread of his own and tells the books what he does.
#pragma once

#include "e2e/chaos_books.hpp"

#include "support/irc_peer.hpp"

#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace e2e::chaos {

// Everybody comes; writes; waits until all is written and shown; leaves.
enum class phase { gathering, writing, settling, over };

struct stage {
    books& records;
    unsigned short port; // of the gateway
    std::string collection;
    std::vector<std::string> directus; // the URLs that writers over REST use
    std::atomic<phase> now = phase::gathering;
};

struct part {
    const support::person* who;
    std::string caps;
    bool by_password = false;
    bool writes = true;
    bool restless = false; // quits now and then, and comes back
};

class irc_user {
public:
    irc_user(stage& on, part plays, std::string name, unsigned seed);
    ~irc_user(); // once all is over
    bool present() const { return present_; }

private:
    void run();
    void visit();
    stream& enter(support::irc_peer& peer);
    bool log_in(support::irc_peer& peer);
    void chat(support::irc_peer& peer, stream& as);
    bool act(support::irc_peer& peer, stream& as); // false once he has left
    void say(support::irc_peer& peer, stream& as);
    void leave(support::irc_peer& peer, stream& as);
    void hear(const std::string& line, stream& as);
    unsigned pick(unsigned from, unsigned to) { return std::uniform_int_distribution(from, to)(random_); }

    stage& stage_;
    const part part_;
    const std::string name_;
    std::mt19937 random_;
    unsigned visits_ = 0;
    bool has_echo_ = false;
    bool has_labels_ = false;
    std::string error_; // the gateway's last word
    std::atomic<bool> present_ = false;
    std::thread thread_;
};

class rest_writer {
public:
    rest_writer(stage& on, const support::person& who, bool own_keys, unsigned seed);
    ~rest_writer() { thread_.join(); } // once nobody writes any more

private:
    void run();

    stage& stage_;
    const support::person& who_;
    const bool own_keys_;
    std::mt19937 random_;
    std::thread thread_;
};

} // namespace e2e::chaos
