#include "server/links/links.hpp"

#include "base/log.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr auto sweep_interval = std::chrono::seconds(5);
constexpr auto opening_interval = std::chrono::milliseconds(2);
constexpr std::string_view author_check = "author";

// Directus does not say which.
std::string why_lost(const base::error_code& why)
{
    if (why == base::errc::invalid_credentials || why == base::errc::forbidden)
        return "your account was deleted or suspended, or your token was withdrawn";
    return why.message();
}

} // namespace

links::links(context& shared, directory& names, schema_watch& schemas, marker_store& markers,
             recovery_watch& recovery, is_connected connected)
    : shared_(shared)
    , directory_(names)
    , schemas_(schemas)
    , markers_(markers)
    , recovery_(recovery)
    , is_connected_(std::move(connected))
    , origins_(shared.room, names, authors_, *this)
    , feeds_(shared, names, origins_)
    , user_feed_(shared, names)
    , sweep_alarm_(shared.executor, [this] { sweep(); })
    , tasks_(shared.executor)
{
}

links::~links() = default;

void links::start()
{
    sweep();
}

asio::awaitable<void> links::admit(admission who)
{
    auto& room = shared_.room;
    co_await directory_.refresh(who.tokens.access_token, who.rights.read_people);
    directory_.logged_in(who.person, who.address, who.rights_asked);
    co_await markers_.learn(who.person.id, who.tokens.access_token);
    rights_are(who.person.id, std::move(who.rights), who.rights_asked);
    const auto& member = room.people().ensure(who.person.id);

    if (auto* known = want(member.id)) {
        // One set of tokens serves all of a user's clients; a second would only have to be renewed as well.
        if (!known->offer(who.tokens) && !who.tokens.refresh_token.empty())
            co_await shared_.rest.accounts().logout(std::move(who.tokens.refresh_token));
        known = want(who.person.id);
        if (known) {
            known->rights_are(room.people().ensure(who.person.id).rights);
            place(*known);
        }
        co_return;
    }
    if (closed_) { // clients that had not registered by then are told to leave
        if (!who.tokens.refresh_token.empty())
            co_await shared_.rest.accounts().logout(std::move(who.tokens.refresh_token));
        co_return;
    }
    upstream::observer& self = *this;
    auto fresh = std::make_unique<upstream>(shared_, self, user_feed_, member.id, std::move(who.tokens),
                                            std::move(who.from));
    auto& one = *fresh;
    users_.emplace(member.id, entry{.link = std::move(fresh), .rights_asked = who.rights_asked});
    one.rights_are(member.rights);
    place(one);
}

void links::place(upstream& member)
{
    feeds_.place(member);
    user_feed_.place(member);
}

void links::close()
{
    closed_ = true;
    sweep_alarm_.set(std::nullopt);
}

void links::rights_are(const directus::user_id& user, directus::rights rights, base::time_point asked)
{
    if (const auto known = users_.find(user); known != users_.end()) {
        if (asked < known->second.rights_asked)
            return;
        known->second.rights_asked = asked;
    }
    const auto now = base::steady_now();
    if (authors_.try_forget(now))
        shared_.checks.clear(author_check);
    if (rights.create_obstacle.empty())
        rights.create_obstacle = authors_.silence(rights, shared_.rest.shape(), now);
    shared_.room.rights_changed(shared_.room.people().ensure(user), std::move(rights), base::wall_now());
}

void links::prefer(const directus::user_id& user)
{
    preferred_ = user;
    const auto* one = find(user);
    if (auto* its = one ? feed_of(user) : nullptr)
        its->prefer(one);
    user_feed_.prefer(one);
}

std::string links::state_of(const directus::user_id& user) const
{
    const auto* its = feed_of(user);
    if (!its)
        return "no permission to read";
    const auto* link = find(user);
    const bool is_over_rest = link && link->is_over_rest();
    return fmt::format("{}; {} of your lines wait{}", its->state(), link ? link->lines().queued() : 0,
                       is_over_rest ? ", and go over REST: your WebSocket to Directus is refused" : "");
}

std::string links::notice_for(const directus::user_id& user) const
{
    const auto* its = feed_of(user);
    auto text = its ? its->notice() : std::string();
    if (!text.empty())
        return text;
    const auto known = users_.find(user);
    return known != users_.end() && known->second.is_told_refused ? std::string(link_refused_notice) : text;
}

bool links::any_waits() const
{
    return std::ranges::any_of(users_, [](const auto& one) {
        auto& link = *one.second.link;
        return link.link().machine().is_waiting() || link.is_over_rest();
    });
}

// One after the other: a Directus that has just come back is not to be overrun.
void links::open_links()
{
    auto when = base::steady_now();
    for (const auto& [user, one] : users_)
        if (one.link->link().machine().is_waiting())
            one.link->link().retry_by(when += opening_interval);
}

void links::directus_is_back()
{
    open_links();
    for (const auto& [user, one] : users_)
        one.link->lines().proceed();
}

upstream* links::find(const directus::user_id& user) const
{
    const auto found = users_.find(user);
    return found == users_.end() ? nullptr : found->second.link.get();
}

upstream* links::want(const directus::user_id& user)
{
    const auto found = users_.find(user);
    if (found == users_.end())
        return nullptr;
    found->second.wanted_at = base::steady_now();
    return found->second.link.get();
}

base::secret links::token_of(const directus::user_id& user) const
{
    const auto* of = find(user);
    return of ? of->access_token() : base::secret();
}

void links::link_live(upstream& of)
{
    if (const auto known = users_.find(of.user()); known != users_.end())
        known->second.is_told_refused = false;
}

void links::link_down(upstream&)
{
    recovery_.start();
}

// Where others' links are live too few are permitted; where none is, the feed is polled, and tells its
// readers.
void links::link_refused(upstream& of)
{
    recovery_.start();
    const auto* its = feed_of(of.user());
    const auto known = users_.find(of.user());
    if (!its || known == users_.end())
        return;
    const bool is_carried = std::ranges::any_of(
        users_, [&](const auto& one) { return one.second.link->is_live() && feed_of(one.first) == its; });
    if (is_carried && !std::exchange(known->second.is_told_refused, true))
        shared_.room.announce(link_refused_notice,
                              [&](const bridge::member& who) { return who.id == of.user(); });
}

void links::stored(upstream&, const directus::item& row)
{
    directory_.seen(row);
    if (shared_.rest.shape().author_as == directus::author_kind::named)
        authors_.stored(row);
}

void links::create_ended(upstream& of)
{
    for (const auto& [scope, one] : feeds_.all())
        one->events().create_ended(of.user());
}

void links::removed(const directus::item_id& row)
{
    for (const auto& [scope, one] : feeds_.all())
        one->events().removed(row);
}

// What is found at a login is for those, too, who were logged in before with the configured names. Feeds know
// rows of another collection by keys that may be those of others in this one: nobody stays in them, and the
// rights that are asked for lead to new ones.
void links::schema_adopted()
{
    const auto& shape = shared_.rest.shape();
    for (const auto& [user, one] : users_) {
        one.link->link().adopt(shape);
        one.link->check_rights(false);
    }
    const auto has_other_rows = [&](const auto& one) { return one.second->collection() != shape.collection; };
    if (std::ranges::any_of(feeds_.all(), has_other_rows)) {
        for (const auto& [user, one] : users_)
            feeds_.remove(*one.link);
        feeds_.sweep();
    }
    for (const auto& [scope, one] : feeds_.all())
        one->schema_changed();
}

async_result<directus::rights> links::ask_rights(directus::user_id user, base::secret token, bool distrusted)
{
    if (distrusted)
        schemas_.distrust(user, shared_.room.people().ensure(user).rights);
    return schemas_.rights_of(std::move(user), std::move(token), schema_watch::occasion::recheck);
}

void links::rights_known(upstream& of, directus::rights rights, base::time_point asked)
{
    rights_are(of.user(), std::move(rights), asked);
    of.rights_are(shared_.room.people().ensure(of.user()).rights);
    place(of);
    shared_.touched();
}

void links::author_missing(upstream& of)
{
    const auto& shape = shared_.rest.shape();
    const bool is_news = authors_.missing(!of.lines().written_author().empty(), base::steady_now());
    for (const auto& [user, one] : users_)
        apply_silence(*one.link);
    const auto& why = shared_.room.people().ensure(of.user()).rights.create_obstacle;
    if (!is_news || why.empty())
        return;
    base::log::warning("author_missing", {{"collection", shape.collection},
                                          {"field", shape.author},
                                          {"user", of.user().str()},
                                          {"reason", why}});
    shared_.checks.raise(
        {std::string(author_check), finding::grade::warn,
         fmt::format("messages are stored without {}", shape.author),
         fmt::format("give {} of {} the special User Created", shape.author, shape.collection)});
    shared_.room.announce(fmt::format("Messages cannot be sent: {}", why),
                          [](const bridge::member& who) { return !who.rights.create_obstacle.empty(); });
    shared_.touched();
}

void links::apply_silence(upstream& to)
{
    auto& member = shared_.room.people().ensure(to.user());
    auto rights = member.rights;
    if (!rights.create_obstacle.empty())
        return;
    rights.create_obstacle = authors_.silence(rights, shared_.rest.shape(), base::steady_now());
    if (rights.create_obstacle.empty())
        return;
    shared_.room.rights_changed(member, std::move(rights), base::wall_now());
    to.rights_are(member.rights);
}

void links::lost(upstream& of, base::error_code why)
{
    base::log::warning("session_lost", {{"user", of.user().str()}, {"reason", why.message()}});
    of.lines().abandon(why);
    shared_.room.close_user(of.user(), fmt::format("Directus ended your session: {}", why_lost(why)));
    remove(of);
    shared_.touched();
}

void links::remove(upstream& one)
{
    feeds_.remove(one);
    user_feed_.remove(one);
    auto gone = users_.extract(one.user());
    schemas_.left(one.user());
    tasks_.spawn(retire(std::move(gone.mapped().link)));
}

asio::awaitable<void> links::retire(std::unique_ptr<upstream> gone)
{
    co_await gone->stop();
}

// By a client, or by a connection that has logged in and not yet registered.
bool links::in_use(const entry& one) const
{
    const auto& user = one.link->user();
    return user == preferred_ || base::steady_now() - one.wanted_at < sweep_interval || is_connected_(user);
}

void links::sweep()
{
    shared_.room.present().forget_strangers(base::wall_now());
    shared_.touched();
    std::vector<upstream*> unused;
    for (const auto& [user, one] : users_)
        if (one.link->lines().is_idle() && !markers_.has(user) && !in_use(one))
            unused.push_back(one.link.get());
    for (auto* one : unused)
        remove(*one);
    feeds_.sweep();
    sweep_alarm_.set(base::steady_now() + sweep_interval);
}

void links::count(metrics::standing& into) const
{
    into.stopping = closed_;
    into.users = users_.size();
    into.lines_queued = queued();
    for (const auto& [user, one] : users_)
        ++(one.link->is_live() ? into.links_live : into.links_down);
    for (const auto& [scope, one] : feeds_.all()) {
        ++(one->is_live() ? into.feeds_live : into.feeds_down);
        into.feeds_polled += one->is_polled();
    }
}

std::size_t links::queued() const
{
    std::size_t lines = 0;
    for (const auto& [user, one] : users_)
        lines += one.link->lines().queued();
    return lines;
}

bool links::is_settled() const
{
    const auto awaits_answer = [this](const auto& one) {
        return !shared_.away && !one.second.link->lines().is_idle();
    };
    return std::ranges::none_of(users_, awaits_answer) &&
           std::ranges::all_of(feeds_.all(), [](const auto& one) { return one.second->is_settled(); });
}

void links::abandon_queued(const base::error_code& why)
{
    for (const auto& [user, one] : users_)
        if (!one.link->lines().is_idle())
            one.link->lines().abandon(why);
}

void links::abandon_all(const base::error_code& why)
{
    for (const auto& [user, one] : users_)
        one.link->lines().abandon(why);
}

asio::awaitable<void> links::stop()
{
    co_await feeds_.stop();
    co_await user_feed_.stop();
    for (auto& [user, one] : users_)
        tasks_.spawn(retire(std::move(one.link)));
    users_.clear();
    co_await tasks_.join();
}

} // namespace server
