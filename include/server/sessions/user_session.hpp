// A user's tokens: directus::session with its timer and its requests over REST.
#pragma once

#include "base/errc.hpp"
#include "base/ids.hpp"
#include "base/secret.hpp"
#include "directus/session.hpp"
#include "net/alarm.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"

#include <boost/asio/awaitable.hpp>

namespace server {

class user_session {
public:
    class sink {
    public:
        // The access token is another one, or the old one was found good.
        virtual void token_renewed() = 0;
        // Directus gives the user no more access.
        virtual void session_lost(const base::error_code& why) = 0;

    protected:
        ~sink() = default;
    };

    // All have to outlive it; `tasks` run its requests.
    user_session(context& shared, base::user_id user, directus::tokens tokens, net::task_group& tasks,
                 sink& into);

    const base::secret& access_token() const { return machine_.access_token(); }
    const base::secret& refresh_token() const { return machine_.refresh_token(); }
    bool renewable() const { return machine_.renewable(); }
    bool may_create(base::time_point now) const { return machine_.may_create(now); }

    // The tokens of another login: returns true where they are taken because they last longer.
    bool offer(directus::tokens others);
    // Directus did not accept the access token.
    void doubt();
    // Whether the user may read every user, so that a missing one was deleted.
    void set_reads_people(bool may_read) { reads_people_ = may_read; }

    // Requests in flight end without a call of the sink.
    void stop();

private:
    template <class Input>
    void step(Input input);
    boost::asio::awaitable<void> refresh(base::secret refresh_token);
    boost::asio::awaitable<void> check();
    boost::asio::awaitable<bool> is_deleted(directus::person told);

    context& shared_;
    base::user_id user_;
    directus::session machine_;
    net::alarm alarm_;
    net::task_group& tasks_;
    sink& into_;
    bool reads_people_ = false;
    bool is_stopping_ = false;
};

} // namespace server
