// One run of `directus-ircd setup`: looks at what is there, makes what is missing, says what it did.
#pragma once

#include "directus/advice.hpp"
#include "directus/json.hpp"
#include "setup/blueprint.hpp"
#include "setup/options.hpp"
#include "setup/project.hpp"
#include "setup/session.hpp"

#include <boost/asio/awaitable.hpp>

namespace setup {

class run {
public:
    run(session& session, const options& options);

    // Throws failed.
    boost::asio::awaitable<void> perform();

private:
    boost::asio::awaitable<void> prepare();
    boost::asio::awaitable<void> look_at(const blueprint::collection& collection);
    boost::asio::awaitable<void> look_at_list(const blueprint::collection& collection);
    boost::asio::awaitable<void> look_at_policy();
    boost::asio::awaitable<void> look_at_bot();
    boost::asio::awaitable<void> make_missing();
    // Returns false where Directus refuses the part's rule and the part is not to be made without it.
    boost::asio::awaitable<bool> make(const blueprint::part& part);

    void say_warnings() const;
    void say_configuration() const;
    void say_bot() const;
    void say_what_next() const;
    void say_dry_run() const;
    void say_who_chats() const;
    void offer_untracking() const;

    session& session_;
    const options& options_;
    const blueprint::plan plan_;
    project found_;
    directus::advice advice_;
    blueprint::known_values values_;
    const blueprint::collection* refused_ = nullptr; // an entry of the plan whose rules Directus refused
};

} // namespace setup
