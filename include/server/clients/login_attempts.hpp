// The logins of one connection: the one that it waits for, and how many are under way. Abandoning one does
// not end it. A machine.
#pragma once

#include <optional>

namespace server {

class login_attempts {
public:
    static constexpr int most = 4; // under way

    // Returns the number of a login that begins, which the connection waits for; empty where too many are
    // under way.
    std::optional<unsigned> start();
    // The connection waits no longer.
    void abandon();
    // A login has ended, abandoned or not.
    void ended() { --running_; }
    // Whether this is the last one begun, and was not abandoned.
    bool is_current(unsigned number) const { return number == last_; }
    // The connection has the answer that it waited for.
    void answered() { is_waiting_ = false; }

    bool is_waiting() const { return is_waiting_; }

private:
    unsigned last_ = 0; // abandoned ones count twice
    bool is_waiting_ = false;
    int running_ = 0;
};

} // namespace server
