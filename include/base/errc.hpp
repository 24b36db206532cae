// What can go wrong, in the gateway's own terms: each code is either temporary (try again) or permanent.
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace base {

using boost::system::error_code;

template <class T>
using result = boost::system::result<T>;

enum class errc {
    // Temporary: nothing is known to be wrong with what was asked.
    timeout = 1,    // no answer within the deadline
    unreachable,    // no connection could be made: nothing was sent
    interrupted,    // the connection was lost after the request had been sent, at least in part
    overloaded,     // Directus asks to come back later (429, 503, REQUESTS_EXCEEDED)
    server_failed,  // Directus failed inside (5xx)
    malformed,      // the answer is not what Directus sends
    too_large,      // the answer is over its size limit
    stopping,       // the gateway itself is going down
    licence_locked, // Directus lets nobody in but administrators (403 RESOURCE_RESTRICTED at a login)

    // Permanent: the same request will be refused again.
    invalid_credentials, // wrong e-mail, password or token, or the account is not active
    otp_required,        // second factor missing or wrong
    forbidden,           // no permission, or no such collection or field
    invalid_payload,     // Directus cannot accept these values
    not_unique,          // a row with this key exists already
    not_found,           // no row has this key
    changed,             // the row is not any more what the request was about
    token_expired,       // the access token is past its time
    too_many_attempts,   // the gateway itself refuses to try this account now
    rejected,            // by a rule of the project's own: a flow or an extension
};

const boost::system::error_category& category();
error_code make_error_code(errc code);

// True where trying again later may succeed. Codes of other categories (sockets, TLS, names) are temporary.
bool is_temporary(const error_code& error);

} // namespace base

template <>
struct boost::system::is_error_code_enum<base::errc> : std::true_type {
};
