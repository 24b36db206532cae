// Configuration files: read, or refused with the line that is wrong.
#include "server/config/config.hpp"

#include "fuzz/fuzz.hpp"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const int memory = ::memfd_create("conf", 0);
    static const auto path = "/proc/self/fd/" + std::to_string(memory);
    if (::ftruncate(memory, 0) != 0 || ::pwrite(memory, data, size, 0) != static_cast<ssize_t>(size))
        return 0;
    try {
        const auto got = server::read_command_line({"--config=" + path}, {});
        fuzz::require(!got.settings.room.channel.empty(), "there is a channel");
    } catch (const server::config_error& error) {
        fuzz::require(!std::string_view(error.what()).empty(), "the reason is said");
    }
    return 0;
}
