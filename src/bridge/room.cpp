// Clients coming, speaking and going, and what is written to them.
#include "bridge/room.hpp"

#include "bridge/commands.hpp"
#include "irc/casemap.hpp"
#include "irc/isupport.hpp"
#include "irc/text.hpp"

#include "base/timestamp.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bridge {

using irc::numeric;

namespace {

constexpr std::size_t most_known = 10'000; // rows that can be answered

// https://ircv3.net/specs/extensions/message-tags#rpl_isupport-tokens
std::string permitted_tags(const room::settings& with)
{
    std::string tags = "*,-typing";
    if (with.replies || with.reactions) // a reaction is one to a message
        tags += ",-reply,-draft/reply";
    if (with.reactions)
        tags += ",-draft/react,-draft/unreact";
    return tags;
}

} // namespace

room::room(settings with, base::wall_time created)
    : settings_(std::move(with))
    , created_(created)
    , topic_since_(created)
    , roster_(settings_.server_name)
    , known_(most_known)
{
}

client& room::attach(client_id id, const user_id& user, irc::cap_set caps, base::time_point now,
                     base::wall_time wall, std::optional<std::string> away, std::string user_name)
{
    auto& who = roster_.ensure(user);
    auto& fresh =
        *clients_.emplace(id, std::make_unique<client>(id, who, caps, settings_.send_limit)).first->second;
    const auto before = presence_of(who);
    fresh.away = std::move(away);
    fresh.user_name = std::move(user_name);
    who.clients.push_back(id);
    who.last_active = now;
    who.signed_on = wall;
    most_clients_ = std::max(most_clients_, clients_.size());
    if (who.clients.size() == 1)
        came_online(who);
    update_away(who, wall);
    announce_presence(who, before, wall, nullptr);
    welcome(fresh);
    tell_returned(fresh);
    return fresh;
}

void room::detach(client_id id, base::wall_time wall)
{
    auto* who = find(id);
    if (!who)
        return;
    auto& user = *who->user;
    const auto before = presence_of(user);
    leave_channel(*who);
    if (who->receipt)
        receipts_.give_back(user.id, who->user_name, who->receipt->rows(), wall);
    forget_receipt(*who);
    std::erase(user.clients, id);
    std::erase(late_, id);
    if (who->dirty)
        std::erase(dirty_, who);
    clients_.erase(id);
    monitor_.clear(id);
    if (user.clients.empty())
        went_offline(user, user.nick);
    update_away(user, wall);
    announce_presence(user, before, wall, nullptr);
}

void room::received(client_id from, const irc::message& line, base::time_point now, base::wall_time wall)
{
    auto* who = find(from);
    if (!who || who->closing)
        return;
    begin_response(*who, line);
    dispatch({*this, *who, line, now, wall});
    finish_response(*who);
}

void room::spoiled(client_id from)
{
    auto* who = find(from);
    if (!who || who->closing)
        return;
    const auto came = who->incoming.spoiled();
    if (const auto* why = std::get_if<irc::multiline::refusal>(&came)) {
        refuse_batch(*who, *why);
        finish_response(*who);
    }
}

void room::close(client& who, std::string_view reason)
{
    if (who.closing)
        return;
    finish_response(who);
    send(who, {.command = "ERROR", .text = fmt::format("Closing Link: {} ({})", who.user->host(), reason)});
    who.closing = true;
}

void room::close_user(const user_id& user, std::string_view reason)
{
    if (auto* who = roster_.find(user))
        for (const auto id : who->clients)
            if (auto* one = find(id))
                close(*one, reason);
}

void room::act(action what)
{
    if (const auto* line = std::get_if<store>(&what))
        corrections_[line->author].lines.sent(line->what);
    actions_.push_back(std::move(what));
}

client* room::find(client_id id)
{
    const auto found = clients_.find(id);
    return found == clients_.end() ? nullptr : found->second.get();
}

bool room::is_channel(std::string_view name) const
{
    return irc::same(name, settings_.channel);
}

std::vector<client*> room::take_dirty()
{
    for (auto* who : dirty_)
        who->dirty = false;
    return std::exchange(dirty_, {});
}

void room::push(client& to, bytes what)
{
    if (!what || to.closing)
        return;
    to.out.push(std::move(what));
    if (!std::exchange(to.dirty, true))
        dirty_.push_back(&to);
}

void room::send(client& to, const line& what)
{
    if (to.answering) {
        to.answering->lines.push_back(what);
        return;
    }
    std::string text;
    encode(what, to.caps, text);
    if (!text.empty())
        push(to, std::make_shared<const std::string>(std::move(text)));
}

void room::broadcast(std::vector<line> lines, const client* except, const audience& to)
{
    wire_cache cache(std::move(lines));
    for (auto& [id, who] : clients_) {
        if (!who->joined || who.get() == except || (to && !to(*who->user)))
            continue;
        if (!who->answering)
            push(*who, cache.for_caps(who->caps));
        else
            for (const auto& one : cache.lines())
                send(*who, one);
    }
}

line room::numbered(const client& to, numeric number, std::initializer_list<std::string_view> params) const
{
    line what{.source = settings_.server_name,
              .command = fmt::format("{:03}", static_cast<int>(number)),
              .params = {to.user->nick}};
    for (const auto param : params) // some come back as the client sent them
        what.params.push_back(base::utf8::repaired(param));
    return what;
}

void room::reply(client& to, numeric number, std::initializer_list<std::string_view> params,
                 std::string_view text)
{
    auto what = numbered(to, number, params);
    what.text = text;
    send(to, what);
}

void room::reply(client& to, numeric number, std::initializer_list<std::string_view> params)
{
    send(to, numbered(to, number, params));
}

// https://ircv3.net/specs/extensions/standard-replies
void room::fail(client& to, std::string_view command, std::string_view code,
                std::initializer_list<std::string_view> context, std::string_view text)
{
    if (!to.caps.has(irc::cap::standard_replies))
        return send(to, from_server("NOTICE", {to.user->nick}, text));
    line what = from_server("FAIL", {std::string(command), std::string(code)}, text);
    what.params.insert(what.params.end(), context.begin(), context.end());
    send(to, what);
}

line room::from_server(std::string_view command, std::vector<std::string> params, std::string_view text) const
{
    return {.source = settings_.server_name,
            .command = std::string(command),
            .params = std::move(params),
            .text = std::string(text)};
}

void room::announce(std::string_view text, const audience& to)
{
    broadcast({from_server("NOTICE", {settings_.channel}, text)}, nullptr, to);
}

void room::welcome(client& who)
{
    reply(who, numeric::RPL_WELCOME, {},
          fmt::format("Welcome to {}, {}", settings_.network, who.user->mask()));
    reply(who, numeric::RPL_YOURHOST, {},
          fmt::format("Your host is {}, running {}", settings_.server_name, settings_.version));
    reply(who, numeric::RPL_CREATED, {},
          fmt::format("This server was started {}", base::to_iso8601(created_)));
    reply(who, numeric::RPL_MYINFO, {settings_.server_name, settings_.version, "Bi", "mntv", "v"});
    send_isupport(who);
    const irc::message nothing;
    const call self{*this, who, nothing, {}, {}};
    handlers::lusers(self);
    handlers::motd(self);
}

std::vector<std::string> room::isupport(bool secure) const
{
    std::string network = settings_.network;
    std::ranges::replace(network, ' ', '_');
    std::vector<std::string> tokens{"NETWORK=" + network,
                                    "CASEMAPPING=ascii",
                                    "CHANTYPES=#",
                                    "CHANLIMIT=#:1",
                                    "PREFIX=(v)+",
                                    "CHANMODES=,,,mnt",
                                    "NICKLEN=64",
                                    "MAXTARGETS=1",
                                    fmt::format("AWAYLEN={}", irc::away_length),
                                    fmt::format("MONITOR={}", monitor::limit),
                                    "WHOX",
                                    "BOT=B",
                                    "UTF8ONLY",
                                    "SAFELIST",
                                    "SAFERATE",
                                    "CLIENTTAGDENY=" + permitted_tags(settings_),
                                    "draft/ACCOUNTREQUIRED",
                                    fmt::format("CHATHISTORY={}", most_of_a_page),
                                    fmt::format("draft/CHATHISTORY={}", most_of_a_page),
                                    "MSGREFTYPES=msgid,timestamp"};
    // Clients on TLS would not send a file in the clear.
    if (!settings_.filehost.empty() && (!secure || settings_.filehost.starts_with("https:")))
        tokens.push_back("soju.im/FILEHOST=" + settings_.filehost);
    return tokens;
}

void room::send_isupport(client& to)
{
    std::string out;
    irc::write_isupport(isupport(to.secure), settings_.server_name, to.user->nick, to.caps, out);
    push(to, std::make_shared<const std::string>(std::move(out)));
}

void room::send_pongs(client& who, std::size_t count)
{
    for (; count > 0; --count) {
        const auto pong = std::move(who.pongs.front());
        who.pongs.erase(who.pongs.begin());
        answer(who, pong.label, {from_server("PONG", {settings_.server_name}, pong.token)});
    }
    if (who.pongs.empty())
        std::erase(late_, who.id);
}

void room::await_answers(client& who, std::string token, base::time_point now)
{
    who.pongs.push_back({std::move(token), now + settings_.pong_delay, answer_later(who)});
    if (std::ranges::find(late_, who.id) == late_.end())
        late_.push_back(who.id);
}

void room::fired(base::time_point now)
{
    for (const auto id : std::vector(late_))
        if (auto* who = find(id)) {
            const auto due =
                std::ranges::find_if(who->pongs, [&](const auto& pong) { return pong.by > now; });
            send_pongs(*who, static_cast<std::size_t>(due - who->pongs.begin()));
        }
    for (const auto& author : overdue_corrections(now))
        end_correction(author);
    ask_receipts(now);
}

std::optional<base::time_point> room::deadline() const
{
    std::optional<base::time_point> next;
    if (!receipts_due_.empty())
        next = receipts_due_.begin()->first;
    for (const auto id : late_) {
        const auto& pongs = clients_.at(id)->pongs;
        if (!pongs.empty())
            next = next ? std::min(*next, pongs.front().by) : pongs.front().by;
    }
    for (const auto& author : correcting_) {
        const auto& by = corrections_.at(author).waiting.front().shown_by;
        if (by)
            next = next ? std::min(*next, *by) : *by;
    }
    return next;
}

} // namespace bridge
