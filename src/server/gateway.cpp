#include "server/gateway.hpp"

#include "base/log.hpp"
#include "net/tls.hpp"
#include "server/feed_times.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr auto settle_limit = std::chrono::seconds(1); // for lines that are on their way
constexpr auto stop_limit = std::chrono::seconds(3);   // for what Directus has still to answer
constexpr int quiet_turns = 3; // of the loop: a frame that is there already needs no more to be read
constexpr base::duration least_gathering = std::chrono::milliseconds(1);

// Whether Directus may still tell what became of somebody's lines.
template <class Upstreams>
bool awaits_answers(const Upstreams& all)
{
    return std::ranges::any_of(all,
                               [](const auto& one) { return one.second->is_live() && !one.second->idle(); });
}

} // namespace

bridge::room::settings gateway::room_settings(const config& from)
{
    return {.server_name = from.server_name,
            .network = from.network,
            .version = "directus-ircd-" DIRECTUS_IRCD_VERSION,
            .channel = from.channel,
            .topic = from.topic,
            .motd = from.motd,
            .admin = from.admin,
            .item_link = fmt::format("{}/admin/content/{}/", from.public_url, from.shape.collection),
            .file_link = from.public_url + "/assets/",
            .filehost = from.uploads_url,
            .history = from.history,
            .bots = from.bots,
            .members_limit = from.members_limit,
            .join_limit = from.join_limit,
            .send_limit = from.sendq,
            .formatting = from.formatting,
            .account_is_email = from.account_is_email,
            .replies = !from.shape.reply.empty(),
            .reactions = !from.shape.reactions.empty()};
}

gateway::gateway(asio::io_context& io, config settings, std::vector<inherited_socket> inherited)
    : io_(io)
    , settings_(std::move(settings))
    , tls_(net::client_tls(settings_.ca_file))
    , http_(io.get_executor(), settings_.url, tls_, {})
    , rest_(http_, settings_.shape, settings_.answer_limit)
    , room_(room_settings(settings_), base::wall_now())
    , shared_{io.get_executor(), settings_, tls_, rest_, room_, measured_, [this] { touch(); }}
    , directory_(shared_)
    , logins_(io.get_executor(), rest_, {.concurrency = settings_.login_concurrency},
              [this](admission who) { return admit(std::move(who)); })
    , markers_(shared_, [this](const directus::user_id& user) { return token_of(user); })
    , reactions_(shared_, {.token_of = [this](const directus::user_id& user) { return token_of(user); },
                           .find_row =
                               [this](base::secret token, directus::item_id id) {
                                   return find_row(std::move(token), std::move(id));
                               },
                           .feed_of = [this](const directus::user_id& user) -> reaction_feed* {
                               auto* of = find_upstream(user);
                               auto* its = of ? feed_of(*of) : nullptr;
                               return its ? &its->reactions() : nullptr;
                           }})
    , histories_(io.get_executor(), {.scope_of =
                                         [this](bridge::client_id id) {
                                             const auto* who = room_.find(id);
                                             const auto* of = who ? find_upstream(who->user->id) : nullptr;
                                             const auto* its = of ? feed_of(*of) : nullptr;
                                             return its ? its->scope() : std::string();
                                         },
                                     .read =
                                         [this](recent_history::asker one) {
                                             irc::history_query newest;
                                             newest.limit = one.limit;
                                             return read_past(one.who, std::move(newest), one.since);
                                         },
                                     .answer =
                                         [this](bridge::client_id who, const bridge::room::past& rows) {
                                             room_.history(who, rows, base::wall_now());
                                             touch();
                                         }})
    , recovery_(
          shared_, [this] { return any_waits(); }, [this] { away_changed(); })
    , limits_(settings_.connections, settings_.connections_per_address,
              {settings_.connect_burst, settings_.connect_interval})
    , queues_(settings_.queue_memory, [this] { asio::post(io_, [this] { queues_.shed(); }); })
    , services_{.limits = limits_, .queues = queues_}
    , uploads_(io.get_executor(), settings_, rest_,
               [this](irc::credentials with, directus::caller from) {
                   return log_in_to_upload(std::move(with), std::move(from));
               })
    , status_(io.get_executor(), settings_.status_listen, {[this] { return standing(); }, measured_})
    , room_alarm_(io.get_executor(),
                  [this] {
                      room_.fired(base::steady_now());
                      touch();
                  })
    , sweep_alarm_(io.get_executor(), [this] { sweep(); })
    , service_alarm_(io.get_executor(), [this] { tasks_.spawn(admit_service()); })
    , tasks_(io.get_executor())
    , stopped_(io.get_executor(), asio::steady_timer::time_point::max())
{
    room_.ask_link_state([this](const bridge::member& of) { return link_state(of); });
    services_.log_in = [this](irc::credentials with, directus::caller from, base::user_id& user) {
        return log_in(std::move(with), std::move(from), user);
    };
    services_.registered = [this](irc_session& one) {
        const auto* its = find_upstream(one.user());
        if (!its)
            return one.close("Directus ended your session");
        auto& client =
            room_.attach(one.id(), one.user(), one.registration().caps(), base::steady_now(),
                         base::wall_now(), one.registration().away(), one.registration().user_name());
        client.secure = one.is_secure();
        client.session = &one;
        client.user->feed = feed_of(*its);
        touch();
    };
    listen(inherited);
}

gateway::~gateway() = default;

asio::awaitable<void> gateway::run()
{
    for (const auto& one : listeners_) {
        base::log::info("listening", {{"addr", one->address()},
                                      {"kind", name_of(one->kind())},
                                      {"channel", settings_.channel},
                                      {"directus", settings_.url.str()}});
        tasks_.spawn(one->run());
    }
    uploads_.start();
    for (const auto& where : uploads_.endpoints())
        base::log::info("uploads_listening",
                        {{"addr", fmt::format("{}:{}", where.address().to_string(), where.port())}});
    status_.start();
    for (const auto& where : status_.endpoints())
        base::log::info("status_listening",
                        {{"addr", fmt::format("{}:{}", where.address().to_string(), where.port())}});
    sweep();
    if (!settings_.service_token.empty())
        service_alarm_.set(base::steady_now());
    while (!stopping_)
        co_await stopped_.async_wait(asio::as_tuple(asio::use_awaitable));
    co_await stop_everything();
}

void gateway::stop()
{
    stopping_ = true;
    stopped_.cancel();
}

// Lines settle for a moment; those that still wait go back to their authors, then clients are told, then
// Directus is left.
asio::awaitable<void> gateway::stop_everything()
{
    base::log::info("stopping", {{"clients", std::to_string(sessions_.size())}});
    sweep_alarm_.set(std::nullopt);
    service_alarm_.set(std::nullopt);
    for (const auto& one : listeners_)
        one->close();
    stopped_.expires_after(settle_limit);
    while (awaits_answers(upstreams_)) {
        const auto [woken] = co_await stopped_.async_wait(asio::as_tuple(asio::use_awaitable));
        if (!woken)
            break;
    }
    for (const auto& [user, one] : upstreams_)
        one->abandon(base::errc::stopping);
    for (const auto& [id, one] : std::unordered_map(sessions_))
        one->close("The gateway is stopping");
    net::alarm cut_off(io_.get_executor(), [this] { http_.close(); }); // Directus may be away
    cut_off.set(base::steady_now() + stop_limit);
    co_await uploads_.stop();
    co_await status_.stop();
    co_await markers_.stop();
    co_await reactions_.stop();
    co_await histories_.stop();
    co_await recovery_.stop();
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

asio::awaitable<base::result<irc::identity>> gateway::log_in(irc::credentials with, directus::caller from,
                                                             base::user_id& user)
{
    const auto who = co_await logins_.log_in(std::move(with), std::move(from));
    if (!who && base::is_temporary(who.error()))
        recovery_.start();
    if (!who)
        co_return who.error();
    if (!find_upstream(*who)) // lost again meanwhile
        co_return base::errc::unreachable;
    user = *who;
    const auto& member = room_.people().ensure(*who);
    co_return irc::identity{member.nick, member.mask(), member.account, who->str()};
}

asio::awaitable<base::result<uploads::owner>> gateway::log_in_to_upload(irc::credentials with,
                                                                        directus::caller from)
{
    const auto who = co_await logins_.log_in(std::move(with), std::move(from));
    if (!who)
        co_return who.error();
    auto token = token_of(*who);
    if (token.empty())
        co_return base::errc::unreachable;
    uploads::owner owner{*who, std::move(token)};
    co_return owner;
}

asio::awaitable<bridge::room::past> gateway::read_past(bridge::client_id id, irc::history_query query,
                                                       std::optional<base::wall_time> since)
{
    const auto* who = room_.find(id);
    const auto* of = who ? find_upstream(who->user->id) : nullptr;
    if (!of)
        co_return base::errc::unreachable;
    const auto reader = of->user();
    const auto token = of->access_token();
    const bool is_newest = query.what == irc::history_query::kind::latest;
    history_reader pages(rest_, token, of->read_files());
    bridge::room::past past = base::make_error_code(base::errc::unreachable);
    if (since)
        past = co_await pages.recent(query.limit, *since);
    else
        past = co_await pages.read(std::move(query));
    if (!past)
        co_return past.error();
    std::vector<directus::item> rows;
    for (const auto& one : *past)
        rows.push_back(one.row);
    co_await directory_.learn_authors(token, rows);
    of = find_upstream(reader);
    if (auto* its = is_newest && of ? feed_of(*of) : nullptr)
        its->shown_as_history(rows);
    co_return past;
}

void gateway::ask_history(bridge::room::read_history what)
{
    const auto* who = room_.find(what.who);
    if (!who)
        return;
    // Directus tells its time in whole seconds: where it may be ours, it is.
    const auto ahead = rest_.directus_now() - base::wall_now();
    const bool same = ahead <= clock_error && -ahead <= clock_error;
    const auto joined = same ? who->joined_wall : who->joined_wall + ahead - clock_error;
    histories_.ask({what.who, what.limit, joined});
}

asio::awaitable<void> gateway::read_page(bridge::room::read_page what)
{
    auto past = co_await read_past(what.who, what.query);
    if (past && what.query.what != irc::history_query::kind::targets)
        co_await reactions_.add_to(*past, what.who);
    room_.page(what, past, base::wall_now());
    touch();
}

asio::awaitable<void> gateway::find_rows(bridge::room::find_rows what)
{
    bridge::room::past past = base::make_error_code(base::errc::unreachable);
    const auto* who = room_.find(what.who);
    if (const auto* of = who ? find_upstream(who->user->id) : nullptr) {
        const auto token = of->access_token();
        history_reader pages(rest_, token, of->read_files());
        past = co_await pages.search(what.what.query, what.what.author);
        std::vector<directus::item> rows;
        if (past)
            for (const auto& one : *past)
                rows.push_back(one.row);
        co_await directory_.learn_authors(token, std::move(rows));
    }
    room_.found(what, past);
    touch();
}

void gateway::touch()
{
    quiet_turns_ = 0;
    if (std::exchange(pump_posted_, true))
        return;
    pump_by_ = base::steady_now() + std::max(least_gathering, last_round_);
    asio::post(io_, [this] { pump(); });
}

// What comes in one after the other goes out together, as a system call for each client costs more than an
// event; but nothing waits for longer than the last round of sending took.
void gateway::pump()
{
    if (quiet_turns_++ < quiet_turns && base::steady_now() < pump_by_) {
        asio::post(io_, [this] { pump(); });
        return;
    }
    pump_posted_ = false;
    for (auto& action : room_.take_actions()) {
        if (auto* line = std::get_if<bridge::room::store>(&action)) {
            if (auto* of = find_upstream(line->author))
                of->store(std::move(line->what));
            else
                room_.returned(
                    {std::move(line->what), bridge::send_queue::fate::rejected, base::errc::stopping},
                    line->author);
        } else if (auto* change = std::get_if<bridge::room::correct>(&action)) {
            if (stopping_)
                room_.corrected(change->author, {base::errc::stopping}, base::steady_now());
            else
                tasks_.spawn(correct(std::move(*change)));
        } else if (const auto* marker = std::get_if<bridge::room::keep_marker>(&action)) {
            markers_.moved(marker->whose);
        } else if (auto* reaction = std::get_if<bridge::room::react>(&action)) {
            reactions_.ask(std::move(*reaction));
        } else if (stopping_) {
            continue;
        } else if (auto* deletion = std::get_if<bridge::room::redact>(&action)) {
            tasks_.spawn(redact(std::move(*deletion)));
        } else if (auto* search = std::get_if<bridge::room::find_rows>(&action)) {
            tasks_.spawn(find_rows(std::move(*search)));
        } else if (auto* figures = std::get_if<bridge::room::read_figures>(&action)) {
            tasks_.spawn(tell_figures(std::move(*figures)));
        } else if (auto* page = std::get_if<bridge::room::read_page>(&action)) {
            tasks_.spawn(read_page(std::move(*page)));
        } else {
            ask_history(std::get<bridge::room::read_history>(action));
        }
    }
    const auto start = base::steady_now();
    for (auto* who : room_.take_dirty())
        static_cast<irc_session*>(who->session)->flush(*who);
    const auto now = base::steady_now();
    last_round_ = now - start;
    if (!shared_.heard.empty())
        for (const auto& at : std::exchange(shared_.heard, {}))
            measured_.shown(now - at);
    room_alarm_.set(room_.deadline());
    if (stopping_ && !awaits_answers(upstreams_))
        stopped_.cancel();
}

} // namespace server
