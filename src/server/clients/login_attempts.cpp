#include "server/clients/login_attempts.hpp"

namespace server {

std::optional<unsigned> login_attempts::start()
{
    is_waiting_ = true;
    if (++running_ > most)
        return std::nullopt;
    return ++last_;
}

void login_attempts::abandon()
{
    is_waiting_ = false;
    ++last_;
}

} // namespace server
