// How the lines that clients sent ended.
#include "bridge/room.hpp"

#include "irc/text.hpp"

#include <fmt/format.h>

namespace bridge {

using irc::numeric;

// Its echo, which carries the label, comes by itself.
void room::delivered(const send_queue::line& what, const user_id& author, const directus::item& row)
{
    if (!author.empty()) {
        corrections_[author].lines.stored(what, row);
        proceed(author);
    }
    auto* who = find(what.from);
    if (!who)
        return;
    if (!what.label.empty() && !who->caps.has(irc::cap::echo_message))
        answer(*who, what.label, {});
    settled(*who);
}

void room::settled(client& who)
{
    if (who.outstanding > 0)
        --who.outstanding;
    if (who.outstanding == 0)
        send_pongs(who, who.pongs.size());
}

namespace {

struct refusal {
    std::string_view code;
    std::string reason;
};

refusal refusal_of(const send_queue::returned& what)
{
    using fate = send_queue::fate;
    switch (what.why) {
    case fate::full:
        return {"QUEUE_FULL", "Directus is slow or away and too many of your lines wait already"};
    case fate::expired:
        return {"EXPIRED", "Directus was away for too long"};
    case fate::unknown:
        return {"UNKNOWN_OUTCOME", "it is not known whether Directus stored the line"};
    default:
        if (base::is_temporary(what.error))
            return {"REJECTED", fmt::format("Directus cannot take the line: {}", what.error.message())};
        return {"REJECTED", fmt::format("Directus refused the line: {}", what.error.message())};
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

client* room::client_of(client_id sender, const user_id& author)
{
    if (auto* who = find(sender); who && !who->closing)
        return who;
    const auto* user = roster_.find(author);
    if (!user)
        return nullptr;
    for (auto id = user->clients.rbegin(); id != user->clients.rend(); ++id)
        if (auto* who = find(*id); who && !who->closing)
            return who;
    return nullptr;
}

void room::returned(const send_queue::returned& what, const user_id& author)
{
    give_back(what, author);
    if (!author.empty()) {
        corrections_[author].lines.returned(what.what);
        proceed(author);
    }
}

void room::give_back(const send_queue::returned& what, const user_id& author)
{
    if (auto* to = client_of(what.what.from, author)) {
        tell(*to, what);
    } else if (!author.empty()) {
        auto& kept = untold_[author];
        kept.push_back(what);
        while (kept.size() > 1 && weight_of(kept) > settings_.untold_limit)
            kept.pop_front();
    }
    if (auto* sender = find(what.what.from))
        settled(*sender);
}

void room::tell_returned(client& to)
{
    const auto kept = untold_.extract(to.user->id);
    if (kept.empty())
        return;
    for (const auto& what : kept.mapped())
        tell(to, what);
}

void room::tell(client& to, const send_queue::returned& what)
{
    const auto refused = refusal_of(what);
    if (to.id == what.what.from && !what.what.label.empty())
        to.answering.emplace(response{.label = what.what.label});
    if (what.why == send_queue::fate::forbidden)
        reply(to, numeric::ERR_CANNOTSENDTOCHAN, {settings_.channel},
              "Directus does not permit you to create messages");
    else
        fail(to, what.what.notice ? "NOTICE" : "PRIVMSG", refused.code, {settings_.channel}, refused.reason);
    finish_response(to);
    const std::string before = what.why == send_queue::fate::unknown ? "Perhaps not sent: " : "Not sent: ";
    const auto width = 512 - (settings_.server_name.size() + to.user->nick.size() + 14 + before.size());
    for (const auto one : irc::lines(what.what.text)) {
        auto pieces = irc::split(one, width);
        if (pieces.empty())
            pieces.emplace_back(); // a blank line is one of the message, too
        for (const auto piece : pieces)
            send(to, from_server("NOTICE", {to.user->nick}, before + std::string(piece)));
    }
}

} // namespace bridge
