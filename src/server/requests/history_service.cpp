#include "server/requests/history_service.hpp"

#include "bridge/history/acknowledged.hpp"
#include "server/rest/feed_times.hpp"
#include "server/rest/history_reader.hpp"
#include "server/rest/row_places.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <utility>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr std::size_t most_since_join = 1'000; // rows shown at a first join, of those written after it
constexpr std::size_t part_size = 1'000;       // rows of one read for who comes back
constexpr unsigned most_tries = 3;             // while Directus answers others
constexpr unsigned most_counts = 25;           // pages of keys, to count the rows that are left out
constexpr auto retry_pause = std::chrono::seconds(1);

std::span<const bridge::past_row> rows_of(const history_reader::messages& all)
{
    return all;
}

std::span<const bridge::past_row> rows_of(const history_reader::part& of)
{
    return of.rows;
}

recent_history::rows shared(history_reader::messages rows)
{
    return std::make_shared<const history_reader::messages>(std::move(rows));
}

} // namespace

history_service::history_service(context& shared, directory& names, links& users, reaction_store& reactions,
                                 recovery_watch& recovery)
    : shared_(shared)
    , directory_(names)
    , links_(users)
    , reactions_(reactions)
    , recovery_(recovery)
    , recent_(shared.executor, *this)
    , tasks_(shared.executor)
{
}

void history_service::ask(bridge::ask::read_page what)
{
    tasks_.spawn(read_page(std::move(what)));
}

void history_service::ask(bridge::ask::find_rows what)
{
    tasks_.spawn(find_rows(std::move(what)));
}

asio::awaitable<void> history_service::stop()
{
    co_await recent_.stop();
    co_await tasks_.join();
}

std::string history_service::scope_of(bridge::client_id who) const
{
    const auto* of = link_of(who);
    const auto* its = of ? links_.feed_of(of->user()) : nullptr;
    return its ? its->scope() : std::string();
}

void history_service::answer(const recent_history::asker& one,
                             const base::result<recent_history::rows>& found, bridge::part_of_past own)
{
    shared_.room.rows().pushed().read(one.who, one.question, found, base::wall_now(), own);
    shared_.touched();
}

const upstream* history_service::link_of(bridge::client_id client) const
{
    const auto* who = shared_.room.find(client);
    return who ? links_.find(who->user->id) : nullptr;
}

// A client that joins while Directus is away waits for the history until it is back: without it, live rows
// would acknowledge nothing, and come again at the next visit.
template <class Result, class Read>
asio::awaitable<base::result<Result>> history_service::read_for(bridge::client_id client, unsigned most,
                                                                Read read)
{
    asio::steady_timer pause(shared_.executor);
    std::optional<history_reader> pages;
    for (unsigned tries = 1;; ++tries) {
        const auto* who = shared_.room.find(client);
        const auto* of = who && who->past.waiting ? links_.find(who->user->id) : nullptr;
        if (!of)
            co_return base::errc::unreachable;
        auto reader = of->user();
        auto token = of->access_token();
        if (pages)
            pages->renew(token);
        else
            pages.emplace(shared_.rest, token, of->read_files());
        const auto had = pages->progress();
        base::result<Result> past = co_await read(*pages);
        if (pages->progress() > had)
            tries = 0;
        if (past) {
            co_await learn(std::move(reader), std::move(token), rows_of(*past), true);
            co_return past;
        }
        // A token may come to its end between two pages: there will be a new one.
        const bool is_expired = past.error() == base::errc::token_expired;
        const bool may_pass = is_expired || base::is_temporary(past.error());
        if (!may_pass || (!shared_.away && tries >= most))
            co_return past.error();
        auto* its = is_expired ? links_.find(reader) : nullptr;
        if (its)
            its->doubt_token();
        else
            recovery_.start();
        pause.expires_after(retry_pause);
        if (const auto [woken] = co_await pause.async_wait(asio::as_tuple(asio::use_awaitable)); woken)
            co_return past.error();
    }
}

asio::awaitable<base::result<recent_history::rows>> history_service::read(recent_history::asker what)
{
    auto past = co_await read_for<history_reader::messages>(what.who, most_tries, [&](history_reader& pages) {
        return pages.recent(what.limit, what.since, what.most);
    });
    if (!past)
        co_return past.error();
    co_return shared(std::move(*past));
}

asio::awaitable<base::result<recent_history::part>> history_service::read_part(recent_history::asker what)
{
    const auto settled = shared_.rest.directus_now() - bridge::acknowledged::window;
    // Behind parts that were shown a hole would be left.
    const auto most = what.left_out ? std::numeric_limits<unsigned>::max() : most_tries;
    auto past = co_await read_for<history_reader::part>(
        what.who, most, [&](history_reader& pages) { return pages.missed(what.since, part_size); });
    if (!past)
        co_return past.error();
    co_return recent_history::part{shared(std::move(past->rows)), past->next, settled};
}

asio::awaitable<std::optional<base::wall_time>> history_service::find_start(recent_history::asker what)
{
    const auto* of = link_of(what.who);
    if (!of)
        co_return std::nullopt;
    row_places places(shared_.rest, of->access_token());
    const auto last = co_await places.date_before(shared_.settings.room.catch_up);
    if (!last || !*last)
        co_return std::nullopt;
    co_return **last + base::duration(1);
}

asio::awaitable<bridge::part_of_past> history_service::count_older(recent_history::asker what,
                                                                   base::wall_time end)
{
    bridge::part_of_past out;
    const auto* of = link_of(what.who);
    if (!of)
        co_return out;
    row_places places(shared_.rest, of->access_token());
    auto from = what.since;
    for (unsigned reads = 0; reads < most_counts; ++reads) {
        const auto found = co_await places.keys(from, end);
        const auto* who = shared_.room.find(what.who);
        if (!found || !who || !who->receipt)
            break;
        const bool is_last = found->size() < row_places::most_keys;
        const auto last = is_last ? end : *found->back().date; // the next page begins with it
        out.older += static_cast<std::size_t>(std::ranges::count_if(
            *found, [&](const auto& row) { return *row.date < last && !who->receipt->rows().has(row); }));
        if (is_last)
            co_return out;
        if (std::exchange(from, last) == last) // all are of one date
            break;
    }
    out.is_more = true;
    co_return out;
}

asio::awaitable<void> history_service::learn(base::user_id reader, base::secret token,
                                             std::span<const bridge::past_row> rows, bool is_newest)
{
    std::vector<directus::item> items;
    items.reserve(rows.size());
    for (const auto& one : rows)
        items.push_back(one.row);
    co_await directory_.learn_authors(std::move(token), items);
    if (auto* its = is_newest ? links_.feed_of(reader) : nullptr)
        its->shown_as_history(items);
}

void history_service::ask(bridge::ask::read_history what)
{
    const auto* who = shared_.room.find(what.who);
    if (!who)
        return;
    // Directus tells its time in whole seconds: where it may be ours, it is.
    const auto ahead = shared_.rest.directus_now() - base::wall_now();
    const bool same = ahead <= clock_error && -ahead <= clock_error;
    const auto joined = same ? what.joined : what.joined + ahead - clock_error;
    using order = recent_history::asker::order;
    recent_history::asker one{what.who, what.number, what.limit,
                              std::min(joined, what.position.value_or(joined)), most_since_join};
    if (what.position)
        one.reads = order::newest_or_parts;
    if (what.goes_on) {
        one.reads = order::parts;
        one.since = *what.position;
        one.left_out.emplace(); // its first part has told of them
    }
    recent_.ask(one);
}

asio::awaitable<void> history_service::read_page(bridge::ask::read_page what)
{
    base::result<bridge::past_page> found = base::make_error_code(base::errc::unreachable);
    if (const auto* of = link_of(what.who)) {
        auto reader = of->user();
        auto token = of->access_token();
        history_reader pages(shared_.rest, token, of->read_files());
        found = co_await pages.read(what.query);
        if (found)
            co_await learn(std::move(reader), std::move(token), found->rows,
                           what.query.what == irc::history_query::kind::latest);
    }
    if (found && what.query.what != irc::history_query::kind::targets)
        co_await reactions_.add_to(found->rows, what.who);
    shared_.room.pages().page(what, found, base::wall_now());
    shared_.touched();
}

asio::awaitable<void> history_service::find_rows(bridge::ask::find_rows what)
{
    bridge::ask::past past = base::make_error_code(base::errc::unreachable);
    if (const auto* of = link_of(what.who)) {
        const auto token = of->access_token();
        history_reader pages(shared_.rest, token, of->read_files());
        auto author = what.author;
        if (author && !author->empty() && shared_.rest.shape().author_as == directus::author_kind::named)
            author = directus::user_id(shared_.room.people().ensure(*author).real_name); // what stands there
        past = co_await pages.search(what.query, std::move(author), shared_.settings.search_limit);
        std::vector<directus::item> rows;
        if (past)
            for (const auto& one : *past)
                rows.push_back(one.row);
        co_await directory_.learn_authors(token, std::move(rows));
    }
    shared_.room.pages().found(what, past, base::wall_now());
    shared_.touched();
}

} // namespace server
