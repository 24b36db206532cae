// A feed without any link: what its poller brings.
#include "server/links/feed.hpp"

#include "server/rest/feed_times.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace server {

namespace {

constexpr int most_breaks = 2; // of a subscription, before its rows are polled

} // namespace

std::vector<directus::item_id> feed::shown() const
{
    return timeline_.remembered();
}

void feed::looked_up(const std::vector<directus::item_id>& wanted, const std::vector<directus::item>& found,
                     base::time_point asked)
{
    bridge::timeline::actions out;
    timeline_.looked_up(wanted, found, asked, base::steady_now(), out);
    for (const auto& what : out)
        show(what);
}

// Directus does not keep the subscription up, whoever asks for it: from time to time that is tried again.
bool feed::is_given_up() const
{
    return breaks_ >= most_breaks;
}

bool feed::may_subscribe() const
{
    return !is_given_up() || base::steady_now() >= subscribe_again_at_;
}

// As before, one more attempt was not answered: meanwhile nothing arrives.
void feed::give_up()
{
    carrier_->link().unsubscribe();
    broken(*carrier_, base::errc::timeout);
    away_alarm_.set(base::steady_now() + poll_limit);
}

// As at the start of a link's subscription the whole gap is read; then the poller goes on.
void feed::choose_polled()
{
    if (carrier_)
        return;
    const auto chosen = std::ranges::find_if(
        members_, [this](upstream* one) { return is_given_up() ? one->can_store() : one->is_over_rest(); });
    if (chosen == members_.end())
        return;
    polled_ = true;
    carry(**chosen);
    tasks_.spawn(read_back(round_));
}

void feed::polled(std::vector<directus::item> rows, base::time_point asked)
{
    // More at once than is shown after a gap: as after one.
    if (clock_moved() || timeline_.lacking(rows, shared_.rest.directus_now()) > shared_.settings.catch_up)
        return resubscribe();
    auto all = with_origins(std::move(rows));
    const auto now = base::steady_now();
    const auto wall = shared_.rest.directus_now();
    bridge::timeline::actions out;
    timeline_.polled(std::move(all), asked, now, wall, out);
    timeline_.proved(wall - (now - asked) - clock_error);
    failure_.clear();
    timeline_alarm_.set(timeline_.deadline());
    for (const auto& what : out)
        show(what);
    origins_.settle();
    await_poll();
}

void feed::poll_ended(poller::reach how)
{
    if (how.newest_shown)
        reactions_.poll(*carrier_, how.everything);
    if (how.everything && !shared_.rest.shape().filter.empty()) // rows that were hidden since the last time
        tasks_.spawn(learn_hidden(round_));
}

void feed::poll_failed(const base::error_code& why)
{
    failure_ = why;
    if (why == base::errc::invalid_credentials || why == base::errc::token_expired)
        carrier_->doubt_token();
    else if (why == base::errc::forbidden)
        carrier_->check_rights(true);
}

void feed::await_poll()
{
    away_alarm_.set(base::steady_now() + shared_.settings.poll + poll_limit);
}

std::string feed::late_notice() const
{
    return fmt::format("Messages of others arrive a few seconds late: {}. Ask the administrator of this "
                       "server to look at its log",
                       is_given_up() ? "Directus refuses the subscription to them"
                                     : "the WebSocket of Directus cannot be reached");
}

// What is written is queued only where it cannot be sent.
std::string feed::away_notice() const
{
    const bool is_sent = std::ranges::any_of(members_, [](const auto* one) { return one->can_store(); });
    if (shared_.away || !is_sent)
        return outage_notice;
    return fmt::format("Messages of others cannot be received: {}. What you write is sent. Ask the "
                       "administrator of this server to look at its log",
                       failure_ ? failure_.message() : "Directus does not answer the subscription to them");
}

std::string feed::notice() const
{
    if (is_polled() && announced_polled_)
        return late_notice();
    return live_ ? std::string() : announced_away_;
}

} // namespace server
