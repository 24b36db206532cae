// An IRC client that does what a test says. It waits for lines, each at most for `patience`, and shows
// everything that was sent and received when one does not come. In a pattern each * stands for anything.
// Every line that comes in has to be well-formed IRC.
#pragma once

#include "support/loopback.hpp"

#include <boost/assert/source_location.hpp>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

class irc_peer {
public:
    using where = boost::source_location; // std's is not in clang 14
    using lines = std::vector<std::string>;

    // Connects to 127.0.0.1. `receive_buffer`: bytes that the system keeps for it, at least; 0 for its
    // default.
    explicit irc_peer(std::uint16_t port, int receive_buffer = 0);
    explicit irc_peer(std::unique_ptr<loopback_stream> connected);
    loopback_stream& stream() { return *stream_; }

    void send(std::string_view line); // CR LF are added
    void send(std::initializer_list<std::string_view> several);
    void send_bytes(std::string_view bytes);
    // PING is answered unless this was called.
    void leave_pings() { answers_pings_ = false; }

    // The next wait may take so long.
    irc_peer& within(duration limit);
    // The next line that matches; those before it are passed over.
    std::string expect(std::string_view pattern, where from = BOOST_CURRENT_LOCATION);
    // The same, with those before it.
    lines until(std::string_view pattern, where from = BOOST_CURRENT_LOCATION);
    // As `expect`, but the line may have come already.
    void await(std::string_view pattern, where from = BOOST_CURRENT_LOCATION);
    // Everything that the gateway had for the client until now, once it has read what the client sent.
    lines fence(where from = BOOST_CURRENT_LOCATION);
    // None of these lines comes before a fence.
    void expect_none(std::string_view pattern, where from = BOOST_CURRENT_LOCATION);
    // Nothing at all comes for so long.
    void expect_silence(duration length, where from = BOOST_CURRENT_LOCATION);
    // The next line, whatever it is; none within the limit, or where the gateway has closed the connection.
    std::optional<std::string> line(duration limit);

    // Every line so far, and how many of them match.
    const lines& seen() const { return seen_; }
    std::size_t count(std::string_view pattern) const;

    // True where the gateway is known to have closed the connection.
    bool at_end() const { return stream_->at_end(); }
    // True once it has; false when no line came for so long. What it sent until then is among seen().
    bool ended(duration limit = patience);
    // What came until then.
    lines expect_end(where from = BOOST_CURRENT_LOCATION);
    void reset(); // as a client that is gone without a word

    // CAP where capabilities are named, PASS, NICK and USER, without waiting for the answer.
    void identify(std::string_view pass, std::string_view caps = {});
    // NICK and USER, after whatever the test has sent to log in, until the end of the MOTD. Returns the nick.
    std::string introduce(where from = BOOST_CURRENT_LOCATION);
    // Negotiates capabilities and logs in with PASS. Returns the nick.
    std::string log_in(std::string_view pass, std::string_view caps = {},
                       where from = BOOST_CURRENT_LOCATION);
    // JOIN #messages until the end of NAMES.
    void join(where from = BOOST_CURRENT_LOCATION);
    // PRIVMSG #messages.
    void say(std::string_view text);

private:
    std::chrono::steady_clock::time_point end_of_wait();
    const std::string* next(std::chrono::steady_clock::time_point end);
    std::string expect_welcome(const where& from);
    [[noreturn]] void fail(std::string_view reason, const where& from) const;

    std::unique_ptr<loopback_stream> stream_;
    lines seen_;
    std::vector<std::pair<std::size_t, std::string>> sent_; // after how many lines of seen_
    bool answers_pings_ = true;
    int fences_ = 0;
    duration limit_ = patience;
};

// A tag's value as it stands; empty where the line has none such.
std::string tag_of(std::string_view line, std::string_view name);
// What stands after the command's " :".
std::string text_of(std::string_view line);
// The lines that match.
irc_peer::lines only(const irc_peer::lines& all, std::string_view pattern);
std::vector<std::string> texts_of(const irc_peer::lines& all);
std::string sasl_plain(std::string_view authzid, std::string_view authcid, std::string_view password);

} // namespace support
