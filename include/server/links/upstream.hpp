// One user's side of Directus, shared by all of the user's clients: tokens, WebSocket, and pending lines.
#pragma once

#include "bridge/sending/send_queue.hpp"
#include "directus/caller.hpp"
#include "net/alarm.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/links/create_in_flight.hpp"
#include "server/links/create_route.hpp"
#include "server/links/created_authors.hpp"
#include "server/links/directus_link.hpp"
#include "server/links/link_delivery.hpp"
#include "server/links/user_session.hpp"

#include <boost/asio/awaitable.hpp>

#include <utility>
#include <vector>

namespace server {

class feed;

class upstream final : private user_session::sink {
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
        // Directus gives him no more access.
        virtual void lost(upstream& of, base::error_code why) = 0;
        virtual bridge::key_kind key_kind() const = 0;

    protected:
        ~observer() = default;
    };

    // `from`: whoever of his clients came first.
    upstream(context& shared, observer& watching, directus::user_id user, directus::tokens tokens,
             directus::caller from);

    const directus::user_id& user() const { return user_; }
    const base::secret& access_token() const { return session_.access_token(); }
    bool is_live() const { return link_.machine().is_live(); }
    // No WebSocket can be had for now, while REST answers: creates go there, and rows have to be read.
    bool is_over_rest() const { return route_.is_over_rest(is_live()); }
    bool can_store() const { return is_live() || is_over_rest(); }
    bool idle() const { return queue_.empty(); }
    std::size_t queued() const { return queue_.size(); }
    directus_link& link() { return link_; }
    // Which feed the user reads, and is told what this link brings; null for none. Lines wait while it is
    // being read back.
    void reads(feed* of) { feed_ = of; }
    // Somebody logged in: when last.
    void wanted() { wanted_at_ = base::steady_now(); }
    base::time_point wanted_at() const { return wanted_at_; }

    // The tokens of another login of his: true where they are taken because they last longer.
    bool offer(directus::tokens others) { return session_.offer(std::move(others)); }

    void store(bridge::send_queue::line what);
    // What waits goes out where it may.
    void proceed();
    // The line of his that this row is, while its outcome is open.
    const bridge::send_queue::line* claims(const directus::item& row) const { return queue_.claims(row); }
    // What is written into the author's field of this user's rows; empty: Directus fills it in.
    std::string written_author() const;
    // A row of the user's that is none of the lines under way may be one that a hook changed.
    bool awaits_answer() const { return queue_.awaits_answer(); }
    // A row of his has come of a create of which others have still to come.
    bool awaits_more() const { return queue_.awaits_more(); }
    // What he may do.
    void rights_are(const directus::rights& rights);
    directus::files read_files() const { return read_files_; }
    // Asks Directus again what he may do.
    void check_rights(bool distrusted);
    // A row of theirs is there; and, after that, an outcome that was open for want of rows ends.
    void saw(const directus::item& row) { queue_.saw(row); }
    void settle();
    // Directus did not accept the access token.
    void doubt_token() { session_.doubt(); }
    // Every queued line goes back to its author.
    void abandon(const base::error_code& why);

    // Gives up the tokens, closes the link, waits. Call once, before destruction.
    boost::asio::awaitable<void> stop();

private:
    template <class Input>
    void step_queue(Input input);
    void token_renewed() override;
    void session_lost(const base::error_code& why) override;
    void on_link(directus::link::action what);
    boost::asio::awaitable<void> read_rights(bool distrusted = false);
    boost::asio::awaitable<void> adopt_new_token();
    boost::asio::awaitable<void> create_over_rest(std::vector<directus::draft> rows);
    boost::asio::awaitable<void> look_up(bridge::send_queue::look_up what);
    void confirmed(const bridge::send_queue::confirmed& done);
    void returned(const bridge::send_queue::returned& back);
    boost::asio::awaitable<void> look_for_rest();
    bridge::send_queue::way way() const;
    void create_ended(bool stored);
    void look_whether_deleted(const directus::rejection& why);
    void check_authors(std::vector<directus::item>& rows, bool is_certain);
    void perform(bridge::send_queue::create what);
    boost::asio::awaitable<void> refuse_create();
    bool has_named_authors() const { return shared_.rest.shape().author_as == directus::author_kind::named; }

    context& shared_;
    observer& observer_;
    feed* feed_ = nullptr;
    net::task_group tasks_;
    directus::user_id user_;
    created_authors created_authors_;
    link_delivery delivery_;
    user_session session_;
    bridge::send_queue queue_;
    directus_link link_;
    net::alarm queue_alarm_;
    base::time_point wanted_at_ = base::steady_now();
    bool author_writable_ = false;
    bool is_silenced_ = false;
    directus::files read_files_ = directus::files::none;
    create_in_flight create_;
    create_route route_;
    bool stopping_ = false;
};

} // namespace server
