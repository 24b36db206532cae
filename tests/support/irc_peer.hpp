// An IRC client that does what a test says. It waits for lines, each at most for `patience`, and shows
// everything it received when one does not come. In a pattern each * stands for anything.
#pragma once

#include "support/wait.hpp"

#include <boost/assert/source_location.hpp>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace support {

class irc_peer {
public:
    using where = boost::source_location; // std's is not in clang 14
    using lines = std::vector<std::string>;

    explicit irc_peer(unsigned short port); // of 127.0.0.1
    irc_peer(irc_peer&& other) noexcept;
    irc_peer& operator=(irc_peer&&) = delete;
    ~irc_peer();

    void send(std::string_view line);
    void send(std::initializer_list<std::string_view> several);
    void send_bytes(std::string_view bytes);

    // The next wait may take so long.
    irc_peer& within(duration limit);
    // The next line that matches; those before it are passed over.
    std::string expect(std::string_view pattern, where from = BOOST_CURRENT_LOCATION);
    // The same, with those before it.
    lines until(std::string_view pattern, where from = BOOST_CURRENT_LOCATION);
    // Everything that the gateway had for us until now, once it has read what we sent.
    lines fence(where from = BOOST_CURRENT_LOCATION);
    // None of these lines comes before a fence.
    void expect_none(std::string_view pattern, where from = BOOST_CURRENT_LOCATION);
    // Nothing at all comes for so long.
    void expect_silence(duration length, where from = BOOST_CURRENT_LOCATION);
    // The next line, whatever it is; none within the limit, or where the gateway has closed the connection.
    std::optional<std::string> line(duration limit);
    bool ended() const { return ended_; }
    // What came until the gateway closed the connection.
    lines expect_end(where from = BOOST_CURRENT_LOCATION);

    // NICK and USER, after whatever the test has sent to log in, until the end of the MOTD. Gives the nick.
    std::string introduce(where from = BOOST_CURRENT_LOCATION);
    // Negotiates capabilities and logs in with PASS.
    std::string log_in(std::string_view pass, std::string_view caps = {},
                       where from = BOOST_CURRENT_LOCATION);
    // JOIN #messages until the end of NAMES.
    void join(where from = BOOST_CURRENT_LOCATION);
    // PRIVMSG #messages.
    void say(std::string_view text);

private:
    std::chrono::steady_clock::time_point end_of_wait();
    bool receive(duration limit); // more bytes; false at the end or past the limit
    bool next(std::string& line, std::chrono::steady_clock::time_point end);
    [[noreturn]] void fail(std::string_view what, const where& from) const;

    int socket_ = -1;
    std::string buffer_;
    std::string transcript_;
    bool ended_ = false;
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
