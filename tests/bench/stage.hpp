// What is measured: a real Directus with people, and a gateway in front of it with its IRC clients.
#pragma once

#include "bench/crowd.hpp"

#include "support/chat_project.hpp"
#include "support/gateway_process.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

struct stage {
    explicit stage(support::directus_process::variables settings = {});

    support::temporary_directory directory;
    support::directus_process directus;
    std::unique_ptr<support::chat_project> chat;

    const support::people& people() const { return chat->people(); }
    std::string directus_log() const { return support::read_file(directory.path() / "start.log"); }
};

// Clients of a gateway. Throws where one of them is closed.
class irc_crowd {
public:
    using handler = std::function<void(std::size_t who, std::string_view line)>;

    // Logs `count` clients in with static tokens of the project's crowd, in turn, and joins the channel.
    irc_crowd(unsigned short port, const stage& on, std::size_t count);

    void say(std::size_t who, std::string_view text);
    bool receive(const handler& arrived, const std::function<bool()>& done, support::duration limit);
    std::size_t size() const { return connections_.size(); }

private:
    crowd connections_;
};

} // namespace bench
