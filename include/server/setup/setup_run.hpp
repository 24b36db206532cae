// One run of `directus-ircd setup`: looks at what is there, makes what is missing, says what it did.
#pragma once

#include "directus/advice.hpp"
#include "directus/blueprint.hpp"
#include "directus/json.hpp"
#include "directus/project.hpp"
#include "server/setup/setup_options.hpp"
#include "server/setup/setup_session.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace server {

class setup_run {
public:
    setup_run(setup_session& session, const setup_options& options);

    // Throws setup_failed.
    boost::asio::awaitable<void> run();

private:
    boost::asio::awaitable<void> prepare();
    boost::asio::awaitable<void> look_at_collection();
    boost::asio::awaitable<void> look_at_markers();
    boost::asio::awaitable<void> look_at_reactions();
    boost::asio::awaitable<void> look_at_policy();
    boost::asio::awaitable<void> make_missing();
    boost::asio::awaitable<directus::json::document> make(directus::blueprint::part which);

    std::vector<directus::blueprint::part> wanted() const; // in the order in which they are made
    bool& restricted(directus::blueprint::part which); // what of the choice a refusal of this part changes
    std::string describe(directus::blueprint::part which) const;
    void stop_at(directus::blueprint::part which, const directus::project::obstacle& obstacle) const;
    void say_warnings() const;
    void say_configuration() const;
    void say_what_next() const;

    setup_session& session_;
    const setup_options& options_;
    directus::project found_;
    directus::advice advice_;
    directus::blueprint::choice choice_;
};

} // namespace server
