// One run of `directus-ircd setup` against a Directus: logs in, looks at what is there, makes what is
// missing, logs out.
#pragma once

#include "directus/blueprint.hpp"
#include "directus/json.hpp"
#include "directus/project.hpp"
#include "net/http_client.hpp"
#include "server/setup_administrator.hpp"
#include "server/setup_options.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace server {

class setup_run {
public:
    setup_run(net::http_client& http, const setup_options& options, administrator who);

    // Throws std::runtime_error with the step that failed and Directus's own reason.
    boost::asio::awaitable<void> run();

private:
    template <class T>
    using task = boost::asio::awaitable<T>;

    task<void> login();
    task<void> logout();
    task<void> prepare();
    task<void> look();
    task<void> look_at_collection();
    task<void> look_at_policy();
    task<void> make_missing();
    task<directus::json::document> make(directus::blueprint::part which);

    task<directus::rest::response> send(std::string step, directus::rest::request request);
    // The answer's JSON, or a throw where it is a refusal.
    task<directus::json::document> ask(std::string step, directus::rest::request request);
    directus::json::document accepted(const std::string& step, const directus::rest::response& answer) const;

    std::string describe(directus::blueprint::part which) const;
    void stop_at(directus::blueprint::part which, const directus::project::obstacle& obstacle) const;
    void say_warnings() const;
    void say_what_next() const;

    net::http_client& http_;
    const setup_options& options_;
    administrator who_;
    base::secret token_;
    base::secret refresh_token_;
    directus::project found_;
    directus::blueprint::choice choice_;
};

} // namespace server
