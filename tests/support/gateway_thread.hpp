// The gateway in the test's own process, on an io_context and a thread of its own, listening on a free port.
#pragma once

#include "server/config/config.hpp"
#include "support/loopback.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace support {

class gateway_thread {
public:
    // `options` as on the command line: "--irc.history=0".
    explicit gateway_thread(std::uint16_t directus, const std::vector<std::string>& options = {});
    ~gateway_thread(); // stops it
    gateway_thread(const gateway_thread&) = delete;
    gateway_thread& operator=(const gateway_thread&) = delete;

    std::uint16_t status_port() const; // where it has one
    std::uint16_t uploads_port() const;
    // Of the first listener of this kind.
    std::uint16_t port(server::listener_kind kind = server::listener_kind::irc) const;
    // As SIGHUP does, done when it returns; with `options` in place of those of before. False where the
    // configuration in force stays as it was.
    bool reload();
    bool reload(const std::vector<std::string>& options);
    // As SIGTERM does, and as a second one.
    void begin_stop();
    // Begins it, unless it has begun, and waits. False where not everything has ended within the limit.
    // Throws what the gateway threw.
    bool stop(milliseconds limit = patience);

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace support
