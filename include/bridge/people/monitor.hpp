// Whom clients watch with MONITOR: each client's list of nicks, and who watches a nick. A nick need not be
// anybody's. https://ircv3.net/specs/extensions/monitor
#pragma once

#include "base/ids.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace bridge {

using base::client_id;

class monitor {
public:
    static constexpr std::size_t limit = 100; // nicks that a client may watch; MONITOR of 005

    // False where the client's list is full. A nick stands in it once, as it was first typed.
    bool add(client_id watcher, std::string_view nick);
    void remove(client_id watcher, std::string_view nick);
    void clear(client_id watcher);

    std::vector<std::string> targets(client_id watcher) const; // in the order in which they were added
    std::vector<client_id> watchers(std::string_view nick) const;

private:
    struct target {
        std::string folded;
        std::string typed;
    };
    void forget(client_id watcher, const std::string& folded);

    std::unordered_map<client_id, std::vector<target>> lists_;
    std::unordered_map<std::string, std::vector<client_id>> watchers_; // by folded nick
};

} // namespace bridge
