// One user's side of Directus, however many clients he has: his tokens, his WebSocket and his lines on their
// way.
#pragma once

#include "bridge/sending/send_queue.hpp"
#include "directus/caller.hpp"
#include "directus/session.hpp"
#include "net/alarm.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/links/directus_link.hpp"

#include <boost/asio/awaitable.hpp>

#include <vector>

namespace server {

class feed;

class upstream {
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
    bool is_over_rest() const { return over_rest_ && !is_live(); }
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
    bool offer(directus::tokens others);

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
    void doubt_token();
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
    boost::asio::awaitable<void> read_rights(bool distrusted = false);
    boost::asio::awaitable<void> adopt_new_token();
    boost::asio::awaitable<void> check_token();
    boost::asio::awaitable<bool> is_deleted(directus::person told);
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
    directus::user_id user_;
    directus::session session_;
    bridge::send_queue queue_;
    directus_link link_;
    net::alarm session_alarm_;
    net::alarm queue_alarm_;
    net::task_group tasks_;
    base::time_point wanted_at_ = base::steady_now();
    bool author_readable_ = false;
    bool reads_people_ = false; // every one
    bool author_writable_ = false;
    bool is_silenced_ = false;
    bool author_missing_ = false; // of the last row that was created
    directus::files read_files_ = directus::files::none;
    base::time_point creating_since_{}; // the create under way
    bool creates_reply_ = false;        // it is to a row that may be gone
    bool was_live_ = false;             // since it was last down
    bool author_is_another_ = false;    // of the last row that was created
    std::string feed_failure_;          // as the log has it; empty since the feed was last live
    bool adopting_ = false;             // a new token is not yet on the socket
    bool link_refused_ = false;         // it waits for a new token
    bool over_rest_ = false;            // since the link did not open and REST answered
    bool looking_for_rest_ = false;
    bool stopping_ = false;
};

} // namespace server
