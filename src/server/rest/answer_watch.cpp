#include "server/rest/answer_watch.hpp"

#include "base/log.hpp"
#include "directus/foreign.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace server {

namespace foreign = directus::foreign;

namespace {

constexpr auto again_after = std::chrono::minutes(1); // the same kind that comes and goes
constexpr std::size_t most_kinds = 64;

// "GET /items/messages" for each of its rows and queries.
std::string call_of(std::string_view method, std::string_view target)
{
    const auto path = target.substr(0, target.find('?'));
    const auto second = path.find('/', 1);
    return fmt::format("{} {}", method,
                       path.substr(0, second == path.npos ? second : path.find('/', second + 1)));
}

// Redirects of different paths to the same place are of one kind.
std::string kind_of(const directus::rest::response& answer)
{
    const auto to = foreign::location(answer);
    const auto host = to.find("://");
    return fmt::format("{} {} {}", answer.status, answer.type,
                       host == to.npos ? to : to.substr(0, to.find('/', host + 3)));
}

std::string reason_of(const base::error_code& error)
{
    return error == base::errc::interrupted ? "the connection was closed without an answer" : error.message();
}

} // namespace

bool answer_watch::is_news(const std::string& kind, base::time_point now)
{
    if (const auto at = told_.find(kind); at != told_.end() && now - at->second < again_after)
        return false;
    if (told_.size() >= most_kinds) // an outage has few
        told_.clear();
    told_[kind] = now;
    return true;
}

void answer_watch::log_unreachable(const std::string& reason)
{
    checks_.raise({"reachable", finding::grade::fail, reason,
                   "see whether Directus runs and directus.url = " + url_ + " is right"});
    base::log::warning("directus_unreachable", {{"reason", reason}});
}

void answer_watch::connection(const std::string& failure)
{
    if (failure == failure_)
        return;
    failure_ = failure;
    if (!failure_.empty())
        return log_unreachable(failure_);
    checks_.clear("reachable");
    base::log::info("directus_reached");
}

void answer_watch::unanswered(std::string_view method, std::string_view target, const base::error_code& error,
                              base::time_point now)
{
    // Slow answers are retried and told by those who wait for them; overloaded says that nothing was sent.
    if (error == base::errc::timeout || error == base::errc::overloaded || error == base::errc::stopping ||
        !failure_.empty())
        return;
    if (is_news(error.message(), now))
        base::log::warning("directus_no_answer",
                           {{"request", call_of(method, target)},
                            {"reason", reason_of(error)},
                            {"change", "see whether directus.url has the right port, and "
                                       "https:// where Directus is behind TLS"}});
}

void answer_watch::silent(const base::error_code& error)
{
    if (error == base::errc::stopping || !failure_.empty() || std::exchange(silent_, true))
        return;
    log_unreachable(fmt::format("{}: connected, but {}", url_, reason_of(error)));
}

bool answer_watch::answered(std::string_view method, std::string_view target,
                            const directus::rest::response& answer, base::time_point now)
{
    const auto call = call_of(method, target);
    const auto question = call_of(method == "SEARCH" ? "GET" : method, target); // the same, asked either way
    if (std::exchange(silent_, false)) {
        checks_.clear("reachable");
        base::log::info("directus_reached");
    }
    if (!foreign::is_foreign(answer)) {
        forget(question);
        return true;
    }
    const auto kind = kind_of(answer);
    const auto change = foreign::advice(answer, url_, target);
    const bool is_known = std::ranges::any_of(foreign_, [&](const auto& one) { return one.second == kind; });
    if (foreign_.size() < most_kinds)
        foreign_[question] = kind;
    if (!is_known && is_news(kind, now))
        base::log::warning("not_directus", {{"request", call},
                                            {"status", std::to_string(answer.status)},
                                            {"type", answer.type},
                                            {"location", foreign::location(answer)},
                                            {"change", change}});
    last_ = {"directus", finding::grade::fail,
             fmt::format("{} was answered {}: that is not Directus", call, foreign::describe(answer)),
             change};
    checks_.raise(last_);
    return false;
}

// Directus answers this call: what was answered in its place is over, and so is the same of other calls.
// While there is something else, it is not everything.
void answer_watch::forget(const std::string& call)
{
    if (foreign_.empty())
        return;
    if (const auto at = foreign_.find(call); at != foreign_.end()) {
        const auto kind = at->second;
        std::erase_if(foreign_, [&](const auto& one) { return one.second == kind; });
    }
    if (foreign_.empty()) {
        checks_.clear("directus");
        return base::log::info("directus_answers_again");
    }
    last_.how = finding::grade::warn;
    checks_.raise(last_);
}

} // namespace server
