// Sends a user's lines to Directus: the send queue with its timer, and its creates over the user's link or
// over REST.
#pragma once

#include "bridge/sending/send_queue.hpp"
#include "directus/link.hpp"
#include "net/alarm.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/sessions/create_in_flight.hpp"
#include "server/sessions/created_authors.hpp"
#include "server/sessions/directus_link.hpp"
#include "server/sessions/user_session.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace server {

class line_sender {
public:
    class sink {
    public:
        virtual bridge::send_queue::way way() const = 0; // of a create that goes now
        virtual bridge::key_kind key_kind() const = 0;   // of the rows
        // Returns false where the line's row was deleted before it was shown.
        virtual bool stored(const bridge::send_queue::confirmed& line) = 0;
        // No create waits for its answer.
        virtual void create_ended() = 0;
        // Directus stores this user's messages without an author.
        virtual void author_missing() = 0;
        virtual boost::asio::awaitable<void> read_rights() = 0;

    protected:
        ~sink() = default;
    };

    // All have to outlive it; `tasks` run its requests.
    line_sender(context& shared, directus::user_id user, user_session& session, directus_link& link,
                net::task_group& tasks, sink& into);

    bool is_idle() const { return queue_.empty(); }
    std::size_t queued() const { return queue_.size(); } // lines

    void store(bridge::send_queue::line what);
    // Sends what waits, where it may go.
    void proceed();
    // Every queued line goes back to its author.
    void abandon(const base::error_code& why);
    // What the user may do.
    void rights_are(const directus::rights& rights);
    // Returns false where the action is no answer to a create.
    bool try_answer(directus::link::action& what);

    // The user's line that this row is, while its outcome is open; null: none.
    const bridge::send_queue::line* claims(const directus::item& row) const { return queue_.claims(row); }
    // A row of the user's that is none of the lines under way may be one that a hook changed.
    bool awaits_answer() const { return queue_.awaits_answer(); }
    // A row of the user's is there, of a create of which others have still to come.
    bool awaits_more() const { return queue_.awaits_more(); }
    // A row of the user's is there; settle() then ends an outcome that was open for want of rows.
    void saw(const directus::item& row) { queue_.saw(row); }
    void settle();
    // The text for the author's field of this user's rows; empty: Directus fills it in.
    std::string written_author() const;

    // Answers that come later are dropped.
    void stop();

private:
    template <class Input>
    void step(Input input);
    void perform(bridge::send_queue::create what);
    boost::asio::awaitable<void> refuse_create();
    boost::asio::awaitable<void> create_over_rest(std::vector<directus::draft> rows);
    boost::asio::awaitable<void> look_up(bridge::send_queue::look_up what);
    void confirmed(const bridge::send_queue::confirmed& done);
    void returned(const bridge::send_queue::returned& back);
    void answered(bool is_stored);
    void look_whether_deleted(const directus::rejection& why);
    void check_authors(std::vector<directus::item>& rows, bool is_certain);
    bool has_named_authors() const { return shared_.rest.shape().author_as == directus::author_kind::named; }

    context& shared_;
    directus::user_id user_;
    user_session& session_;
    directus_link& link_;
    net::task_group& tasks_;
    sink& into_;
    bridge::send_queue queue_;
    net::alarm alarm_;
    create_in_flight create_;
    created_authors authors_;
    bool author_writable_ = false;
    bool is_silenced_ = false;
    bool is_stopping_ = false;
};

} // namespace server
