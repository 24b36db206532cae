#include "server/links/subscription_attempts.hpp"

#include "server/rest/feed_times.hpp"

#include <algorithm>
#include <utility>

namespace server {

namespace {

using namespace std::chrono_literals;

constexpr int most_breaks = 2; // before rows are polled
constexpr int most_doublings = 10;
constexpr auto preferred_pause = 1min;
constexpr auto resubscribe_pause = 1min;
constexpr base::duration longest_retry = 5min; // while rows are polled

} // namespace

void subscription_attempts::went_live(bool is_polled)
{
    refusals_ = 0;
    if (!is_polled)
        breaks_ = 0;
}

bool subscription_attempts::count_break(base::time_point now)
{
    ++breaks_;
    prefer_again_at_ = now + preferred_pause;
    if (is_given_up())
        retry_at_ = now + std::min<base::duration>(retry_after * (1 << std::min(breaks_, most_doublings)),
                                                   longest_retry);
    return now < std::exchange(broken_at_, now) + retry_after;
}

base::duration subscription_attempts::back_off(const base::error_code& why, base::duration longest)
{
    if (base::is_temporary(why))
        return retry_after;
    const auto pause = retry_after * (1 << std::min(refusals_++, most_doublings));
    return std::min<base::duration>(pause, std::max<base::duration>(retry_after, longest));
}

bool subscription_attempts::is_given_up() const
{
    return breaks_ >= most_breaks;
}

bool subscription_attempts::may_resubscribe(base::time_point now) const
{
    return now - resubscribed_at_ >= resubscribe_pause;
}

} // namespace server
