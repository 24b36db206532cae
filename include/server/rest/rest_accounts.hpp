// A user's own account over REST: the login's tokens, the user, and the permissions.
#pragma once

#include "base/secret.hpp"
#include "directus/caller.hpp"
#include "directus/rest.hpp"
#include "directus/types.hpp"
#include "server/rest/async_result.hpp"
#include "server/rest/known_schema.hpp"
#include "server/rest/query_sender.hpp"
#include "server/rest/request_sender.hpp"
#include "server/rest/rest_people.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace server {

class rest_accounts {
public:
    // All have to outlive it.
    rest_accounts(request_sender& sender, query_sender& queries, const known_schema& schema,
                  rest_people& people)
        : sender_(sender)
        , queries_(queries)
        , schema_(schema)
        , people_(people)
    {
    }

    async_result<directus::tokens> login(std::string email, base::secret password, std::string otp,
                                         directus::caller from);
    async_result<directus::tokens> refresh(base::secret refresh_token);
    boost::asio::awaitable<void> logout(base::secret refresh_token);
    // The token's owner, as far as they may see themselves: at least the id.
    async_result<directus::person> me(base::secret token);
    async_result<directus::rights> my_permissions(base::secret token);
    async_result<directus::rest::globals> my_globals(base::secret token);

private:
    async_result<directus::rest::response> ask_me(base::secret token);

    request_sender& sender_;
    query_sender& queries_;
    const known_schema& schema_;
    rest_people& people_;
};

} // namespace server
