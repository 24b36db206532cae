#include "directus/link_attempts.hpp"

#include <algorithm>

namespace directus {

namespace {

// A Directus that accepts and drops at once must not be opened again and again without a pause.
constexpr base::duration proven_after = std::chrono::seconds(10);

} // namespace

void link_attempts::begin(base::time_point now)
{
    retry_at_.reset();
    open_by_ = now + limits_.open;
    patient_until_ = now + limits_.patience;
}

void link_attempts::live(base::time_point now)
{
    live_since_ = now;
    patient_until_.reset();
    failures_ = unauthorized_ = 0;
}

void link_attempts::end()
{
    live_since_.reset();
    retry_at_.reset();
    open_by_.reset();
    patient_until_.reset();
}

void link_attempts::pause(base::time_point now)
{
    if (live_since_ && now >= *live_since_ + proven_after)
        backoff_.reset();
    end();
    retry_at_ = now + backoff_.next();
}

void link_attempts::hurry(base::time_point when)
{
    backoff_.reset();
    retry_at_ = std::min(*retry_at_, when);
}

bool link_attempts::count_refusal(unsigned status)
{
    ++failures_;
    return status != 401 || ++unauthorized_ > 1;
}

bool link_attempts::try_give_up(base::time_point now)
{
    if (!patient_until_ || now < *patient_until_)
        return false;
    patient_until_.reset();
    return true;
}

std::optional<base::time_point> link_attempts::deadline() const
{
    std::optional<base::time_point> earliest;
    for (const auto& when : {retry_at_, open_by_, patient_until_})
        if (when)
            earliest = std::min(earliest.value_or(*when), *when);
    return earliest;
}

} // namespace directus
