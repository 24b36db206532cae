#include "base/errc.hpp"

#include <string>

namespace base {

namespace {

const char* text_of(errc code)
{
    switch (code) {
    case errc::timeout:
        return "no answer within the deadline";
    case errc::unreachable:
        return "no connection";
    case errc::interrupted:
        return "the connection was lost";
    case errc::overloaded:
        return "asked to come back later";
    case errc::server_failed:
        return "the server failed";
    case errc::malformed:
        return "malformed answer";
    case errc::too_large:
        return "answer too large";
    case errc::stopping:
        return "the gateway is stopping";
    case errc::licence_locked:
        return "locked by its licence";
    case errc::invalid_credentials:
        return "invalid credentials";
    case errc::otp_required:
        return "second factor needed";
    case errc::forbidden:
        return "forbidden";
    case errc::invalid_payload:
        return "invalid payload";
    case errc::not_unique:
        return "not unique";
    case errc::not_found:
        return "no such message";
    case errc::changed:
        return "the message was changed meanwhile";
    case errc::token_expired:
        return "token expired";
    case errc::too_many_attempts:
        return "too many attempts";
    case errc::rejected:
        return "rejected";
    }
    return "unknown error";
}

// Nobody deletes a category: Boost's destructor is protected, which g++ 12 does not see here.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
// NOLINTNEXTLINE(cppcoreguidelines-virtual-class-destructor)
class gateway_category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "directus-ircd"; }
    std::string message(int value) const override { return text_of(static_cast<errc>(value)); }
};
#pragma GCC diagnostic pop

} // namespace

const boost::system::error_category& category()
{
    static const gateway_category instance;
    return instance;
}

error_code make_error_code(errc code)
{
    return {static_cast<int>(code), category()};
}

bool is_temporary(const error_code& error)
{
    return error.category() != category() || error.value() < static_cast<int>(errc::invalid_credentials);
}

} // namespace base
