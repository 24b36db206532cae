#include "server/gateway.hpp"

#include "base/log.hpp"
#include "bridge/scope.hpp"
#include "net/tls.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr auto sweep_interval = std::chrono::seconds(5);
constexpr auto stop_limit = std::chrono::seconds(3); // for what Directus has still to answer

bridge::room::settings room_settings(const config& from)
{
    return {.server_name = from.server_name,
            .network = from.network,
            .version = "directus-ircd-" DIRECTUS_IRCD_VERSION,
            .channel = from.channel,
            .topic = from.topic,
            .motd = from.motd,
            .admin = from.admin,
            .item_link = fmt::format("{}/admin/content/{}/", from.public_url, from.shape.collection),
            .history = from.history,
            .members_limit = from.members_limit,
            .join_limit = from.join_limit,
            .send_limit = from.sendq,
            .account_is_email = from.account_is_email};
}

} // namespace

gateway::gateway(asio::io_context& io, config settings)
    : io_(io)
    , settings_(std::move(settings))
    , tls_(net::client_tls(settings_.ca_file))
    , http_(io.get_executor(), settings_.url, tls_, {})
    , rest_(http_, settings_.shape, settings_.answer_limit)
    , room_(room_settings(settings_), base::wall_now())
    , shared_{io.get_executor(), settings_, tls_, rest_, room_, [this] { touch(); }}
    , directory_(shared_)
    , logins_(io.get_executor(), rest_, {.concurrency = settings_.login_concurrency},
              [this](admission who) { return admit(std::move(who)); })
    , room_alarm_(io.get_executor(),
                  [this] {
                      room_.fired(base::steady_now());
                      touch();
                  })
    , sweep_alarm_(io.get_executor(), [this] { sweep(); })
    , tasks_(io.get_executor())
    , stopped_(io.get_executor(), asio::steady_timer::time_point::max())
{
    services_.log_in = [this](irc::credentials with, base::user_id& user) {
        return log_in(std::move(with), user);
    };
    services_.registered = [this](irc_session& one) {
        if (!find_upstream(one.user()))
            return one.close("Directus ended your session");
        room_.attach(one.id(), one.user(), one.registration().caps(), base::steady_now(), base::wall_now());
        touch();
    };
    for (const auto& where : settings_.listen) {
        try {
            listeners_.push_back(
                std::make_unique<listener>(io.get_executor(), where, [this](asio::ip::tcp::socket socket) {
                    accept(std::move(socket));
                }));
        } catch (const boost::system::system_error& error) {
            throw std::runtime_error(
                fmt::format("cannot listen on {}:{}: {}", where.host, where.port, error.code().message()));
        }
    }
}

gateway::~gateway() = default;

asio::awaitable<void> gateway::run()
{
    for (const auto& one : listeners_) {
        const auto where = one->endpoint();
        base::log::info("listening",
                        {{"addr", fmt::format("{}:{}", where.address().to_string(), where.port())},
                         {"channel", settings_.channel},
                         {"directus", settings_.url.str()}});
        tasks_.spawn(one->run());
    }
    sweep_alarm_.set(base::steady_now() + sweep_interval);
    while (!stopping_)
        co_await stopped_.async_wait(asio::as_tuple(asio::use_awaitable));
    co_await stop_everything();
}

void gateway::stop()
{
    stopping_ = true;
    stopped_.cancel();
}

std::vector<asio::ip::tcp::endpoint> gateway::endpoints() const
{
    std::vector<asio::ip::tcp::endpoint> found;
    for (const auto& one : listeners_)
        found.push_back(one->endpoint());
    return found;
}

// Lines that still wait go back to their authors, then clients are told, then Directus is left.
asio::awaitable<void> gateway::stop_everything()
{
    base::log::info("stopping", {{"clients", std::to_string(sessions_.size())}});
    sweep_alarm_.set(std::nullopt);
    for (const auto& one : listeners_)
        one->close();
    for (const auto& [user, one] : upstreams_)
        one->abandon(base::errc::stopping);
    for (const auto& [id, one] : std::unordered_map(sessions_))
        one->close("The gateway is stopping");
    net::alarm cut_off(io_.get_executor(), [this] { http_.close(); }); // Directus may be away
    cut_off.set(base::steady_now() + stop_limit);
    for (auto& [scope, one] : feeds_)
        co_await one->stop();
    for (auto& [user, one] : upstreams_)
        tasks_.spawn(retire(std::move(one)));
    upstreams_.clear();
    co_await tasks_.join();
    co_await logins_.stop();
    http_.close();
    room_alarm_.set(std::nullopt);
    base::log::info("stopped");
}

void gateway::accept(asio::ip::tcp::socket socket)
{
    const bridge::client_id id{next_client_++};
    auto session = std::make_shared<irc_session>(shared_, services_, id, std::move(socket));
    sessions_.emplace(id, session);
    tasks_.spawn(serve(std::move(session)));
}

asio::awaitable<void> gateway::serve(std::shared_ptr<irc_session> session)
{
    const auto& address = session->address();
    const bool exempt = asio::ip::make_address(address == "unknown" ? "127.0.0.1" : address).is_loopback();
    if (++connections_[address] > settings_.connections_per_address && !exempt)
        session->close("Too many connections from your address");
    co_await session->run();
    if (--connections_[address] == 0)
        connections_.erase(address);
    room_.detach(session->id(), base::wall_now());
    sessions_.erase(session->id());
    touch();
}

asio::awaitable<base::result<irc::identity>> gateway::log_in(irc::credentials with, base::user_id& user)
{
    const auto who = co_await logins_.log_in(std::move(with));
    if (!who)
        co_return who.error();
    if (!find_upstream(*who)) // lost again meanwhile
        co_return base::errc::unreachable;
    user = *who;
    const auto& member = room_.people().ensure(*who);
    co_return irc::identity{member.nick, member.mask(), member.account};
}

asio::awaitable<void> gateway::admit(admission who)
{
    co_await directory_.refresh(who.tokens.access_token);
    room_.learned(who.person, base::wall_now());
    auto& member = room_.people().ensure(who.person.id);
    room_.rights_changed(member, std::move(who.rights), base::wall_now());

    if (auto* known = find_upstream(member.id)) {
        known->wanted();
        // One set of tokens serves all of somebody's clients; a second would only have to be renewed as well.
        if (who.tokens.lifetime)
            co_await rest_.logout(std::move(who.tokens.refresh_token));
        if ((known = find_upstream(member.id))) {
            known->wanted();
            place(*known);
        }
        co_return;
    }
    if (stopping_) { // nobody would stop it any more
        if (who.tokens.lifetime)
            co_await rest_.logout(std::move(who.tokens.refresh_token));
        co_return;
    }
    auto fresh = std::make_unique<upstream>(shared_, *this, member.id, std::move(who.tokens));
    auto& one = *fresh;
    upstreams_.emplace(member.id, std::move(fresh));
    one.rights_are(member.rights);
    place(one);
}

asio::awaitable<void> gateway::read_history(bridge::room::read_history what)
{
    auto* who = room_.find(what.who);
    auto* of = who ? find_upstream(who->user->id) : nullptr;
    if (!of) {
        room_.history(what.who, base::make_error_code(base::errc::unreachable), base::wall_now());
        co_return touch();
    }
    const auto token = of->access_token();
    auto rows = co_await rest_.latest(token, what.limit);
    if (rows)
        co_await directory_.learn_authors(token, *rows);
    room_.history(what.who, rows, base::wall_now());
    touch();
}

void gateway::touch()
{
    if (std::exchange(pump_posted_, true))
        return;
    asio::post(io_, [this] { pump(); });
}

// Everything of one turn of the loop goes out together.
void gateway::pump()
{
    pump_posted_ = false;
    for (auto& action : room_.take_actions()) {
        if (auto* line = std::get_if<bridge::room::store>(&action)) {
            if (auto* of = find_upstream(line->author))
                of->store(std::move(line->what));
            else
                room_.returned(
                    {std::move(line->what), bridge::send_queue::fate::rejected, base::errc::stopping});
        } else if (!stopping_) {
            tasks_.spawn(read_history(std::get<bridge::room::read_history>(action)));
        }
    }
    for (const auto id : room_.take_dirty())
        if (const auto session = sessions_.find(id); session != sessions_.end())
            session->second->flush();
    room_alarm_.set(room_.deadline());
}

void gateway::place(upstream& member)
{
    const auto& who = room_.people().ensure(member.user());
    const auto scope = bridge::scope_of(who, settings_.feed == feed_mode::per_user);
    auto& current = scopes_[member.user()];
    if (current == scope)
        return;
    if (auto* old = feed_of(member))
        old->remove(member);
    current = scope;
    if (scope.empty())
        return;
    auto& target = feeds_[scope];
    if (!target)
        target = std::make_unique<feed>(shared_, directory_, scope,
                                        [this](directus::item row) { return with_origin(std::move(row)); });
    target->add(member);
}

feed* gateway::feed_of(const upstream& member)
{
    const auto scope = scopes_.find(member.user());
    if (scope == scopes_.end() || scope->second.empty())
        return nullptr;
    return feeds_.at(scope->second).get();
}

upstream* gateway::find_upstream(const directus::user_id& user)
{
    const auto found = upstreams_.find(user);
    return found == upstreams_.end() ? nullptr : found->second.get();
}

bridge::said gateway::with_origin(directus::item row)
{
    directory_.seen(row);
    bridge::said what{std::move(row), std::nullopt, false};
    if (auto* author = find_upstream(what.row.author))
        if (const auto* line = author->claims(what.row)) {
            what.from = line->from;
            what.notice = line->notice;
            author->appeared(what.row);
        }
    return what;
}

void gateway::link_live(upstream& of)
{
    if (auto* its = feed_of(of))
        its->link_live(of);
}

void gateway::link_down(upstream& of)
{
    if (auto* its = feed_of(of))
        its->link_down(of);
}

void gateway::feed_live(upstream& of)
{
    if (auto* its = feed_of(of))
        its->subscribed(of);
}

void gateway::feed_broken(upstream& of)
{
    if (auto* its = feed_of(of))
        its->broken(of);
    of.check_rights(); // they may be what broke it
}

void gateway::arrived(upstream& of, std::vector<directus::item> rows)
{
    if (auto* its = feed_of(of))
        its->arrived(of, std::move(rows));
}

void gateway::stored(upstream& of, bridge::said what)
{
    directory_.seen(what.row);
    if (auto* its = feed_of(of))
        its->stored(std::move(what));
}

void gateway::rights_known(upstream& of, directus::rights rights)
{
    room_.rights_changed(room_.people().ensure(of.user()), std::move(rights), base::wall_now());
    place(of);
    touch();
}

void gateway::lost(upstream& of, base::error_code why)
{
    base::log::warning("session_lost", {{"user", of.user().str()}, {"reason", why.message()}});
    of.abandon(why);
    room_.close_user(of.user(), fmt::format("Directus ended your session: {}", why.message()));
    if (auto* its = feed_of(of))
        its->remove(of);
    scopes_.erase(of.user());
    auto gone = upstreams_.extract(of.user());
    tasks_.spawn(retire(std::move(gone.mapped())));
    touch();
}

asio::awaitable<void> gateway::retire(std::unique_ptr<upstream> gone)
{
    co_await gone->stop();
}

// By a client, or by a connection that has logged in and not yet registered.
bool gateway::in_use(const upstream& one) const
{
    return base::steady_now() - one.wanted_at() < sweep_interval ||
           std::ranges::any_of(sessions_,
                               [&](const auto& entry) { return entry.second->user() == one.user(); });
}

asio::awaitable<void> gateway::retire_feed(std::unique_ptr<feed> gone)
{
    co_await gone->stop();
}

void gateway::sweep()
{
    std::vector<upstream*> unused;
    for (const auto& [user, one] : upstreams_)
        if (one->idle() && !in_use(*one))
            unused.push_back(one.get());
    for (auto* one : unused) {
        if (auto* its = feed_of(*one))
            its->remove(*one);
        scopes_.erase(one->user());
        auto gone = upstreams_.extract(one->user());
        tasks_.spawn(retire(std::move(gone.mapped())));
    }
    for (auto one = feeds_.begin(); one != feeds_.end();) {
        const auto feed = one++;
        if (feed->second->empty())
            tasks_.spawn(retire_feed(std::move(feeds_.extract(feed).mapped())));
    }
    sweep_alarm_.set(base::steady_now() + sweep_interval);
}

} // namespace server
