#include "directus/login_guard.hpp"

#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace directus {

namespace {

constexpr std::size_t good_kept = 8; // a person's clients seldom use more secrets than that

// HMAC-SHA256, RFC 2104.
std::array<unsigned char, 32> keyed(const std::array<unsigned char, 32>& key, std::string_view text)
{
    std::array<unsigned char, 32> sum{};
    unsigned size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), sum.data(), &size);
    return sum;
}

using namespace std::chrono_literals;

// After the n-th failed attempt of an account: quick at first, as most outages are short; 14 in two hours.
constexpr std::array<base::duration, 14> back_off{2s,   5s,   15s,  1min,  1min,  1min,  1min,
                                                  1min, 1min, 5min, 10min, 20min, 30min, 60min};
constexpr base::duration longest_back_off = 12h;
// Between the probes of an outage, the last for the rest of it.
constexpr std::array<base::duration, 4> probe_intervals{2s, 5s, 15s, 1min};
constexpr int sure_after = 3; // failed probes: before, it may be one account's own trouble

// Failed before it reached Directus, or at a limit that stands before the login.
bool costs_nothing(const base::error_code& why)
{
    return why == base::errc::unreachable || why == base::errc::overloaded || why == base::errc::stopping;
}

bool is_of_all(const base::error_code& why)
{
    return why == base::errc::server_failed || why == base::errc::licence_locked;
}

template <class T>
bool contains(const std::vector<T>& all, const T& one)
{
    return std::find(all.begin(), all.end(), one) != all.end();
}

} // namespace

login_guard::login_guard(settings with)
    : settings_(with)
{
    if (RAND_bytes(key_.data(), static_cast<int>(key_.size())) != 1)
        throw std::runtime_error("no random bytes for the login guard's key");
}

login_guard::accounts::iterator login_guard::account_of(const digest& name)
{
    const auto at = by_name_.find(name);
    if (at != by_name_.end()) {
        accounts_.splice(accounts_.begin(), accounts_, at->second);
        return at->second;
    }
    accounts_.emplace_front();
    accounts_.front().name = name;
    by_name_.emplace(name, accounts_.begin());
    return accounts_.begin();
}

// Keeps memory bounded: what says nothing goes at once, and beyond the limit the account least recently asked
// for.
void login_guard::forget(accounts::iterator from)
{
    const auto erase = [&](accounts::iterator which) {
        by_name_.erase(which->name);
        return accounts_.erase(which);
    };
    if (from->idle() && from->rejections == 0 && from->unanswered == 0 && from->good.empty())
        erase(from);
    for (auto it = accounts_.end(); accounts_.size() > settings_.remembered && it != accounts_.begin();) {
        --it;
        if (it->idle())
            it = erase(it);
    }
}

bool login_guard::knows(std::string_view account, const base::secret& secret) const
{
    const auto name = keyed(key_, account);
    const auto at = by_name_.find(name);
    return at != by_name_.end() && contains(at->second->good, keyed(name, secret.reveal()));
}

login_guard::ticket login_guard::asked(std::string_view account, const base::secret& secret,
                                       std::string_view place, base::time_point now, actions& out)
{
    const auto who = ticket(next_ticket_++);
    const auto name = keyed(key_, account);
    const auto from = account_of(name);
    ++from->waiting;
    waiter entry{who, from, keyed(name, secret.reveal()), std::string(place)};
    if (!settle(entry, now, out))
        waiting_.push_back(std::move(entry));
    else
        forget(from);
    return who;
}

// True when the asker need not wait in line any more: started, shared or refused.
bool login_guard::settle(waiter& entry, base::time_point now, actions& out)
{
    auto& from = *entry.from;
    const bool held = is_held(entry, now);
    if (!held)
        entry.held_until.reset();
    else if (!entry.held_until)
        entry.held_until = now + settings_.hold;
    if (from.attempting && from.secret == entry.secret) {
        from.sharers.push_back(entry.who);
    } else if (is_wrong(from, entry.secret, now)) {
        out.push_back(refuse{entry.who, base::errc::invalid_credentials});
    } else if (held && now >= *entry.held_until) {
        out.push_back(refuse{entry.who, outage_ ? outage_->why : from.failure});
    } else if (from.attempting) {
        return false;
    } else if (!may_attempt(entry, now)) {
        out.push_back(refuse{entry.who, base::errc::too_many_attempts});
    } else if (held || running_.size() >= settings_.concurrency) {
        return false;
    } else {
        from.attempting = true;
        from.secret = entry.secret;
        from.place = entry.place;
        running_.emplace(entry.who, entry.from);
        if (outage_)
            outage_->probe = entry.who;
        out.push_back(attempt{entry.who});
    }
    --from.waiting;
    return true;
}

bool login_guard::is_held(const waiter& entry, base::time_point now) const
{
    return now < entry.from->retry_at || (outage_ && (outage_->probe || now < outage_->next_probe));
}

// Of an outage's probes the account pays that has paid least.
void login_guard::prefer_least_spent(base::time_point now)
{
    const auto cost = [&](const waiter& entry) { return entry.from->unanswered + entry.from->rejections; };
    auto best = waiting_.end();
    for (auto it = waiting_.begin(); it != waiting_.end(); ++it)
        if (!is_held(*it, now) && (best == waiting_.end() || cost(*it) < cost(*best)))
            best = it;
    if (best != waiting_.end())
        std::rotate(waiting_.begin(), best, best + 1);
}

void login_guard::next(base::time_point now, actions& out)
{
    if (outage_)
        prefer_least_spent(now);
    for (auto it = waiting_.begin(); it != waiting_.end();) {
        const auto from = it->from;
        if (settle(*it, now, out)) {
            it = waiting_.erase(it);
            forget(from);
        } else {
            ++it;
        }
    }
}

bool login_guard::is_wrong(account_state& from, const digest& secret, base::time_point now) const
{
    std::erase_if(from.wrong, [&](const auto& entry) { return now >= entry.until; });
    return std::any_of(from.wrong.begin(), from.wrong.end(),
                       [&](auto& entry) { return entry.secret == secret; });
}

bool login_guard::may_attempt(const waiter& entry, base::time_point now) const
{
    // Somebody else's guesses must not lock out who has the right secret.
    const auto& from = *entry.from;
    return from.rejections < settings_.free || contains(from.good, entry.secret) ||
           now >= from.rejected_at + pause_for(from, entry.place);
}

// After the last rejection. Pre: there are no free ones any more.
base::duration login_guard::pause_for(const account_state& from, const std::string& place) const
{
    auto pause = settings_.pause;
    if (from.rejections < settings_.strangers && !contains(from.places, place))
        return pause;
    for (int n = settings_.free; n < from.rejections && pause < settings_.longest_pause; ++n)
        pause *= 2;
    return std::min(pause, settings_.longest_pause);
}

void login_guard::ended(ticket who, const base::error_code& why, base::time_point now, actions& out)
{
    const auto at = running_.find(who);
    if (at == running_.end())
        return;
    const auto from = at->second;
    running_.erase(at);
    from->attempting = false;
    if (!why)
        succeeded(*from);
    else if (!base::is_temporary(why))
        rejected(*from, why == base::errc::invalid_credentials, now);
    else if (!costs_nothing(why))
        unanswered(*from, why, now);
    follow_outage(who, why, now, out);
    for (const auto sharer : from->sharers) {
        if (why)
            out.push_back(refuse{sharer, why});
        else
            out.push_back(share{sharer, who});
    }
    from->sharers.clear();
    ++from->waiting; // holds it while the line moves on
    next(now, out);
    --from->waiting;
    forget(from);
}

void login_guard::succeeded(account_state& from)
{
    from.rejections = 0;
    from.unanswered = 0;
    from.retry_at = {};
    from.wrong.clear();
    from.places.clear();
    std::erase(from.good, from.secret);
    from.good.push_back(from.secret);
    if (from.good.size() > good_kept)
        from.good.erase(from.good.begin());
}

void login_guard::rejected(account_state& from, bool remember, base::time_point now)
{
    ++from.rejections;
    from.rejected_at = now;
    if (from.rejections < settings_.strangers && !contains(from.places, from.place))
        from.places.push_back(from.place);
    // No longer good: a client that goes on with it must meet the limits like any other.
    std::erase(from.good, from.secret);
    if (remember)
        from.wrong.push_back({from.secret, now + settings_.remember_wrong});
}

void login_guard::unanswered(account_state& from, const base::error_code& why, base::time_point now)
{
    ++from.unanswered;
    any_backs_off_ = true;
    from.failure = why;
    const auto spent = from.unanswered + from.rejections;
    const auto n = static_cast<std::size_t>(spent - 1);
    from.retry_at = now + (spent < settings_.spent && n < back_off.size() ? back_off[n] : longest_back_off);
}

void login_guard::follow_outage(ticket who, const base::error_code& why, base::time_point now, actions& out)
{
    const bool is_probe = outage_ && outage_->probe == who;
    if (is_probe)
        outage_->probe.reset();
    if (!why) {
        end_back_offs(outage_ && outage_->failures >= sure_after ? settings_.spent_with_others
                                                                 : settings_.spent_alone,
                      now);
        return end_outage(true, out);
    }
    // A refusal says nothing about what comes behind it, the insert of the session: another may probe at
    // once.
    if (!base::is_temporary(why))
        return;
    if (!outage_ && !is_of_all(why))
        return;
    if (!outage_)
        outage_ = outage{.why = why, .last_failure = now, .next_probe = now + probe_intervals.front()};
    else if (is_of_all(why))
        outage_->why = why;
    outage_->last_failure = now;
    if (is_probe) {
        const auto n = std::min(static_cast<std::size_t>(outage_->failures), probe_intervals.size() - 1);
        ++outage_->failures;
        outage_->next_probe = now + probe_intervals[n];
    }
    out.push_back(outage_began{outage_->why, outage_->failures});
}

void login_guard::end_outage(bool proven, actions& out)
{
    if (!outage_)
        return;
    outage_.reset();
    out.push_back(outage_ended{proven});
}

// Of each account that has spent less than this.
void login_guard::end_back_offs(int spent, base::time_point now)
{
    if (!std::exchange(any_backs_off_, false))
        return;
    for (auto& one : accounts_) {
        if (one.unanswered > 0 && one.unanswered + one.rejections < spent)
            one.retry_at = std::min(one.retry_at, now);
        any_backs_off_ = any_backs_off_ || one.retry_at > now;
    }
}

// Of those that are held: the end of what holds them, or of their patience.
std::optional<base::time_point> login_guard::deadline() const
{
    std::optional<base::time_point> first;
    const auto by = [&](base::time_point when) { first = std::min(first.value_or(when), when); };
    if (outage_ && !outage_->probe)
        by(outage_->last_failure + settings_.outage_forgotten);
    for (const auto& entry : waiting_) {
        if (!entry.held_until)
            continue;
        by(*entry.held_until);
        if (!outage_)
            by(entry.from->retry_at);
        else if (!outage_->probe)
            by(std::max(entry.from->retry_at, outage_->next_probe));
    }
    return first;
}

void login_guard::fired(base::time_point now, actions& out)
{
    if (outage_ && !outage_->probe && now >= outage_->last_failure + settings_.outage_forgotten)
        end_outage(false, out);
    next(now, out);
}

void login_guard::left(ticket who)
{
    const auto at =
        std::find_if(waiting_.begin(), waiting_.end(), [&](auto& entry) { return entry.who == who; });
    if (at != waiting_.end()) {
        const auto from = at->from;
        waiting_.erase(at);
        --from->waiting;
        forget(from);
        return;
    }
    for (auto& [leader, from] : running_)
        std::erase(from->sharers, who);
}

} // namespace directus
