// The shell of directus::link: performs its actions on real sockets and timers, and passes on the rest.
#pragma once

#include "base/clock.hpp"
#include "directus/caller.hpp"
#include "directus/link.hpp"
#include "net/alarm.hpp"
#include "net/base_url.hpp"
#include "net/task_group.hpp"
#include "net/websocket.hpp"
#include "server/operations/upgrades.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace server {

class directus_link {
public:
    // Called with every action that is not the shell's own (open, send, close).
    using observer = std::function<void(directus::link::action)>;

    struct endpoint {
        net::base_url directus;
        std::string path;
        upgrades& modes;
    };

    // `tls` and what `where` refers to must outlive the link. `from` is whom Directus is to take for the
    // client.
    directus_link(boost::asio::any_io_executor executor, boost::asio::ssl::context& tls, endpoint where,
                  directus::caller from, directus::link::settings with, observer observe);

    void start(base::secret token);
    void reauthenticate(base::secret token);
    void retry_by(base::time_point when);
    void adopt(const directus::schema& shape) { machine_.adopt(shape); }
    void reads_files(directus::files which) { machine_.reads_files(which); }
    void reads_reactions(bool may) { machine_.reads_reactions(may); }
    void subscribe();
    void subscribe_reactions();
    void unsubscribe();
    void subscribe_users();
    void unsubscribe_users();
    void create(std::span<const directus::draft> rows);

    const directus::link& machine() const { return machine_; }
    // What came in place of the upgrade, at the last attempt; status 0: nothing.
    const net::websocket::refusal& refusal() const { return refusal_; }
    // When the last frame came: nothing later is proved.
    base::time_point heard_at() const { return heard_at_; }

    // Closes for good and waits for what is under way. Call once, before destruction.
    boost::asio::awaitable<void> stop();

private:
    struct socket {
        net::websocket stream;
        std::deque<std::string> outgoing{};
        std::size_t unsent = 0; // bytes of them
        bool writing = false;
    };

    template <class Input>
    void step(Input input);
    void perform(directus::link::action& what);
    boost::asio::awaitable<net::websocket::outcome> open(std::shared_ptr<socket> on);
    boost::asio::awaitable<void> run(std::shared_ptr<socket> on);
    boost::asio::awaitable<void> write(std::shared_ptr<socket> on);

    boost::asio::any_io_executor executor_;
    boost::asio::ssl::context& tls_;
    endpoint where_;
    directus::caller from_;
    directus::link machine_;
    observer observe_;
    std::shared_ptr<socket> socket_;
    net::websocket::refusal refusal_;
    base::time_point heard_at_{};
    net::alarm alarm_;
    net::task_group tasks_;
};

} // namespace server
