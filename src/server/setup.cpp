#include "server/setup.hpp"

#include "server/config.hpp"

namespace server {

int setup_main(const std::vector<std::string>&, const std::vector<std::string>&)
{
    throw config_error("setup is not there yet");
}

} // namespace server
