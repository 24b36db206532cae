#include "server/feed.hpp"

#include "base/log.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr auto away_after = std::chrono::seconds(3); // without a feed, before the channel is told
constexpr auto retry_after = std::chrono::seconds(2);
constexpr auto late_after = std::chrono::minutes(1);  // clients without server-time are told the time then
constexpr auto clock_error = std::chrono::seconds(2); // Directus tells its time in whole seconds
constexpr std::size_t page_size = 200;
constexpr std::size_t most_pages = 50;

} // namespace

feed::feed(context& shared, directory& names, std::string scope, origin find_origin)
    : shared_(shared)
    , directory_(names)
    , scope_(std::move(scope))
    , find_origin_(std::move(find_origin))
    , timeline_(shared.rest.directus_now() - clock_error, shared.settings.overlap)
    , away_alarm_(shared.executor,
                  [this] {
                      announced_away_ = true;
                      announce("Directus is unreachable; what you write is queued");
                  })
    , retry_alarm_(shared.executor, [this] { choose_carrier(); })
    , tasks_(shared.executor)
{
}

bridge::room::audience feed::readers() const
{
    return [this](const bridge::member& who) { return readers_.contains(who.id); };
}

void feed::announce(const std::string& text)
{
    base::log::info("announced", {{"scope", scope_}, {"text", text}});
    shared_.room.announce(text, readers());
    shared_.touched();
}

void feed::add(upstream& member)
{
    members_.push_back(&member);
    readers_.insert(member.user());
    choose_carrier();
}

void feed::remove(upstream& member)
{
    if (std::erase(members_, &member) == 0)
        return;
    readers_.erase(member.user());
    if (carrier_ == &member) {
        if (member.link().machine().has_feed())
            member.link().unsubscribe();
        lose_carrier();
        choose_carrier();
    }
}

void feed::choose_carrier()
{
    if (carrier_ || stopping_)
        return;
    const auto live = std::ranges::find_if(members_, [](upstream* one) { return one->is_live(); });
    if (live == members_.end())
        return;
    carrier_ = *live;
    ++round_;
    base::log::debug("feed_carrier", {{"scope", scope_}, {"user", carrier_->user().str()}});
    carrier_->link().subscribe();
}

// Until the next carrier has read back, what arrives is held; what was proved until now need not be read
// again.
void feed::lose_carrier()
{
    if (live_)
        timeline_.proved(shared_.rest.directus_now() - (base::steady_now() - carrier_->link().heard_at()) -
                         clock_error);
    carrier_ = nullptr;
    ++round_;
    timeline_.hold();
    if (std::exchange(live_, false) && !empty())
        away_alarm_.set(base::steady_now() + away_after);
}

void feed::link_live(upstream&)
{
    choose_carrier();
}

void feed::link_down(upstream& of)
{
    if (carrier_ != &of)
        return;
    lose_carrier();
    choose_carrier();
}

void feed::broken(upstream& of)
{
    if (carrier_ != &of)
        return;
    lose_carrier();
    // Another member may fare better; where none does, only after a pause.
    std::erase(members_, &of);
    members_.push_back(&of);
    const auto now = base::steady_now();
    const bool again = now < std::exchange(broken_at_, now) + retry_after;
    if (!again && members_.front() != &of && members_.front()->is_live())
        choose_carrier();
    else
        retry_alarm_.set(now + retry_after);
}

void feed::subscribed(upstream& of)
{
    if (carrier_ == &of)
        tasks_.spawn(read_back(round_));
}

asio::awaitable<base::result<std::vector<directus::item>>> feed::missed_rows(base::secret token)
{
    std::vector<directus::item> all;
    const auto from = timeline_.cursor();
    for (std::size_t page = 1; page <= most_pages; ++page) {
        auto rows = co_await shared_.rest.since(token, from, page_size, page);
        if (!rows)
            co_return rows.error();
        if (rows->empty()) // not merely short: an operator may cap the size of a page
            break;
        std::ranges::move(*rows, std::back_inserter(all));
    }
    co_return all;
}

asio::awaitable<void> feed::read_back(unsigned round)
{
    const auto started = shared_.rest.directus_now() - clock_error;
    auto rows = co_await missed_rows(carrier_->access_token());
    if (round != round_ || stopping_)
        co_return;
    if (!rows) {
        base::log::warning("read_back_failed", {{"scope", scope_}, {"reason", rows.error().message()}});
        asio::steady_timer pause(shared_.executor, retry_after);
        co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
        if (round == round_ && !stopping_)
            tasks_.spawn(read_back(round));
        co_return;
    }
    co_await directory_.learn_authors(carrier_->access_token(), *rows);
    if (round != round_ || stopping_)
        co_return;

    std::size_t missed = 0;
    auto news = timeline_.replayed(std::move(*rows), missed);
    timeline_.proved(started);
    live_ = true;
    away_alarm_.set(std::nullopt);
    const auto most = shared_.settings.catch_up;
    const auto left_out = missed > most ? missed - most : 0;
    base::log::info("feed_live", {{"scope", scope_}, {"missed", std::to_string(missed)}});
    if (std::exchange(announced_away_, false))
        announce(missed == 0   ? std::string("Directus is back")
                 : missed == 1 ? std::string("Directus is back; 1 message was missed")
                               : fmt::format("Directus is back; {} messages were missed", missed));
    if (left_out > 0)
        announce(fmt::format("{} older messages are left out", left_out));
    const auto now = shared_.rest.directus_now();
    for (std::size_t n = left_out; n < news.size(); ++n) {
        auto what = find_origin_(std::move(news[n]));
        what.past = !what.from && what.row.date && now - *what.row.date >= late_after;
        show(std::move(what));
    }
}

void feed::arrived(upstream& of, std::vector<directus::item> rows)
{
    if (carrier_ != &of)
        return;
    std::ranges::move(rows, std::back_inserter(arrived_));
    if (!std::exchange(showing_, true))
        tasks_.spawn(show_arrived());
}

// In the order of arrival; an author of whom nothing is known yet is looked up before his row is shown.
asio::awaitable<void> feed::show_arrived()
{
    while (!arrived_.empty() && !stopping_) {
        std::vector<directus::item> rows(arrived_.begin(), arrived_.end());
        arrived_.clear();
        if (carrier_)
            co_await directory_.learn_authors(carrier_->access_token(), rows);
        for (auto& row : rows)
            for (auto& news : timeline_.received(std::move(row)))
                show(find_origin_(std::move(news)));
        if (live_)
            timeline_.proved(shared_.rest.directus_now() - clock_error);
    }
    showing_ = false;
}

void feed::stored(bridge::said what)
{
    for (auto& row : timeline_.confirmed(what.row)) {
        what.row = std::move(row);
        show(what);
    }
}

void feed::show(bridge::said what)
{
    shared_.room.show(what, readers(), base::wall_now());
    shared_.touched();
}

asio::awaitable<void> feed::stop()
{
    stopping_ = true;
    away_alarm_.set(std::nullopt);
    retry_alarm_.set(std::nullopt);
    tasks_.cancel();
    co_await tasks_.join();
}

} // namespace server
