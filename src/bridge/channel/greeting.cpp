#include "bridge/channel/greeting.hpp"

#include "base/timestamp.hpp"
#include "bridge/channel/room.hpp"
#include "irc/isupport.hpp"
#include "irc/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace bridge {

using irc::numeric;

namespace {

// https://ircv3.net/specs/extensions/message-tags#rpl_isupport-tokens
std::string permitted_tags(const room_settings& with)
{
    std::string tags = "*,-typing";
    if (with.replies || with.reactions) // a reaction is one to a message
        tags += ",-reply,-draft/reply";
    if (with.reactions)
        tags += ",-draft/react,-draft/unreact";
    return tags;
}

} // namespace

std::vector<std::string> isupport(const room_settings& with, bool secure)
{
    std::vector<std::string> all{"NETWORK=" + irc::isupport_value(with.network),
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
                                 "CLIENTTAGDENY=" + permitted_tags(with),
                                 "draft/ACCOUNTREQUIRED",
                                 fmt::format("CHATHISTORY={}", history_pages::most),
                                 fmt::format("draft/CHATHISTORY={}", history_pages::most),
                                 "MSGREFTYPES=msgid,timestamp"};
    if (!with.icon.empty()) // https://ircv3.net/specs/extensions/network-icon
        all.push_back("draft/ICON=" + irc::isupport_value(with.icon));
    // Clients on TLS would not send a file in the clear.
    if (!with.filehost.empty() && (!secure || with.filehost.starts_with("https:")))
        all.push_back("soju.im/FILEHOST=" + with.filehost);
    return all;
}

void welcome(room& in, client& who)
{
    auto out = in.reply_to(who);
    const auto& with = in.config();
    out.numeric(numeric::RPL_WELCOME, {},
                fmt::format("Welcome to {}, {}", with.network, who.user->mask_as(who.user->sees)));
    out.numeric(numeric::RPL_YOURHOST, {},
                fmt::format("Your host is {}, running {}", with.server_name, with.version));
    out.numeric(numeric::RPL_CREATED, {},
                fmt::format("This server was started {}", base::to_iso8601(in.created())));
    out.numeric(numeric::RPL_MYINFO, {with.server_name, with.version, "Bi", "mntv", "v"});
    send_isupport(in, who);
    tell_users(in, out);
    tell_motd(in, out);
}

void send_isupport(room& in, client& to)
{
    std::string out;
    irc::write_isupport(isupport(in.config(), to.secure), in.config().server_name, to.nick(), to.caps, out);
    in.clients().push(to, std::make_shared<const std::string>(std::move(out)));
}

void tell_users(room& in, reply& out)
{
    const auto clients = std::to_string(in.clients().size());
    const auto most = std::to_string(in.clients().most());
    const auto users =
        std::ranges::count_if(in.people().everyone(), [](auto* one) { return !one->clients.empty(); });
    out.numeric(numeric::RPL_LUSERCLIENT, {},
                fmt::format("There are {} users and 0 invisible on 1 servers", users));
    out.numeric(numeric::RPL_LUSEROP, {"0"}, "operator(s) online");
    out.numeric(numeric::RPL_LUSERCHANNELS, {"1"}, "channels formed");
    out.numeric(numeric::RPL_LUSERME, {}, fmt::format("I have {} clients and 0 servers", clients));
    out.numeric(numeric::RPL_LOCALUSERS, {clients, most},
                fmt::format("Current local users {}, max {}", clients, most));
    out.numeric(numeric::RPL_GLOBALUSERS, {clients, most},
                fmt::format("Current global users {}, max {}", clients, most));
}

void tell_motd(room& in, reply& out)
{
    const auto& config = in.config();
    if (config.motd.empty())
        return out.numeric(numeric::ERR_NOMOTD, {}, "MOTD File is missing");
    out.numeric(numeric::RPL_MOTDSTART, {}, fmt::format("- {} Message of the day -", config.server_name));
    for (const auto& text : config.motd)
        out.numeric(numeric::RPL_MOTD, {}, "- " + text);
    out.numeric(numeric::RPL_ENDOFMOTD, {}, "End of /MOTD command.");
}

} // namespace bridge
