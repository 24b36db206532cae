#include "server/clients/client_registration.hpp"

#include "base/log.hpp"

#include <utility>

namespace server {

namespace asio = boost::asio;

client_registration::client_registration(context& shared, login_service& logins, net::task_group& tasks,
                                         sink& of)
    : shared_(shared)
    , logins_(logins)
    , tasks_(tasks)
    , sink_(of)
{
}

void client_registration::begin(irc::registration::settings with, directus::caller from)
{
    address_ = with.host;
    from_ = std::move(from);
    machine_.emplace(std::move(with));
    irc::registration::actions nothing; // nobody to tell yet
    machine_->login_available(!shared_.away, nothing);
}

void client_registration::received(const irc::message& line)
{
    step([&](irc::registration::actions& out) { machine_->received(line, out); });
}

void client_registration::login_available(bool now)
{
    step([&](irc::registration::actions& out) { machine_->login_available(now, out); });
}

bool client_registration::try_defer(std::string_view line)
{
    if (deferred_.size() >= most_deferred)
        return false;
    deferred_.emplace_back(line);
    return true;
}

// A registered client's replies name its nick of now, and its capabilities apply to what the room sends it.
template <class Input>
void client_registration::step(Input input)
{
    if (const auto* self = sink_.recipient())
        machine_->renamed(self->nick());
    irc::registration::actions actions;
    input(actions);
    perform(actions);
    if (auto* self = sink_.recipient())
        self->caps = machine_->caps();
    sink_.schedule();
}

void client_registration::perform(irc::registration::actions& actions)
{
    using irc::registration;
    for (auto& action : actions) {
        if (auto* reply = std::get_if<registration::reply>(&action)) {
            sink_.enqueue(std::move(reply->lines));
        } else if (auto* start = std::get_if<registration::login>(&action)) {
            if (const auto attempt = attempts_.start())
                tasks_.spawn(log_in(std::move(start->with), *attempt));
            else
                sink_.close("Too many logins at once");
        } else if (std::holds_alternative<registration::abandon>(action)) {
            attempts_.abandon();
        } else if (std::holds_alternative<registration::complete>(action)) {
            is_complete_ = true;
            base::log::info("registered",
                            {{"addr", address_}, {"user", user_.str()}, {"nick", machine_->who()->nick}});
            sink_.registered();
            handle_deferred();
        } else {
            sink_.refused(std::move(std::get<registration::close>(action).reason));
        }
    }
}

void client_registration::handle_deferred()
{
    for (auto& line : std::exchange(deferred_, {}))
        if (const auto message = irc::message::parse(line.reveal()); message && !sink_.is_ending())
            sink_.handle(*message);
}

asio::awaitable<void> client_registration::log_in(irc::credentials with, unsigned attempt)
{
    auto account = with.is_token() ? std::string("token") : with.email;
    base::user_id user;
    auto who = co_await logins_.log_in(std::move(with), from_, user);
    attempts_.ended();
    const auto result = who ? std::string("ok") : who.error().message();
    if (!who && account != "token")
        account.clear(); // whatever was typed there: with an '@' in it, it may be a part of a password
    base::log::info("login",
                    {{"addr", address_}, {"account", account}, {"user", user.str()}, {"result", result}});
    if (!attempts_.is_current(attempt) || sink_.is_ending())
        co_return;
    attempts_.answered();
    if (who && !is_complete_)
        user_ = user;
    step([&](irc::registration::actions& out) {
        if (who)
            machine_->logged_in(std::move(*who), out);
        else
            machine_->login_failed(who.error(), out);
    });
}

} // namespace server
