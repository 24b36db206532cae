#include "directus/rejection.hpp"

#include "directus/rest.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace directus {

namespace {

// https://github.com/directus/directus/tree/main/packages/errors
constexpr std::string_view no_permission = "You don't have permission";
constexpr std::string_view no_reason = "You don't have permission to access this.";
constexpr std::string_view over_limit = "Exceeded max batch mutation limit of ";

struct wording {
    std::string_view code;
    std::string_view beginning; // of Directus's message
};

// What Directus answers before it does anything: a flow may use these codes with a message of its own.
constexpr auto not_executed = std::to_array<wording>({
    {"REQUESTS_EXCEEDED", "Too many requests, retry after "},
    {"REQUESTS_EXCEEDED", "Too many messages, retry after "},
    {"SERVICE_UNAVAILABLE", "Service \""},
    {"UNDER_PRESSURE", "Under pressure"},
    {"OUT_OF_DATE", "Operation could not be executed: "},
    {"LICENSE_SERVICE_UNAVAILABLE", "Licensing service is unreachable."},
    {"TOKEN_EXPIRED", "Token expired."},
    {"INVALID_CREDENTIALS", "Invalid user credentials."},
    {"INVALID_TOKEN", "Invalid token."},
    {"USER_SUSPENDED", "User suspended."},
});

} // namespace

// A code of a temporary failure in other words than Directus's is a flow's: errc::rejected.
rejection rejection::of(std::string code, std::string message)
{
    const bool is_directuss = std::ranges::any_of(not_executed, [&](const wording& one) {
        return one.code == code && message.starts_with(one.beginning);
    });
    rejection out{rest::errc_of(code).value_or(base::errc::rejected), std::move(code), std::move(message)};
    if (out.is_temporary() && !is_directuss)
        out.why = base::errc::rejected;
    return out;
}

// REQUESTS_EXCEEDED, SERVICE_UNAVAILABLE and their like come before anything is done; so does the rejection
// of a token, which is renewed.
bool rejection::is_temporary() const
{
    return why == base::errc::overloaded || why == base::errc::token_expired ||
           why == base::errc::invalid_credentials;
}

bool rejection::is_lack_of_permission() const
{
    return code == "FORBIDDEN" && (message.empty() || message.starts_with(no_permission));
}

bool rejection::is_row_out_of_sight() const
{
    return code == "FORBIDDEN" && (message.empty() || message == no_reason);
}

std::size_t rejection::batch_limit() const
{
    const auto at = message.find(over_limit);
    if (at == std::string::npos)
        return 0;
    std::size_t limit = 0;
    const char* const end = message.data() + message.size();
    const auto read = std::from_chars(message.data() + at + over_limit.size(), end, limit);
    return read.ec == std::errc() ? limit : 0;
}

} // namespace directus
