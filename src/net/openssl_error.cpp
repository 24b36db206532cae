#include "net/openssl_error.hpp"

#include <openssl/err.h>

#include <fmt/format.h>

#include <cstring>
#include <stdexcept>

namespace net {

void throw_openssl_error(const std::string& file)
{
    const auto code = ERR_peek_last_error();
    const char* reason =
        ERR_SYSTEM_ERROR(code) ? std::strerror(ERR_GET_REASON(code)) : ERR_reason_error_string(code);
    // The system's own error stands below "system lib" where a file cannot be opened.
    const auto first = ERR_peek_error();
    if (ERR_SYSTEM_ERROR(first))
        reason = std::strerror(ERR_GET_REASON(first));
    const auto text = fmt::format("{}: {}", file, reason ? reason : "cannot be used");
    ERR_clear_error();
    throw std::runtime_error(text);
}

} // namespace net
