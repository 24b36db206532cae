// A feed without any link: what its poller brings.
#include "server/links/feed.hpp"

#include "server/rest/feed_times.hpp"

namespace server {

std::vector<directus::item_id> feed::shown() const
{
    return timeline_.machine().remembered();
}

void feed::looked_up(const std::vector<directus::item_id>& wanted, const std::vector<directus::item>& found,
                     base::time_point asked)
{
    bridge::timeline::actions out;
    timeline_.machine().looked_up(wanted, found, asked, base::steady_now(), out);
    timeline_.show(out);
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
    auto* chosen = members_.polling_one(attempts_.is_given_up());
    if (!chosen)
        return;
    carry(*chosen, true);
    read_back_.start();
}

void feed::polled(std::vector<directus::item> rows, base::time_point asked)
{
    // More at once than is shown after a gap: as after one.
    if (timeline_.check_clock() ||
        timeline_.machine().lacking(rows, shared_.rest.directus_now()) > shared_.settings.room.catch_up)
        return resubscribe();
    auto all = origins_.of(std::move(rows), shared_.rest.directus_now());
    const auto now = base::steady_now();
    const auto wall = shared_.rest.directus_now();
    bridge::timeline::actions out;
    timeline_.machine().polled(std::move(all), asked, now, wall, out);
    timeline_.machine().proved(wall - (now - asked) - clock_error);
    liveness_.answered();
    timeline_.show(out);
    origins_.settle();
    await_poll();
}

void feed::poll_ended(poller::reach how)
{
    if (how.newest_shown)
        reactions_.poll(how.everything);
    if (how.everything && !shared_.rest.shape().filter.empty()) // rows that were hidden since the last time
        read_back_.start_learning_hidden();
}

void feed::poll_failed(const base::error_code& why)
{
    liveness_.note_failure(why);
    if (why == base::errc::invalid_credentials || why == base::errc::token_expired)
        carrier_->doubt_token();
    else if (why == base::errc::forbidden)
        carrier_->check_rights(true);
}

void feed::await_poll()
{
    away_alarm_.set(base::steady_now() + shared_.settings.poll + poll_limit);
}

} // namespace server
