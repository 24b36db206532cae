#include "directus/session.hpp"

#include <algorithm>

namespace directus {

namespace {

using namespace std::chrono_literals;

constexpr base::duration longest_lead = 60s; // a renewal is started this long before the end
constexpr base::duration create_guard = 30s; // creates stop this long before the end
constexpr base::duration shortest_rest = 1s; // between two renewals, however short a token lives
constexpr base::duration proven_after = 10s; // a token refused sooner after its renewal was never good
constexpr base::duration first_retry = 2s;
constexpr base::duration first_retry_least = 100ms;

// A retry has to fit into what is left of a short life.
backoff::settings retries(const std::optional<base::duration>& lifetime)
{
    backoff::settings with;
    with.first = std::clamp(lifetime.value_or(first_retry * 8) / 8, first_retry_least, first_retry);
    with.most = 30s;
    return with;
}

} // namespace

session::session(tokens first, base::time_point now, std::uint64_t seed, base::duration recheck)
    : recheck_(recheck)
    , random_(static_cast<std::minstd_rand::result_type>(seed))
    , failures_(retries(first.lifetime), seed)
    , refusals_(retries(std::nullopt), seed)
{
    adopt(std::move(first), now);
}

base::duration session::next_recheck()
{
    return recheck_ - recheck_ / 4 * (random_() % 1000) / 1000;
}

void session::adopt(tokens given, base::time_point now)
{
    tokens_ = std::move(given);
    failures_ = backoff(retries(tokens_.lifetime), random_());
    expires_at_.reset();
    renew_at_ = now + next_recheck();
    if (!tokens_.lifetime)
        return;
    const auto lifetime = *tokens_.lifetime;
    expires_at_ = now + lifetime;
    if (!renewable())
        return;
    const auto lead = lifetime - std::min(longest_lead, lifetime / 2);
    renew_at_ = std::min(*renew_at_, now + std::max(lead, shortest_rest));
}

void session::renew(actions& out)
{
    renewing_ = true;
    renew_at_.reset();
    if (renewable())
        out.push_back(refresh{tokens_.refresh_token});
    else
        out.push_back(check{});
}

void session::lose(const base::error_code& why, actions& out)
{
    lost_ = true;
    renew_at_.reset();
    out.push_back(lost{why});
}

void session::refused(base::time_point now, actions& out)
{
    if (lost_ || renewing_)
        return;
    if (renewed_at_ && now < *renewed_at_ + proven_after) {
        renew_at_ = std::min(*renew_at_, now + refusals_.next());
        return;
    }
    refusals_.reset();
    renew(out);
}

void session::refreshed(base::result<tokens> answer, base::time_point now, actions& out)
{
    if (lost_ || !renewing_)
        return;
    if (!answer)
        return failed(answer.error(), now, out);
    renewing_ = false;
    adopt(std::move(*answer), now);
    renewed_at_ = now;
    out.push_back(renewed{});
}

void session::checked(const base::error_code& why, base::time_point now, actions& out)
{
    if (lost_ || !renewing_)
        return;
    if (why)
        return failed(why, now, out);
    renewing_ = false;
    failures_.reset();
    renew_at_ = now + next_recheck();
    renewed_at_ = now;
    out.push_back(renewed{});
}

void session::failed(const base::error_code& why, base::time_point now, actions& out)
{
    renewing_ = false;
    if (base::is_temporary(why))
        renew_at_ = now + failures_.next();
    else
        lose(why, out);
}

bool session::offered(tokens others, base::time_point now, actions& out)
{
    const bool endless = !others.refresh_token.empty() || !others.lifetime;
    if (lost_ || renewable() || !expires_at_ || (!endless && now + *others.lifetime <= *expires_at_))
        return false;
    renewing_ = false; // the answer to a check is about the old one
    adopt(std::move(others), now);
    renewed_at_ = now;
    out.push_back(renewed{});
    return true;
}

void session::fired(base::time_point now, actions& out)
{
    if (!lost_ && !renewable() && expired(now))
        return lose(base::errc::token_expired, out);
    if (renew_at_ && now >= *renew_at_)
        renew(out);
}

std::optional<base::time_point> session::deadline() const
{
    if (lost_ || renewable() || !expires_at_)
        return renew_at_;
    return renew_at_ ? std::min(*renew_at_, *expires_at_) : *expires_at_;
}

bool session::expired(base::time_point now) const
{
    return expires_at_ && now >= *expires_at_;
}

bool session::may_create(base::time_point now) const
{
    if (lost_)
        return false;
    return !expires_at_ || now < *expires_at_ - std::min(create_guard, *tokens_.lifetime / 4);
}

} // namespace directus
