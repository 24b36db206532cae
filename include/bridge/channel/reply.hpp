// What one client is answered with: to the command in hand, or later to one that Directus was asked about.
// Without a label each line goes out at once; with one, finish() sends all of them as one thing.
// https://ircv3.net/specs/extensions/labeled-response
#pragma once

#include "bridge/channel/audience.hpp"
#include "bridge/wire/line.hpp"
#include "irc/message.hpp"
#include "irc/numerics.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace bridge {

class reply {
public:
    static constexpr std::size_t longest_label = 64; // bytes; a command with a longer one has none

    // `server`: the source of numerics, FAIL and NOTICE. All have to outlive the reply.
    reply(audience& clients, const std::string& server, client& to, std::string label = {});

    // The label that the answer to this line has to carry; empty for none.
    static std::string label_of(const client& from, const irc::message& command);

    client& to() const { return to_; }

    void numeric(irc::numeric number, std::initializer_list<std::string_view> params, std::string_view text);
    // Without a trailing parameter.
    void numeric(irc::numeric number, std::initializer_list<std::string_view> params);
    void fail(std::string_view command, std::string_view code,
              std::initializer_list<std::string_view> context, std::string_view text);
    void fail(std::string_view command, std::string_view code, const std::vector<std::string>& context,
              std::string_view text);
    void notice(std::string_view text);
    void add(line what);

    // The answer comes later, in a reply with this label (empty for none); what this one holds goes without.
    std::string later();
    // Once, at the end. An answer without lines is ACK where it has a label.
    void finish();
    void finish_with(std::vector<line> lines);

private:
    audience& clients_;
    const std::string& server_;
    client& to_;
    std::string label_;
    std::vector<line> lines_{}; // with a label alone
    bool is_later_ = false;
};

} // namespace bridge
