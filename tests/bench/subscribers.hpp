// What the gateway replaces: browsers, each with a WebSocket and a subscription of its own
// (https://directus.io/docs/guides/realtime/subscriptions).
#pragma once

#include "bench/stage.hpp"

namespace bench {

class subscribers {
public:
    using handler = std::function<void(std::size_t who, std::string_view frame)>;

    subscribers(const stage& on, std::size_t count); // until every subscription is live

    bool receive(const handler& arrived, const std::function<bool()>& done, support::duration limit);

private:
    void send(std::size_t who, std::string_view json);

    crowd connections_;
    std::vector<bool> upgraded_;
};

} // namespace bench
