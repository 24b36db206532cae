#include "server/links/sweeper.hpp"

#include "base/log.hpp"
#include "net/pause.hpp"
#include "server/links/upstream.hpp"
#include "server/rest/feed_times.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <utility>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr auto event_limit = std::chrono::seconds(5); // for an own row to come back as an event
// That the first event of an import may take, and more where there are many rows of it.
constexpr auto event_pause = std::chrono::seconds(2);
constexpr auto event_pause_for_each = std::chrono::milliseconds(5);
constexpr std::size_t most_swept = 1'000;

} // namespace

sweeper::sweeper(feed_parts parts, arrivals& events, sink& into)
    : with_(parts)
    , arrivals_(events)
    , into_(into)
    , alarm_(parts.shared.executor, [this] {
        if (is_live_ && schedule_.try_begin(base::steady_now(), arrivals_.own().deadline()))
            with_.tasks.spawn(sweep(with_.current.round()));
        else
            schedule();
    })
{
}

void sweeper::start()
{
    is_live_ = true;
    schedule_.restart(base::steady_now());
    schedule();
}

void sweeper::stop()
{
    is_live_ = false;
    alarm_.set(std::nullopt);
}

void sweeper::expect(const directus::item_id& row)
{
    arrivals_.own().expect(row, base::steady_now() + event_limit);
    schedule();
}

void sweeper::schedule()
{
    if (is_live_ && !schedule_.is_under_way())
        alarm_.set(schedule_.deadline(arrivals_.own().deadline()));
}

// Reads with another member's session where there is one: the carrier's may be what fails.
asio::awaitable<void> sweeper::sweep(unsigned round)
{
    arrivals_.own().expire(base::steady_now());
    const auto token = with_.members.token_of_another(*with_.current);
    const auto which = with_.current->read_files(); // as all who share
    const auto asked = base::steady_now();
    // Rows of the future would leave no room for others: those that a clock that was fast has dated.
    const rest_rows::dates recent{with_.timeline.machine().cursor(),
                                  with_.shared.rest.directus_now() + clock_error};
    auto rows = co_await with_.shared.rest.rows().since(token, recent, most_swept, which);
    if (rows && !with_.current.is_over(round))
        co_await with_.names.learn_authors(token, *rows);
    // Directus tells of an import row by row, long after its rows can be read.
    const auto lacking = rows ? with_.timeline.machine().lacking(*rows, with_.shared.rest.directus_now()) : 0;
    if (lacking > 0 && !with_.current.is_over(round))
        co_await net::pause(with_.shared.executor, event_pause + lacking * event_pause_for_each);
    schedule_.ended();
    if (with_.current.is_over(round))
        co_return schedule();
    if (with_.timeline.check_clock())
        co_return into_.clock_set();

    const auto missing = rows ? show(std::move(*rows), asked) : 0;
    schedule_.found(missing, base::steady_now());
    schedule();
    if (missing == 0)
        co_return;
    with_.shared.measured.read_back(missing);
    base::log::warning("events_missing",
                       {{"scope", with_.timeline.scope()}, {"rows", std::to_string(missing)}});
    into_.events_missing();
}

std::size_t sweeper::show(std::vector<directus::item> rows, base::time_point asked)
{
    // While events come, those of rows newer than the last one are pending.
    if (const auto newest = arrivals_.newest_date(asked))
        std::erase_if(rows, [&](const auto& row) { return row.date >= newest; });
    auto all = with_.senders.of(std::move(rows), with_.shared.rest.directus_now());
    bridge::timeline::actions out;
    const auto missing = with_.timeline.machine().swept(std::move(all), asked, base::steady_now(),
                                                        with_.shared.rest.directus_now(), out);
    with_.timeline.show_missed(std::move(out));
    with_.senders.settle();
    return missing;
}

} // namespace server
