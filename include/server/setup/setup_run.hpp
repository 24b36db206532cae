// One run of `directus-ircd setup`: looks at what is there, makes what is missing, says what it did.
#pragma once

#include "directus/advice.hpp"
#include "directus/blueprint.hpp"
#include "directus/json.hpp"
#include "directus/project.hpp"
#include "server/setup/setup_options.hpp"
#include "server/setup/setup_session.hpp"

#include <boost/asio/awaitable.hpp>

namespace server {

class setup_run {
public:
    setup_run(setup_session& session, const setup_options& options);

    // Throws setup_failed.
    boost::asio::awaitable<void> run();

private:
    boost::asio::awaitable<void> prepare();
    boost::asio::awaitable<void> look_at(const directus::blueprint::collection& collection);
    boost::asio::awaitable<void> look_at_policy();
    boost::asio::awaitable<void> make_missing();
    boost::asio::awaitable<directus::json::document> make(const directus::blueprint::part& part);

    void say_warnings() const;
    void say_configuration() const;
    void say_what_next() const;

    setup_session& session_;
    const setup_options& options_;
    const directus::blueprint::plan plan_;
    directus::project found_;
    directus::advice advice_;
    directus::blueprint::known_values values_;
};

} // namespace server
