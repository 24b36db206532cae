// Registers one client: CAP, SASL, PASS, NICK and USER, the logins at Directus that follow, and the lines
// deferred until they end. CAP and SASL go on after registration.
#pragma once

#include "base/errc.hpp"
#include "base/ids.hpp"
#include "base/secret.hpp"
#include "bridge/channel/client.hpp"
#include "directus/caller.hpp"
#include "irc/registration.hpp"
#include "net/task_group.hpp"
#include "server/clients/login_attempts.hpp"
#include "server/context.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace server {

class client_registration {
public:
    static constexpr std::size_t most_deferred = 64; // lines

    class login_service {
    public:
        // Whose credentials these are; `user` is set where Directus lets them in.
        virtual boost::asio::awaitable<base::result<irc::identity>>
        log_in(irc::credentials with, directus::caller from, base::user_id& user) = 0;

    protected:
        ~login_service() = default;
    };
    class sink {
    public:
        // The client in the room; null where it is not there.
        virtual bridge::client* recipient() const = 0;
        virtual bool is_ending() const = 0;
        virtual void enqueue(std::string lines) = 0;
        virtual void registered() = 0;
        // Handles a deferred line. The client is registered.
        virtual void handle(const irc::message& line) = 0;
        virtual void close(std::string_view reason) = 0;
        // Closes the connection: ERROR was sent.
        virtual void refused(std::string reason) = 0;
        // The deadline of the registration may have changed.
        virtual void schedule() = 0;

    protected:
        ~sink() = default;
    };

    // All have to outlive it; `tasks` run its logins.
    client_registration(context& shared, login_service& logins, net::task_group& tasks, sink& of);

    // Begins after the handshake. `with.host`: the client's address; `from`: the same, as Directus is told.
    void begin(irc::registration::settings with, directus::caller from);
    bool has_begun() const { return machine_.has_value(); }
    bool is_complete() const { return is_complete_; }
    bool is_waiting() const { return attempts_.is_waiting(); }     // for a login
    const irc::registration& machine() const { return *machine_; } // Pre: has_begun()
    const base::user_id& user() const { return user_; }            // empty before a login

    // Pre of these: has_begun()
    void received(const irc::message& line);
    // A PASS login is in flight: lines have to be deferred.
    bool defers() const { return !is_complete_ && machine_->waiting(); }
    // Returns false if most_deferred lines are pending.
    bool try_defer(std::string_view line);
    // Whether Directus can be asked about logins.
    void login_available(bool now);

private:
    template <class Input>
    void step(Input input);
    void perform(irc::registration::actions& actions);
    boost::asio::awaitable<void> log_in(irc::credentials with, unsigned attempt);
    void handle_deferred();

    context& shared_;
    login_service& logins_;
    net::task_group& tasks_;
    sink& sink_;
    std::string address_;
    directus::caller from_;
    std::optional<irc::registration> machine_;
    login_attempts attempts_;
    std::vector<base::secret> deferred_;
    base::user_id user_;
    bool is_complete_ = false;
};

} // namespace server
