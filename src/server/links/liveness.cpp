#include "server/links/liveness.hpp"

#include "base/timestamp.hpp"
#include "server/rest/feed_times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace server {

namespace {

using namespace std::chrono_literals;

constexpr auto away_after = 3s;    // without a word from Directus, before the channel is told
constexpr auto away_limit = 8s;    // the same, while REST answers
constexpr auto takeover_time = 1s; // that another member's link has at least

std::string messages(std::size_t count)
{
    return count == 1 ? "1 message was" : fmt::format("{} messages were", count);
}

std::string late_notice(bool is_given_up)
{
    return fmt::format("Messages of others arrive a few seconds late: {}. Ask the administrator of this "
                       "server to look at its log",
                       is_given_up ? "Directus refuses the subscription to them"
                                   : "the WebSocket of Directus cannot be reached");
}

} // namespace

liveness::liveness(base::wall_time since)
    : away_since_(since)
{
}

base::time_point liveness::awaited(base::time_point now)
{
    lost_at_ = now;
    return lost_at_ + away_limit;
}

base::time_point liveness::lost(base::time_point now, base::time_point heard_at, base::wall_time heard_wall)
{
    is_live_ = false;
    away_since_ = heard_wall;
    lost_at_ = now;
    return std::max<base::time_point>(heard_at + away_after, now + takeover_time);
}

std::vector<std::string> liveness::went_live(way how, std::size_t missed, std::size_t left_out)
{
    is_live_ = true;
    failure_.clear();
    std::vector<std::string> notices;
    if (const auto away = std::exchange(announced_away_, {}); !away.empty()) {
        const std::string back =
            away == outage_notice ? "Directus is back" : "Messages of others arrive again";
        notices.push_back(missed == 0 ? back : fmt::format("{}; {} missed", back, messages(missed)));
    }
    if (left_out > 0)
        notices.push_back(fmt::format("{} older messages are left out", left_out));
    const bool was_polled = std::exchange(announced_polled_, how.is_polled);
    if (how.is_polled && !was_polled)
        notices.push_back(late_notice(how.is_given_up));
    if (!how.is_polled && was_polled)
        notices.emplace_back(how.is_given_up
                                 ? "Directus accepts the subscription: messages arrive at once again"
                                 : "Directus's WebSocket can be reached: messages arrive at once again");
    return notices;
}

bool liveness::note_failure(const base::error_code& why)
{
    return std::exchange(failure_, why) != why;
}

std::optional<base::time_point> liveness::look_again_at(base::time_point now,
                                                        base::time_point answered_at) const
{
    if (is_live_ && !failure_ && now < answered_at + poll_limit) // a poll of many pieces
        return answered_at + poll_limit;
    // While REST answers, a link is about to open, or to be found out as one that does not.
    if (!is_live_ && now < lost_at_ + away_limit && answered_at + away_after > now)
        return now + takeover_time;
    return std::nullopt;
}

const std::string& liveness::announce_away(bool is_queued)
{
    if (is_queued)
        announced_away_ = outage_notice;
    else
        announced_away_ =
            fmt::format("Messages of others cannot be received: {}. What you write is sent. Ask the "
                        "administrator of this server to look at its log",
                        failure_ ? failure_.message() : "Directus does not answer the subscription to them");
    return announced_away_;
}

std::string liveness::notice(way how) const
{
    if (is_live_ && how.is_polled && announced_polled_)
        return late_notice(how.is_given_up);
    return is_live_ ? std::string() : announced_away_;
}

std::string liveness::describe(way how, base::duration poll_interval) const
{
    if (is_live_ && how.is_polled)
        return fmt::format("live, but polled every {} s: its WebSocket cannot be reached",
                           std::chrono::duration_cast<std::chrono::seconds>(poll_interval).count());
    if (is_live_)
        return "live";
    const auto* reason = announced_away_.empty()            ? "connecting to Directus"
                         : announced_away_ == outage_notice ? "Directus is unreachable"
                                                            : "nothing is received from Directus";
    return fmt::format("{} since {}", reason, base::to_iso8601(away_since_));
}

} // namespace server
