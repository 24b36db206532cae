#include "server/gateway/gateway.hpp"

#include "base/log.hpp"
#include "net/tls.hpp"
#include "server/config/config_reload.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr std::size_t urgent_requests = 4; // to Directus at once, that no others may delay
constexpr std::string_view farewell = "The gateway is stopping";
constexpr auto linger_limit = std::chrono::seconds(3);     // more than a session takes to hang up
constexpr auto last_lines_limit = std::chrono::seconds(3); // for lines that came while clients were told
constexpr auto stop_limit = std::chrono::seconds(3);       // for what else Directus has to answer

constexpr std::size_t longest_icon = 300; // bytes of its address: 005 has 512 for a line

// What is not configured is the project's.
bridge::room_settings room_settings_of(const config& from, const directus::schema& shape,
                                       const directus::project_info& project)
{
    auto out = from.room;
    if (out.network.empty())
        out.network = project.name.empty() ? "Directus" : project.name;
    if (out.topic.empty())
        out.topic = project.description;
    out.version = "directus-ircd-" DIRECTUS_IRCD_VERSION;
    out.item_link = fmt::format("{}/admin/content/{}/", from.public_url, shape.collection);
    out.file_link = from.public_url + "/assets/";
    if (!project.logo.empty() && out.file_link.size() + project.logo.size() <= longest_icon)
        out.icon = out.file_link + project.logo;
    out.filehost = from.uploads_url;
    out.replies = !shape.reply.empty();
    out.reactions = !shape.reactions.empty();
    return out;
}

} // namespace

gateway::gateway(asio::io_context& io, config settings, std::vector<inherited_socket> inherited)
    : io_(io)
    , settings_(std::move(settings))
    , tls_(net::client_tls(settings_.ca_file))
    , http_(io.get_executor(), settings_.url, tls_, {.urgent = urgent_requests})
    , watch_(checks_, settings_.url.str())
    , sockets_(checks_, settings_.websocket_path)
    , rest_(http_, settings_.shape, settings_.answer_limit, watch_)
    , room_(room_settings_of(settings_, settings_.shape, project_), base::wall_now(), *this)
    , gatherer_(io.get_executor(), *this)
    , shared_{io.get_executor(),
              settings_,
              tls_,
              rest_,
              room_,
              measured_,
              checks_,
              sockets_,
              [this] { gatherer_.touch(); }}
    , directory_(shared_)
    , schemas_(shared_, [this](bridge::key_kind keys) { schema_adopted(keys); })
    , logins_(
          io.get_executor(), rest_, schemas_, {.concurrency = settings_.login_concurrency},
          [this](admission who) { return links_.admit(std::move(who)); },
          logins::observers{checks_, measured_})
    , markers_(shared_, [this](const directus::user_id& user) { return links_.token_of(user); })
    , recovery_(shared_, *this)
    , links_(shared_, directory_, schemas_, markers_, recovery_,
             [this](const directus::user_id& user) { return connections_.has(user); })
    , changes_(shared_, links_)
    , reactions_(shared_, links_, changes_)
    , histories_(shared_, directory_, links_, reactions_, recovery_)
    , outside_(shared_, http_)
    , projects_(http_, [this](directus::project_info found) { project_read(std::move(found)); })
    , connections_(shared_, logins_, links_, recovery_)
    , listeners_(io.get_executor(), settings_, inherited,
                 [this](net::stream::socket socket, const net::stream::settings& of) {
                     connections_.accept(std::move(socket), of);
                 })
    , service_(shared_, logins_, links_)
    , standing_(shared_, links_, connections_)
    , desk_({room_, links_, markers_, changes_, reactions_, histories_, standing_})
    , uploads_(io.get_executor(), settings_, rest_.sender(), tls_,
               [this](irc::credentials with, directus::caller from) {
                   return log_in_to_upload(std::move(with), std::move(from));
               })
    , status_(io.get_executor(), settings_.status_listen,
              {[this] { return standing_.now(); }, measured_, checks_})
    , room_alarm_(io.get_executor(),
                  [this] {
                      room_.fired(base::steady_now(), base::wall_now());
                      gatherer_.touch();
                  })
    , tasks_(io.get_executor())
    , stopped_(io.get_executor(), asio::steady_timer::time_point::max())
{
    connections_.tls_port_is(listeners_.port(listener_kind::tls));
}

gateway::~gateway() = default;

asio::awaitable<void> gateway::run()
{
    listeners_.start();
    uploads_.start();
    for (const auto& where : uploads_.endpoints())
        base::log::info("uploads_listening",
                        {{"addr", fmt::format("{}:{}", where.address().to_string(), where.port())}});
    status_.start();
    for (const auto& where : status_.endpoints())
        base::log::info("status_listening",
                        {{"addr", fmt::format("{}:{}", where.address().to_string(), where.port())}});
    links_.start();
    recovery_.start(); // the log says from the start what is wrong with Directus
    tasks_.spawn(outside_.look());
    tasks_.spawn(projects_.read());
    service_.start();
    while (!draining_)
        co_await stopped_.async_wait(asio::as_tuple(asio::use_awaitable));
    co_await stop_everything();
}

asio::awaitable<base::result<uploads::owner>> gateway::log_in_to_upload(irc::credentials with,
                                                                        directus::caller from)
{
    const auto who = co_await logins_.log_in(std::move(with), std::move(from));
    if (!who)
        co_return who.error();
    auto token = links_.token_of(*who);
    if (token.empty())
        co_return base::errc::unreachable;
    uploads::owner owner{*who, std::move(token), room_.people().ensure(*who).rights.create_files};
    co_return owner;
}

void gateway::schema_adopted(bridge::key_kind keys)
{
    if (keys != bridge::key_kind::unknown)
        directory_.keys_are(keys);
    reconfigure_room();
    links_.schema_adopted();
    gatherer_.touch();
}

// Clients that are there are told a new topic, and nothing else.
void gateway::project_read(directus::project_info found)
{
    project_ = std::move(found);
    reconfigure_room();
    gatherer_.touch();
}

void gateway::reconfigure_room()
{
    room_.reconfigure(room_settings_of(settings_, rest_.shape(), project_), base::wall_now());
}

// Without Directus nobody can log in, and `sasl` says so; when it is back, nothing waits any longer.
void gateway::away_changed()
{
    connections_.login_available(!shared_.away);
    if (shared_.away)
        return sockets_.forget_settings();
    tasks_.spawn(outside_.look());
    tasks_.spawn(projects_.read());
    links_.directus_is_back();
}

bool gateway::reload(const config& from)
{
    if (const auto wrong = listeners_.reload_certificates(from)) {
        base::log::error("reload_failed", {{"reason", *wrong}});
        return false;
    }
    const auto token = settings_.service_token;
    const auto report = take_over(settings_, from);
    reconfigure_room();
    connections_.reconfigure();
    listeners_.reconfigure();
    if (settings_.service_token != token)
        service_.start();
    tasks_.spawn(projects_.read());
    for (const auto& one : from.warnings)
        base::log::warning("configuration", {{"reason", one}});
    base::log::info("reloaded", {{"certificates", std::to_string(settings_.certificates.size())},
                                 {"in_force", fmt::format("{}", fmt::join(report.in_force, " "))},
                                 {"need_restart", fmt::format("{}", fmt::join(report.need_restart, " "))}});
    gatherer_.touch();
    return true;
}

void gateway::ask(bridge::ask::question what)
{
    desk_.ask(std::move(what));
}

std::string gateway::link_state(const bridge::member& of) const
{
    return links_.state_of(of.id);
}

std::string gateway::notice(const bridge::member& of) const
{
    return links_.notice_for(of.id);
}

base::duration gateway::clock_lead() const
{
    return rest_.directus_now() - base::wall_now();
}

void gateway::flush()
{
    if (const auto decided = room_.take_formatting_decision())
        base::log::info("formatting", {{"texts", decided == bridge::formatting::html ? "html" : "markdown"}});
    for (auto* who : room_.clients().take_dirty())
        who->socket->flush(*who);
    if (!shared_.heard.empty()) {
        const auto now = base::steady_now();
        for (const auto& at : std::exchange(shared_.heard, {}))
            measured_.shown(now - at);
    }
    room_alarm_.set(room_.deadline());
    if (draining_ && is_settled())
        stopped_.cancel();
}

void gateway::stop()
{
    hurried_ = std::exchange(draining_, true);
    stopped_.cancel();
    if (!hurried_)
        return;
    connections_.give_up();
    if (desk_.is_closed())
        cut_short();
}

// Whether no line is under way, as far as Directus is there, and every echo was sent.
bool gateway::is_settled() const
{
    return !gatherer_.is_pending() && links_.is_settled();
}

asio::awaitable<void> gateway::await_answers(base::time_point until)
{
    stopped_.expires_at(until);
    while (!hurried_ && !is_settled()) {
        const auto [woken] = co_await stopped_.async_wait(asio::as_tuple(asio::use_awaitable));
        if (!woken)
            break;
    }
}

// A client that writes without a pause always has a line under way: in the second half no more are read. They
// wait in the sockets and are stored behind the ERROR, as are those that cross it. Lines that Directus has
// not answered by then go back to their authors first.
asio::awaitable<void> gateway::drain()
{
    const auto start = base::steady_now();
    const auto end = start + settings_.drain;
    co_await await_answers(start + settings_.drain / 2);
    connections_.hold();
    co_await await_answers(end);
    if (const auto lines = links_.queued(); lines > 0)
        base::log::warning("drain_ended", {{"lines", std::to_string(lines)}});
    links_.abandon_queued(base::errc::stopping);
    if (hurried_)
        co_return;
    connections_.dismiss(farewell);
    co_await connections_.await_end(base::steady_now() + linger_limit);
    co_await await_answers(std::max(end, base::steady_now() + last_lines_limit));
}

asio::awaitable<void> gateway::stop_everything()
{
    base::log::info("stopping", {{"clients", std::to_string(connections_.size())},
                                 {"lines", std::to_string(links_.queued())}});
    links_.close();
    service_.close();
    listeners_.close();
    uploads_.close();
    connections_.close_unregistered(farewell);
    if (settings_.drain > base::duration::zero())
        co_await drain();
    desk_.close();
    links_.abandon_all(base::errc::stopping);
    connections_.close(farewell);
    if (hurried_)
        cut_short();
    net::alarm cut_off(io_.get_executor(), [this] { http_.close(); }); // Directus may be away
    cut_off.set(base::steady_now() + stop_limit);
    co_await uploads_.stop();
    co_await status_.stop();
    co_await markers_.stop();
    co_await reactions_.stop();
    co_await recovery_.stop();
    co_await schemas_.stop();
    co_await links_.stop();
    co_await histories_.stop();
    co_await changes_.stop();
    co_await standing_.stop();
    co_await service_.stop();
    co_await connections_.stop();
    co_await listeners_.stop();
    co_await tasks_.join();
    co_await logins_.stop();
    http_.close();
    gatherer_.stop(); // or a last round would set the alarm again
    room_alarm_.set(std::nullopt);
    base::log::info("stopped");
}

// What was written to the sockets still goes out.
void gateway::cut_short()
{
    http_.close();
    connections_.cut();
}

} // namespace server
