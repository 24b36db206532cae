// Takes files of IRC clients over HTTP and keeps them in Directus in their owners' names.
// https://codeberg.org/emersion/soju/src/branch/master/doc/ext/filehost.md
#pragma once

#include "base/errc.hpp"
#include "directus/caller.hpp"
#include "directus/types.hpp"
#include "directus/upload.hpp"
#include "irc/credentials.hpp"
#include "net/http_server.hpp"
#include "server/clients/connection_limits.hpp"
#include "server/config/config.hpp"
#include "server/rest/request_sender.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace server {

class uploads {
public:
    static constexpr std::size_t most_per_address = 4; // connections, and files on their way

    struct owner {
        directus::user_id id;
        base::secret token;
        bool may_create = false; // files
    };
    // Whether a password may come this way: from this machine, or encrypted as far as a proxy of ours, which
    // says so in X-Forwarded-Proto.
    static bool is_private(const std::optional<net::ip>& from, std::string_view forwarded_proto,
                           const config& settings);

    using log_in =
        std::function<boost::asio::awaitable<base::result<owner>>(irc::credentials, directus::caller)>;

    // All but `executor` must outlive it. Throws std::runtime_error where an address cannot be listened on.
    uploads(boost::asio::any_io_executor executor, const config& settings, request_sender& sender,
            boost::asio::ssl::context& tls, log_in who);

    void start();
    void close(); // accepts no more; those who have come are answered
    boost::asio::awaitable<void> stop();
    std::vector<boost::asio::ip::tcp::endpoint> endpoints() const;

private:
    std::shared_ptr<void> admit(const std::optional<net::ip>& from);
    boost::asio::awaitable<net::http_answer> answer(net::http_question& asked);
    boost::asio::awaitable<net::http_answer> take(net::http_question& asked);
    boost::asio::awaitable<net::http_answer> pass_on(net::http_question& asked, owner sender,
                                                     directus::upload::content file);

    const config& settings_;
    request_sender& sender_;
    net::http_client http_;
    log_in log_in_;
    connection_limits limits_{net::http_server::most_connections, most_per_address};
    std::vector<std::unique_ptr<net::http_server>> servers_;
};

} // namespace server
