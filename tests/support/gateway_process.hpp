// The gateway as a child process, on a port of its own. Its program is DIRECTUS_IRCD.
#pragma once

#include "support/child.hpp"
#include "support/temporary_directory.hpp"

#include <string>
#include <vector>

namespace support {

class gateway_process {
public:
    // Until it listens; throws with its log where it does not.
    gateway_process(const std::string& directus_url, const std::vector<std::string>& options = {});

    unsigned short port() const { return port_; }
    int pid() const { return process_.pid(); }
    std::string log() const { return process_.output(); }
    // Waits until a line of the log matches; throws with the log where none does.
    void expect_log(const std::string& pattern) const;
    void terminate() { process_.signal(15); }
    void hang_up() { process_.signal(1); }
    // Its exit status after terminate(); throws where it goes on.
    int wait();
    bool running() { return process_.running(); }

private:
    temporary_directory directory_;
    child process_;
    unsigned short port_ = 0;
};

// What to run for `directus-ircd <arguments>`.
child::settings gateway_command(std::vector<std::string> arguments, const std::filesystem::path& output);

} // namespace support
