// Those who chat while everything breaks: each has a thread of his own and tells the books what he does.
#pragma once

#include "e2e/chaos_books.hpp"

#include "support/irc_peer.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <optional>
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

inline constexpr auto login_limit = std::chrono::seconds(90); // a frozen Directus included

// What a PRIVMSG to the channel shows; nothing where the line is none.
std::optional<shown> row_of(const std::string& line);

class irc_user {
public:
    irc_user(stage& on, part plays, std::string name, unsigned seed);
    ~irc_user(); // once all is over
    bool present() const { return present_; }
    // Whose logins outages have cut off is kept out for minutes, which spares the account.
    bool may_be_kept_out() const { return part_.by_password; }

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
    enum class kind { keys_by_directus, own_keys, in_bursts }; // the last of up to 1,500 rows
    rest_writer(stage& on, const support::person& who, kind of, unsigned seed);
    ~rest_writer() { thread_.join(); } // once nobody writes any more

private:
    void run();
    void pause();
    void write(stream& as, std::size_t rows); // in one request

    stage& stage_;
    const support::person& who_;
    const kind kind_;
    std::mt19937 random_;
    std::size_t requests_ = 0;
    std::thread thread_;
};

} // namespace e2e::chaos
