#include "setup/static_token.hpp"

#include <fmt/format.h>

#include <openssl/rand.h>

#include <array>
#include <iterator>
#include <stdexcept>
#include <string>

namespace setup {

base::secret new_static_token()
{
    std::array<unsigned char, 20> bytes;
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("no random bytes for a static token");
    std::string text;
    const base::wiped_at_end wiped(text);
    text.reserve(2 * bytes.size());
    for (const auto byte : bytes)
        fmt::format_to(std::back_inserter(text), "{:02x}", byte);
    return base::secret(text);
}

} // namespace setup
