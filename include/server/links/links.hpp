// Everybody whom Directus has let in: each one's upstream, what they may do, and the feed that they read.
#pragma once

#include "net/alarm.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/links/feeds.hpp"
#include "server/links/origins.hpp"
#include "server/links/recovery_watch.hpp"
#include "server/links/upstream.hpp"
#include "server/links/user_feed.hpp"
#include "server/login/logins.hpp"
#include "server/login/schema_watch.hpp"
#include "server/people/authors.hpp"
#include "server/people/directory.hpp"
#include "server/people/marker_store.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace server {

// To a user whose own link to Directus cannot be opened, while others' are live.
inline constexpr std::string_view link_refused_notice =
    "Your own WebSocket to Directus cannot be opened: what you write goes over REST. Ask the administrator "
    "of this server to look at its log";

class links final : private upstream::observer {
public:
    struct entry {
        std::unique_ptr<upstream> link;
        base::time_point rights_asked{};                 // for those in force
        base::time_point wanted_at = base::steady_now(); // the last login
        bool is_told_refused = false;                    // that their own link is, while others' are live
    };
    using users = std::unordered_map<directus::user_id, entry>;

    // Whether a user is connected, or about to be.
    using is_connected = std::function<bool(const directus::user_id&)>;

    // All have to outlive it.
    links(context& shared, directory& names, schema_watch& schemas, marker_store& markers,
          recovery_watch& recovery, is_connected connected);
    ~links();

    void start();
    // Lets in a user who has logged in.
    boost::asio::awaitable<void> admit(admission who);
    // Nobody new from now on: a stop has begun.
    void close();

    // Null, or empty, for users who are not logged in; feed_of() also for those who may not read.
    upstream* find(const directus::user_id& user) const;
    base::secret token_of(const directus::user_id& user) const;
    feed* feed_of(const directus::user_id& user) const { return feeds_.of(user); }
    const users& all() const { return users_; }
    // How a user's link to Directus is, in a few words, and the notice about that at a JOIN; empty: none.
    std::string state_of(const directus::user_id& user) const;
    std::string notice_for(const directus::user_id& user) const;

    bridge::key_kind key_kind() const override { return directory_.key_kind(); } // of the rows

    // This user's link carries their feed where it can, and is kept without a client. None where empty.
    void prefer(const directus::user_id& user);

    // Another schema is in force.
    void schema_adopted();
    // A client has deleted this row: its event tells nothing new then, and comes later or not at all.
    void removed(const directus::item_id& row);
    bool any_waits() const; // for Directus, to open its link
    void directus_is_back();

    void count(metrics::standing& into) const;
    std::size_t queued() const; // lines of all users
    bool is_settled() const;    // no line waits for a Directus that answers, or for its turn to be shown
    // What is queued goes back to its authors; the last time, what they still send, too.
    void abandon_queued(const base::error_code& why);
    void abandon_all(const base::error_code& why);
    // Call once, before destruction.
    boost::asio::awaitable<void> stop();

private:
    void link_live(upstream& of) override;
    void link_down(upstream& of) override;
    void link_refused(upstream& of) override;
    void stored(upstream& of, const directus::item& row) override;
    void create_ended(upstream& of) override;
    async_result<directus::rights> ask_rights(directus::user_id user, base::secret token,
                                              bool distrusted) override;
    void rights_known(upstream& of, directus::rights rights, base::time_point asked) override;
    void author_missing(upstream& of) override;
    void lost(upstream& of, base::error_code why) override;

    // What the user may do, as Directus knew it when it was asked: no answer takes back a newer one.
    void rights_are(const directus::user_id& user, directus::rights rights, base::time_point asked);
    void apply_silence(upstream& to);
    void place(upstream& member);                  // in the feeds of what its user may read now
    void open_links();                             // those that wait
    upstream* want(const directus::user_id& user); // notes a login; null for an unknown user
    bool in_use(const entry& one) const;
    void sweep(); // upstreams and feeds that nobody uses any more
    void remove(upstream& one);
    boost::asio::awaitable<void> retire(std::unique_ptr<upstream> gone);

    context& shared_;
    directory& directory_;
    schema_watch& schemas_;
    marker_store& markers_;
    recovery_watch& recovery_;
    is_connected is_connected_;
    authors authors_;
    origins origins_;
    feeds feeds_;
    user_feed user_feed_;
    users users_;
    directus::user_id preferred_;
    bool closed_ = false;
    net::alarm sweep_alarm_;
    net::task_group tasks_;
};

} // namespace server
