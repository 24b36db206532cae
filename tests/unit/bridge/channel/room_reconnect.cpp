// What the whole reconnect of a client that is up to date costs: every line from its first byte on.
#include "room_fixture.hpp"

#include "bridge/channel/greeting.hpp"

#include "base/base64.hpp"
#include "irc/registration.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

BOOST_AUTO_TEST_SUITE(room_reconnect)

using namespace room_test;

namespace {

constexpr std::size_t most_lines = 39;
constexpr std::size_t most_bytes = 4095;

struct team : house {
    team()
        : house(settled())
    {
        for (int n = 0; n < 20; ++n) {
            const base::user_id id("00000000-0000-4000-8000-0000000000" + std::to_string(10 + n));
            learn({id, "Colleague" + std::to_string(n), "", ""});
            present().list(people().ensure(id), wall);
        }
        for (int n = 0; n < 300; ++n) {
            auto one = row(std::to_string(n), "row " + std::to_string(n), bob);
            *one.date += base::duration(n);
            rows.push_back(one);
        }
    }
    static settings settled()
    {
        auto with = with_history();
        with.topic = "What we talk about";
        with.reactions = true;
        with.motd = {"Welcome. The channel #messages is the chat of this Directus project"};
        return with;
    }

    // Registers with these lines, and whatever the room says after that.
    void come(std::initializer_list<std::string_view> said)
    {
        text.clear();
        irc::registration entry({.server_name = "irc.example",
                                 .host = "192.0.2.7",
                                 .isupport = [this] { return bridge::isupport(config(), false); },
                                 .event_playback = true});
        irc::registration::actions out;
        const irc::identity who{.nick = "Ada", .mask = ada_mask, .account = ada.str(), .user = ada.str()};
        const auto perform = [&] {
            auto asked = false;
            for (const auto& one : std::exchange(out, {})) {
                if (const auto* reply = std::get_if<irc::registration::reply>(&one))
                    text += reply->lines;
                asked |= std::holds_alternative<irc::registration::login>(one);
            }
            return asked;
        };
        for (const auto line : said) {
            entry.received(*irc::message::parse(line), out);
            if (!perform())
                continue;
            entry.logged_in(who, out);
            perform();
        }
        BOOST_REQUIRE(entry.registered());
        attach(client_id{1}, ada, entry.caps(), now, wall, std::nullopt, entry.user_name());
        take();
        say("JOIN #messages");
    }
    void say(std::string_view line)
    {
        bridge::received(*this, client_id{1}, *irc::message::parse(line), now, wall);
        take();
    }
    void take()
    {
        now += 1min; // far enough for any PING
        fired(now);
        fired(now + 5s);
        auto* who = find(client_id{1});
        std::vector<bridge::bytes> lines;
        do {
            lines.clear();
            who->out.take(lines);
            for (const auto& one : lines) {
                text += *one;
                who->out.written(one->size());
            }
        } while (who->out.is_pacing());
    }
    std::size_t count() const { return static_cast<std::size_t>(std::ranges::count(text, '\n')); }
    void check_cost(std::string_view name) const
    {
        BOOST_TEST_MESSAGE(name << ": " << count() << " lines, " << text.size() << " bytes");
        BOOST_TEST(count() <= most_lines, text);
        BOOST_TEST(text.size() <= most_bytes, text);
    }

    std::vector<directus::item> rows;
    std::string text;
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_plain_client, team)
{
    const std::initializer_list<std::string_view> lines{"PASS ada@example.com:secret", "NICK ada",
                                                        "USER ada 0 * :Ada"};
    come(lines);
    remember(1, {rows.end() - 100, rows.end()});
    take();
    BOOST_TEST(count() > 100u); // the first time
    const auto ping = text.find("PING :");
    BOOST_REQUIRE(ping != std::string::npos);
    say("PONG " + text.substr(ping + 5, text.find('\r', ping) - ping - 5));
    leave(1);

    come(lines);
    remember(1, {rows.end() - 100, rows.end()});
    take();
    BOOST_TEST(text.find(" 353 ") != std::string::npos);
    BOOST_TEST(text.find("row ") == std::string::npos);
    check_cost("a plain client");
}

BOOST_FIXTURE_TEST_CASE(a_client_with_every_capability, team)
{
    std::string all;
    for (const auto& one : irc::known_caps())
        if (one.on_request)
            all.append(all.empty() ? "" : " ").append(one.name);
    const auto secret = base::to_base64(std::string("\0ada@example.com\0secret", 23));
    come({"CAP LS 302", "NICK ada", "USER ada 0 * :Ada", "CAP REQ :" + all, "AUTHENTICATE PLAIN",
          "AUTHENTICATE " + secret, "CAP END"});
    say("MARKREAD #messages");
    say("CHATHISTORY AFTER #messages msgid=299 100");
    for (const auto& one : take_actions())
        if (const auto* asked = std::get_if<bridge::ask::read_page>(&one))
            pages().page(*asked, std::vector<bridge::past_row>(), wall);
    take();
    BOOST_TEST(text.find(" MARKREAD #messages *") != std::string::npos);
    BOOST_TEST(text.find(" chathistory #messages") != std::string::npos);
    BOOST_TEST(text.find("\nPING") == std::string::npos);
    check_cost("a client with every capability");
}

BOOST_AUTO_TEST_SUITE_END()
