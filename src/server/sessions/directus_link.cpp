#include "server/sessions/directus_link.hpp"

#include "directus/rest.hpp"

#include <boost/asio.hpp>

namespace server {

namespace asio = boost::asio;
using directus::link;

namespace {

constexpr std::size_t frame_limit = 16 << 20; // a row of several megabytes is still shown, cut
constexpr std::size_t most_unsent = 16 << 20; // bytes of frames that Directus does not take
constexpr auto open_limit = std::chrono::seconds(20);
constexpr unsigned unauthorized = 401;

base::secret with_token(const std::string& path, const base::secret& token)
{
    auto encoded = directus::rest::percent_encoded(token.reveal());
    const base::wiped_at_end wiped(encoded);
    std::string target = path + "?access_token=";
    const base::wiped_at_end wiped_too(target);
    base::append_secret(target, encoded);
    return base::secret(target);
}

} // namespace

directus_link::directus_link(asio::any_io_executor executor, asio::ssl::context& tls, endpoint where,
                             directus::caller from, link::settings with, observer observe)
    : executor_(executor)
    , tls_(tls)
    , where_(std::move(where))
    , from_(std::move(from))
    , machine_(std::move(with))
    , observe_(std::move(observe))
    , alarm_(executor,
             [this] { step([](link& machine, auto& out) { machine.fired(base::steady_now(), out); }); })
    , tasks_(executor)
{
}

template <class Input>
void directus_link::step(Input input)
{
    link::actions out;
    input(machine_, out);
    alarm_.set(machine_.deadline());
    for (auto& action : out)
        perform(action);
}

void directus_link::start(base::secret token)
{
    step([&](link& machine, auto& out) { machine.start(std::move(token), base::steady_now(), out); });
}

void directus_link::reauthenticate(base::secret token)
{
    step(
        [&](link& machine, auto& out) { machine.reauthenticate(std::move(token), base::steady_now(), out); });
}

void directus_link::retry_by(base::time_point when)
{
    step([&](link& machine, auto&) { machine.retry_by(when); });
}

void directus_link::subscribe()
{
    step([](link& machine, auto& out) { machine.subscribe(base::steady_now(), out); });
}

void directus_link::subscribe_reactions()
{
    step([](link& machine, auto& out) { machine.subscribe_reactions(base::steady_now(), out); });
}

void directus_link::unsubscribe()
{
    step([](link& machine, auto& out) { machine.unsubscribe(out); });
}

void directus_link::subscribe_users()
{
    step([](link& machine, auto& out) { machine.subscribe_users(base::steady_now(), out); });
}

void directus_link::unsubscribe_users()
{
    step([](link& machine, auto& out) { machine.unsubscribe_users(out); });
}

void directus_link::create(std::span<const directus::draft> rows)
{
    step([&](link& machine, auto& out) { machine.create(rows, base::steady_now(), out); });
}

asio::awaitable<void> directus_link::stop()
{
    step([](link& machine, auto& out) { machine.stop(base::steady_now(), out); });
    alarm_.set(std::nullopt);
    co_await tasks_.join();
}

void directus_link::perform(link::action& what)
{
    if (std::holds_alternative<link::open>(what)) {
        refusal_ = {};
        socket_ = std::make_shared<socket>(socket{net::websocket(executor_, tls_, frame_limit)});
        tasks_.spawn(run(socket_));
    } else if (auto* frame = std::get_if<link::send>(&what)) {
        if (!socket_)
            return;
        socket_->unsent += frame->frame.size();
        if (socket_->unsent > most_unsent)
            return socket_->stream.close(); // the reader notices
        socket_->outgoing.push_back(std::move(frame->frame));
        if (!std::exchange(socket_->writing, true))
            tasks_.spawn(write(socket_));
    } else if (std::holds_alternative<link::close>(what)) {
        if (const auto gone = std::exchange(socket_, nullptr))
            gone->stream.close();
    } else {
        observe_(std::move(what));
    }
}

// In the mode `strict` Directus wants the token in the URL; elsewhere it goes into a frame, as URLs may stand
// in the logs of what is between.
asio::awaitable<net::websocket::outcome> directus_link::open(std::shared_ptr<socket> on)
{
    const bool shows_token = where_.modes.want_token();
    auto target = shows_token ? with_token(where_.path, machine_.token()) : base::secret(where_.path);
    auto how = co_await on->stream.open(where_.directus, std::move(target), open_limit, from_.address);
    if (shows_token || on != socket_ || !how.refused || how.refused->status != unauthorized)
        co_return how;
    auto again = with_token(where_.path, machine_.token());
    how = co_await on->stream.open(where_.directus, std::move(again), open_limit, from_.address);
    if (!how.error)
        where_.modes.learn_to_want_token();
    co_return how;
}

// One socket's life. Once it is no longer the current one, nothing of it concerns the machine.
asio::awaitable<void> directus_link::run(std::shared_ptr<socket> on)
{
    auto how = co_await open(on);
    if (on != socket_)
        co_return;
    refusal_ = how.refused.value_or(net::websocket::refusal());
    auto error = how.error;
    if (!error) {
        step([](link& machine, auto& out) { machine.opened(base::steady_now(), out); });
        while (on == socket_) {
            const auto frame = co_await on->stream.receive();
            if (on != socket_)
                co_return;
            if (!frame) {
                error = frame.error();
                break;
            }
            heard_at_ = base::steady_now();
            step([&](link& machine, auto& out) { machine.received(*frame, base::steady_now(), out); });
        }
        if (on != socket_)
            co_return;
    }
    socket_.reset();
    on->stream.close();
    step([&](link& machine, auto& out) {
        if (how.refused)
            machine.refused_upgrade(how.refused->status, base::steady_now(), out);
        else
            machine.closed(error, base::steady_now(), out);
    });
}

asio::awaitable<void> directus_link::write(std::shared_ptr<socket> on)
{
    while (!on->outgoing.empty() && on == socket_) {
        auto frame = std::move(on->outgoing.front());
        on->outgoing.pop_front();
        const auto error = co_await on->stream.send(frame);
        on->unsent -= frame.size();
        base::wipe(frame); // it may have held a token
        if (error)
            break; // the reader notices, too
    }
    on->writing = false;
}

} // namespace server
