// One user's side of Directus, however many clients he has: his tokens, his WebSocket and his lines on their
// way.
#pragma once

#include "bridge/send_queue.hpp"
#include "directus/caller.hpp"
#include "directus/session.hpp"
#include "net/alarm.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/directus_link.hpp"

#include <boost/asio/awaitable.hpp>

#include <vector>

namespace server {

class upstream {
public:
    // Who has to know what happens here.
    class observer {
    public:
        virtual void link_live(upstream& of) = 0;
        virtual void link_down(upstream& of) = 0;
        virtual void feed_live(upstream& of) = 0;
        virtual void feed_broken(upstream& of) = 0;
        virtual void arrived(upstream& of, std::vector<directus::item> rows) = 0;
        virtual void updated(upstream& of, std::vector<directus::item> rows) = 0;
        virtual void deleted(upstream& of, std::vector<directus::item_id> ids) = 0;
        virtual void reactions_live(upstream& of) = 0;
        virtual void reactions_broken(upstream& of) = 0;
        virtual void reacted(upstream& of, std::vector<directus::reaction> made) = 0;
        virtual void unreacted(upstream& of, std::vector<directus::item_id> ids) = 0;
        // A line of one of his clients is stored.
        virtual void stored(upstream& of, bridge::said what) = 0;
        // As Directus knew them when it was asked.
        virtual void rights_known(upstream& of, directus::rights rights, base::time_point asked) = 0;
        // Directus gives him no more access.
        virtual void lost(upstream& of, base::error_code why) = 0;
        virtual bridge::key_kind key_kind() const = 0;
        // Whether his lines may go out; when they may again, proceed() is called.
        virtual bool may_create(const upstream& of) const = 0;

        virtual ~observer() = default;
    };

    // `from`: whoever of his clients came first.
    upstream(context& shared, observer& watching, directus::user_id user, directus::tokens tokens,
             directus::caller from);

    const directus::user_id& user() const { return user_; }
    const base::secret& access_token() const { return session_.access_token(); }
    bool is_live() const { return link_.machine().is_live(); }
    bool idle() const { return queue_.empty(); }
    std::size_t queued() const { return queue_.size(); }
    directus_link& link() { return link_; }
    // Somebody logged in: when last.
    void wanted() { wanted_at_ = base::steady_now(); }
    base::time_point wanted_at() const { return wanted_at_; }

    // The tokens of another login of his: true where they are taken because they last longer.
    bool offer(directus::tokens others);

    void store(bridge::send_queue::line what);
    // What waits goes out where it may.
    void proceed();
    // The line of his that this row is, while its outcome is open.
    const bridge::send_queue::line* claims(const directus::item& row) const { return queue_.claims(row); }
    // A row of his has come of a create of which others have still to come.
    bool awaits_more() const { return queue_.awaits_more(); }
    // What he may do.
    void rights_are(const directus::rights& rights);
    directus::files read_files() const { return read_files_; }
    // Asks Directus again what he may do.
    void check_rights();
    // A row of his that was shown: it may settle an outcome that is open.
    void appeared(const directus::item& row);
    // Every queued line goes back to its author.
    void abandon(const base::error_code& why);

    // Gives up the tokens, closes the link, waits. Call once, before destruction.
    boost::asio::awaitable<void> stop();

private:
    template <class Input>
    void step_queue(Input input);
    template <class Input>
    void step_session(Input input);
    void on_link(directus::link::action what);
    bool on_reactions(directus::link::action& what); // false where it is something else
    boost::asio::awaitable<void> refresh(base::secret refresh_token);
    boost::asio::awaitable<void> read_rights();
    boost::asio::awaitable<void> adopt_new_token();
    boost::asio::awaitable<void> check_token();
    boost::asio::awaitable<void> create_over_rest(std::vector<directus::draft> rows);
    boost::asio::awaitable<void> look_up(std::vector<directus::item_id> ids);
    bool ready() const;
    void create_ended(bool stored);
    void check_authors(const std::vector<directus::item>& rows);

    context& shared_;
    observer& observer_;
    directus::user_id user_;
    directus::session session_;
    bridge::send_queue queue_;
    directus_link link_;
    net::alarm session_alarm_;
    net::alarm queue_alarm_;
    net::task_group tasks_;
    base::time_point wanted_at_ = base::steady_now();
    bool author_readable_ = false;
    directus::files read_files_ = directus::files::none;
    base::time_point creating_since_{}; // the create under way
    bool was_live_ = false;             // since it was last down
    bool adopting_ = false;             // a new token is not yet on the socket
    bool link_refused_ = false;         // it waits for a new token
    bool stopping_ = false;
};

} // namespace server
