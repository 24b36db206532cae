// What OpenSSL complains of, in words for people.
#pragma once

#include <string>

namespace net {

// Empties the queue of this thread's errors, and throws std::runtime_error: the file and what is wrong with
// it.
[[noreturn]] void throw_openssl_error(const std::string& file);

} // namespace net
