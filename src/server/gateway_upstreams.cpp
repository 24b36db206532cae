// Whom Directus has let in: each user's upstream, the feed that it belongs to, and what they tell.
#include "server/gateway.hpp"

#include "base/log.hpp"
#include "bridge/scope.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr auto sweep_interval = std::chrono::seconds(5);
constexpr auto opening_interval = std::chrono::milliseconds(2);
constexpr auto service_retry = std::chrono::seconds(30);

} // namespace

asio::awaitable<void> gateway::admit(admission who)
{
    co_await directory_.refresh(who.tokens.access_token, who.rights.read_people);
    room_.learned(who.person, base::wall_now());
    co_await markers_.learn(who.person.id, who.tokens.access_token);
    rights_are(who.person.id, std::move(who.rights), who.rights_asked);
    const auto& member = room_.people().ensure(who.person.id);

    if (auto* known = find_upstream(member.id)) {
        known->wanted();
        // One set of tokens serves all of somebody's clients; a second would only have to be renewed as well.
        if (!known->offer(who.tokens) && !who.tokens.refresh_token.empty())
            co_await rest_.logout(std::move(who.tokens.refresh_token));
        if ((known = find_upstream(who.person.id))) {
            known->wanted();
            known->rights_are(room_.people().ensure(who.person.id).rights);
            place(*known);
        }
        co_return;
    }
    if (stopping_) { // nobody would stop it any more
        if (!who.tokens.refresh_token.empty())
            co_await rest_.logout(std::move(who.tokens.refresh_token));
        co_return;
    }
    auto fresh =
        std::make_unique<upstream>(shared_, *this, member.id, std::move(who.tokens), std::move(who.from));
    auto& one = *fresh;
    upstreams_.emplace(member.id, std::move(fresh));
    one.rights_are(member.rights);
    place(one);
}

void gateway::rights_are(const directus::user_id& user, directus::rights rights, base::time_point asked)
{
    auto& last = rights_asked_[user];
    if (asked < last)
        return;
    last = asked;
    room_.rights_changed(room_.people().ensure(user), std::move(rights), base::wall_now());
}

asio::awaitable<void> gateway::admit_service()
{
    irc::credentials with;
    with.secret = settings_.service_token;
    directus::caller ourselves; // named: see g++ 12
    const auto who = co_await logins_.log_in(std::move(with), std::move(ourselves));
    auto* service = who ? find_upstream(*who) : nullptr;
    if (!service) {
        base::log::warning("service_token_refused", {{"reason", who ? "lost again" : who.error().message()}});
        if (!stopping_)
            service_alarm_.set(base::steady_now() + service_retry);
        co_return;
    }
    service_ = *who;
    base::log::info("service_token", {{"user", service_.str()}, {"scope", scopes_[service_]}});
    if (auto* its = feed_of(*service))
        its->prefer(service);
}

// For VERSION and STATS.
std::string gateway::link_state(const bridge::member& of)
{
    const auto scope = scopes_.find(of.id);
    if (scope == scopes_.end() || scope->second.empty())
        return "no permission to read";
    const auto* upstream = find_upstream(of.id);
    return fmt::format("{}; {} of your lines wait", feeds_.at(scope->second)->state(),
                       upstream ? upstream->queued() : 0);
}

bool gateway::any_waits() const
{
    return std::ranges::any_of(upstreams_,
                               [](const auto& entry) { return entry.second->link().machine().is_waiting(); });
}

// One after the other: a Directus that has just come back is not to be overrun.
void gateway::open_links()
{
    auto when = base::steady_now();
    for (const auto& [user, one] : upstreams_)
        if (one->link().machine().is_waiting())
            one->link().retry_by(when += opening_interval);
}

// Without Directus nobody can log in, and `sasl` says so; when it is back, nothing waits any longer.
void gateway::away_changed()
{
    for (const auto& [id, session] : sessions_)
        session->login_available(!shared_.away);
    if (!shared_.away)
        open_links();
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
    member.proceed();
}

feed* gateway::feed_of(const upstream& member) const
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

base::secret gateway::token_of(const directus::user_id& user)
{
    const auto* of = find_upstream(user);
    return of ? of->access_token() : base::secret();
}

bridge::said gateway::with_origin(directus::item row)
{
    directory_.seen(row);
    bridge::said what{.row = std::move(row)};
    if (auto* author = find_upstream(what.row.author))
        if (const auto* line = author->claims(what.row)) {
            what.from = line->from;
            what.notice = line->notice;
            what.label = line->label;
            author->appeared(what.row);
            what.early = author->awaits_more();
        }
    return what;
}

bool gateway::may_create(const upstream& of) const
{
    const auto* its = feed_of(of);
    return !its || !its->is_catching_up();
}

void gateway::link_live(upstream& of)
{
    if (auto* its = feed_of(of))
        its->link_live(of);
}

void gateway::link_down(upstream& of)
{
    recovery_.start();
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

void gateway::updated(upstream& of, std::vector<directus::item> rows)
{
    if (auto* its = feed_of(of))
        its->updated(of, std::move(rows));
}

void gateway::deleted(upstream& of, std::vector<directus::item_id> ids)
{
    if (auto* its = feed_of(of))
        its->deleted(of, std::move(ids));
}

void gateway::reactions_live(upstream& of)
{
    if (auto* its = feed_of(of))
        its->reactions().subscribed(of);
}

void gateway::reactions_broken(upstream& of)
{
    if (auto* its = feed_of(of))
        its->reactions().broken(of);
    of.check_rights();
}

void gateway::reacted(upstream& of, std::vector<directus::reaction> made)
{
    if (auto* its = feed_of(of))
        its->reactions().arrived(of, std::move(made));
}

void gateway::unreacted(upstream& of, std::vector<directus::item_id> ids)
{
    if (auto* its = feed_of(of))
        its->reactions().removed(of, std::move(ids));
}

void gateway::stored(upstream& of, bridge::said what)
{
    directory_.seen(what.row);
    if (auto* its = feed_of(of))
        its->stored(std::move(what));
}

void gateway::rights_known(upstream& of, directus::rights rights, base::time_point asked)
{
    rights_are(of.user(), std::move(rights), asked);
    of.rights_are(room_.people().ensure(of.user()).rights);
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
    rights_asked_.erase(of.user());
    if (of.user() == service_) {
        service_ = {};
        service_alarm_.set(base::steady_now() + service_retry);
    }
    auto gone = upstreams_.extract(of.user());
    tasks_.spawn(retire(std::move(gone.mapped())));
    touch();
}

asio::awaitable<void> gateway::retire(std::unique_ptr<upstream> gone)
{
    co_await gone->stop();
}

// By a client, or by a connection that has logged in and not yet registered; the service always is.
bool gateway::in_use(const upstream& one) const
{
    return one.user() == service_ || base::steady_now() - one.wanted_at() < sweep_interval ||
           std::ranges::any_of(sessions_,
                               [&](const auto& entry) { return entry.second->user() == one.user(); });
}

asio::awaitable<void> gateway::retire_feed(std::unique_ptr<feed> gone)
{
    co_await gone->stop();
}

void gateway::sweep()
{
    room_.forget_strangers(base::wall_now());
    touch();
    std::vector<upstream*> unused;
    for (const auto& [user, one] : upstreams_)
        if (one->idle() && !markers_.has(user) && !in_use(*one))
            unused.push_back(one.get());
    for (auto* one : unused) {
        if (auto* its = feed_of(*one))
            its->remove(*one);
        scopes_.erase(one->user());
        rights_asked_.erase(one->user());
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
