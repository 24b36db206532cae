#include "bridge/channel/sent_lines.hpp"

#include "base/printable.hpp"
#include "bridge/channel/server_lines.hpp"
#include "bridge/text/message_text.hpp"
#include "bridge/text/returned_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace bridge {

using irc::numeric;

namespace {

struct refused_line {
    std::string_view code;
    std::string reason;
};

constexpr std::size_t longest_reason = 400;                                    // bytes
constexpr std::string_view unexpected_error = "An unexpected error occurred."; // Directus's, of an extension

refused_line refusal_of(const send_queue::returned& what)
{
    using fate = send_queue::fate;
    switch (what.why) {
    case fate::full:
        return {"QUEUE_FULL",
                "Too many of your messages are waiting for Directus already. Send it again later"};
    case fate::expired:
        return {"EXPIRED", "Directus did not answer for too long. Send it again"};
    case fate::unknown:
        return {"UNKNOWN_OUTCOME", "Directus did not confirm the message. See whether it is in the channel "
                                   "before you send it again"};
    case fate::removed:
        return {"REJECTED", "Directus deleted the message right after it was stored"};
    default:
        // In the administrator's own words, where there are any.
        if (what.error == base::errc::server_failed &&
            (what.message.empty() || what.message == unexpected_error))
            return {"REJECTED", "Directus failed to store the message. Ask an administrator to read its log"};
        if (!is_blank(what.message))
            return {"REJECTED", base::printable(what.message, longest_reason)};
        if (base::is_temporary(what.error))
            return {"REJECTED", fmt::format("Directus cannot store messages now: {}", what.error.message())};
        return {"REJECTED", fmt::format("Directus refused the message: {}", what.error.message())};
    }
}

std::size_t weight_of(const std::deque<send_queue::returned>& several)
{
    std::size_t sum = 0;
    for (const auto& one : several)
        sum += one.what.weight();
    return sum;
}

} // namespace

reply sent_lines::reply_to(client& to, const std::string& label)
{
    return {clients_, settings_.server_name, to, label};
}

// Its echo, which carries the label, comes by itself.
void sent_lines::stored(const send_queue::line& what, const directus::item& row)
{
    auto* who = clients_.find(what.from);
    if (!who)
        return;
    if (row.hidden) // by the filter
        reply_to(*who, what.label)
            .finish_with(
                {server_line(settings_.server_name, "NOTICE", {who->nick()},
                             "Message stored, but not shown: Directus keeps it as a draft or for approval. "
                             "Ask an administrator.")});
    else if (!what.label.empty() && !who->caps.has(irc::cap::echo_message))
        reply_to(*who, what.label).finish();
    settled(*who);
}

void sent_lines::acknowledge(client_id who, const std::string& label)
{
    auto* to = clients_.find(who);
    if (to && !label.empty() && to->caps.has(irc::cap::echo_message))
        reply_to(*to, label).finish();
}

void sent_lines::settled(client& who)
{
    if (who.outstanding > 0)
        --who.outstanding;
    if (who.outstanding == 0)
        send_pongs(who, who.pongs.size());
}

client* sent_lines::client_of(client_id sender, const user_id& author) const
{
    if (auto* who = clients_.find(sender); who && !who->closing)
        return who;
    const auto* user = people_.find(author);
    return user ? clients_.newest_of(*user) : nullptr;
}

void sent_lines::returned(const send_queue::returned& what, const user_id& author)
{
    if (auto* to = client_of(what.what.from, author)) {
        tell(*to, what);
    } else if (!author.empty()) {
        auto& kept = untold_[author];
        kept.push_back(what);
        while (kept.size() > 1 && weight_of(kept) > settings_.untold_limit)
            kept.pop_front();
    }
    if (auto* sender = clients_.find(what.what.from))
        settled(*sender);
}

void sent_lines::connected(client& who)
{
    const auto kept = untold_.extract(who.user->id);
    if (kept.empty())
        return;
    for (const auto& what : kept.mapped())
        tell(who, what);
}

void sent_lines::disconnected(client& who)
{
    std::erase(late_, who.id);
}

void sent_lines::tell(client& to, const send_queue::returned& what)
{
    const auto refused = refusal_of(what);
    reply out(clients_, settings_.server_name, to, to.id == what.what.from ? what.what.label : std::string());
    if (what.why == send_queue::fate::forbidden)
        out.numeric(numeric::ERR_CANNOTSENDTOCHAN, {settings_.channel},
                    to.user->rights.create_obstacle.empty()
                        ? "You have no permission to write here. Ask an administrator of Directus for a "
                          "policy that permits it"
                        : to.user->rights.create_obstacle);
    else
        out.fail(what.what.notice ? "NOTICE" : "PRIVMSG", refused.code, {settings_.channel}, refused.reason);
    out.finish();
    const std::string before = what.why == send_queue::fate::unknown ? "Perhaps not sent: " : "Not sent: ";
    // What was typed, without the tags that it would have been stored with. (Corrections come back as typed.)
    const auto& stored = what.what.text;
    const bool is_html =
        formatting_.in_force() == formatting::html && stored.starts_with("<p>") && stored.ends_with("</p>");
    const auto text = is_html ? html_to_irc(stored) : stored;
    for (const auto& notice : returned_text(settings_.server_name, to.nick(), before, text))
        clients_.send(to, notice);
}

void sent_lines::send_pongs(client& who, std::size_t count)
{
    for (; count > 0; --count) {
        const auto pong = std::move(who.pongs.front());
        who.pongs.erase(who.pongs.begin());
        reply_to(who, pong.label)
            .finish_with({server_line(settings_.server_name, "PONG", {settings_.server_name}, pong.token)});
    }
    if (who.pongs.empty())
        std::erase(late_, who.id);
}

void sent_lines::pinged(reply& to, std::string token, base::time_point now)
{
    auto& who = to.to();
    who.pongs.push_back({std::move(token), now + settings_.pong_delay, to.later()});
    if (std::ranges::find(late_, who.id) == late_.end())
        late_.push_back(who.id);
}

void sent_lines::fired(base::time_point now)
{
    for (const auto id : std::vector(late_)) {
        auto& who = *clients_.find(id);
        const auto due = std::ranges::find_if(who.pongs, [&](const auto& pong) { return pong.by > now; });
        send_pongs(who, static_cast<std::size_t>(due - who.pongs.begin()));
    }
}

std::optional<base::time_point> sent_lines::deadline() const
{
    std::optional<base::time_point> next;
    for (const auto id : late_) {
        const auto& pongs = clients_.find(id)->pongs;
        if (!pongs.empty())
            next = std::min(next.value_or(pongs.front().by), pongs.front().by);
    }
    return next;
}

} // namespace bridge
