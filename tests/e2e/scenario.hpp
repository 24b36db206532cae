// What every scenario begins with: a real Directus with an empty chat, and a gateway in front of it.
#pragma once

#include "support/chat_project.hpp"
#include "support/gateway_process.hpp"
#include "support/irc_peer.hpp"
#include "support/temporary_directory.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

namespace e2e {

using namespace std::chrono_literals;
using support::irc_peer;
using support::only;
using support::person;
using support::row;
using support::tag_of;
using support::text_of;
using support::texts_of;

// The Directus of all scenarios. It is made once for the run of the program, which fails where it cannot be.
const support::chat_project& shared_project();

// Another Directus with the same people, for a scenario that stops it or needs settings of its own.
class private_directus {
public:
    explicit private_directus(support::directus_process::variables settings = {});
    support::directus_process& process() { return process_; }
    const support::chat_project& project() const { return project_; }

private:
    support::temporary_directory directory_;
    support::directus_process process_;
    support::chat_project project_;
};

struct scenario {
    using options = std::vector<std::string>;

    // Without further options no history is shown on JOIN: nothing tells a client that it is complete.
    explicit scenario(options with = {"--irc.history=0"},
                      const support::chat_project& project = shared_project());
    ~scenario(); // the gateway has to end well, and its log must hold no secret

    irc_peer connect() const { return irc_peer(gateway.port()); }
    // Logged in and on the channel.
    irc_peer join(const person& who, std::string_view caps = {}) const;

    support::chat_project chat;
    const support::people& who;
    support::collection rows;
    support::gateway_process gateway;
};

} // namespace e2e
