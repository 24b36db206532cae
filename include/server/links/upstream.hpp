// One user's side of Directus, shared by all of the user's clients: tokens, WebSocket, and pending lines.
#pragma once

#include "directus/caller.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/links/link_delivery.hpp"
#include "server/sessions/create_route.hpp"
#include "server/sessions/directus_link.hpp"
#include "server/sessions/line_sender.hpp"
#include "server/sessions/user_session.hpp"

#include <boost/asio/awaitable.hpp>

#include <utility>

namespace server {

class feed;
class user_feed;

class upstream final : private user_session::sink, private line_sender::sink {
public:
    // Who has to know what happens here, but for what the link brings: that is the feed's.
    class observer {
    public:
        virtual void link_live(upstream& of) = 0;
        virtual void link_down(upstream& of) = 0;
        // The link cannot be opened, and REST answers: is_over_rest().
        virtual void link_refused(upstream& of) = 0;
        // A line of one of the user's clients is stored.
        virtual void stored(upstream& of, const directus::item& row) = 0;
        // No create waits for its answer.
        virtual void create_ended(upstream& of) = 0;
        // What the user may do. `distrusted`: what was known before may have changed.
        virtual async_result<directus::rights> ask_rights(directus::user_id user, base::secret token,
                                                          bool distrusted) = 0;
        // As Directus knew them when it was asked.
        virtual void rights_known(upstream& of, directus::rights rights, base::time_point asked) = 0;
        // Directus stores this user's messages without an author.
        virtual void author_missing(upstream& of) = 0;
        // Directus gives the user no more access.
        virtual void lost(upstream& of, base::error_code why) = 0;
        virtual bridge::key_kind key_kind() const = 0;

    protected:
        ~observer() = default;
    };

    // `from`: whichever of the user's clients came first. `shared`, `watching` and `users` have to outlive
    // it.
    upstream(context& shared, observer& watching, user_feed& users, directus::user_id user,
             directus::tokens tokens, directus::caller from);

    const directus::user_id& user() const { return user_; }
    const base::secret& access_token() const { return session_.access_token(); }
    bool is_live() const { return link_.machine().is_live(); }
    // No WebSocket can be had for now, while REST answers: creates go there, and rows have to be read.
    bool is_over_rest() const { return route_.is_over_rest(is_live()); }
    bool can_store() const { return is_live() || is_over_rest(); }
    directus_link& link() { return link_; }
    line_sender& lines() { return lines_; }
    const line_sender& lines() const { return lines_; }
    // Which feed the user reads, and is told what this link brings; null for none. Lines wait while it is
    // being read back.
    void reads(feed* of) { feed_ = of; }

    // The tokens of another login of this user: true where they are taken because they last longer.
    bool offer(directus::tokens others) { return session_.offer(std::move(others)); }

    // What the user may do.
    void rights_are(const directus::rights& rights);
    directus::files read_files() const { return read_files_; }
    // Asks Directus again what the user may do.
    void check_rights(bool distrusted);
    // Directus did not accept the access token.
    void doubt_token() { session_.doubt(); }

    // Gives up the tokens, closes the link, waits. Call once, before destruction.
    boost::asio::awaitable<void> stop();

private:
    void token_renewed() override;
    void session_lost(const base::error_code& why) override;
    bridge::send_queue::way way() const override;
    bridge::key_kind key_kind() const override { return observer_.key_kind(); }
    bool stored(const bridge::send_queue::confirmed& line) override;
    void create_ended() override { observer_.create_ended(*this); }
    void author_missing() override { observer_.author_missing(*this); }
    boost::asio::awaitable<void> read_rights() override { return ask_rights(false); }
    void on_link(directus::link::action what);
    void link_opened();
    void link_closed(const base::error_code& why);
    boost::asio::awaitable<void> ask_rights(bool distrusted);
    boost::asio::awaitable<void> adopt_new_token();
    boost::asio::awaitable<void> look_for_rest();

    context& shared_;
    observer& observer_;
    user_feed& users_;
    feed* feed_ = nullptr;
    net::task_group tasks_;
    directus::user_id user_;
    link_delivery delivery_;
    user_session session_;
    directus_link link_;
    directus::files read_files_ = directus::files::none;
    create_route route_;
    line_sender lines_;
    bool stopping_ = false;
};

} // namespace server
