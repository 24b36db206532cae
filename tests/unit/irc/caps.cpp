#include "irc/caps.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <vector>

using irc::cap;
using irc::cap_set;

namespace {

const std::string all_plain =
    "account-notify account-tag away-notify batch cap-notify draft/chathistory "
    "draft/event-playback "
    "draft/extended-isupport draft/message-redaction draft/multiline draft/no-implicit-names "
    "draft/pre-away draft/read-marker echo-message extended-join extended-monitor labeled-response "
    "message-tags multi-prefix no-implicit-names sasl server-time "
    "setname soju.im/account-required soju.im/search standard-replies userhost-in-names";

cap_set everything()
{
    cap_set all;
    for (const irc::cap_entry& entry : irc::known_caps())
        all.insert(entry.bit);
    return all;
}

struct client {
    irc::cap_negotiation caps{everything()};

    std::string send(std::string_view line)
    {
        std::string out;
        const auto parsed = irc::message::parse(line);
        BOOST_REQUIRE(parsed.has_value());
        caps.received(*parsed, "irc.example", "*", out);
        return out;
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(caps)

BOOST_AUTO_TEST_CASE(the_table_is_sorted_complete_and_documented)
{
    const auto known = irc::known_caps();
    BOOST_TEST(std::is_sorted(known.begin(), known.end(),
                              [](const auto& a, const auto& b) { return a.name < b.name; }));
    cap_set met;
    for (const irc::cap_entry& entry : known) {
        met.insert(entry.bit);
        BOOST_TEST(entry.specification.starts_with("https://"));
        BOOST_TEST((entry.name.find('.') != std::string_view::npos ||
                    entry.specification.starts_with("https://ircv3.net/specs/extensions/")));
    }
    BOOST_TEST(met.mask() == (std::uint64_t(2) << static_cast<unsigned>(cap::userhost_in_names)) - 1);
}

BOOST_AUTO_TEST_CASE(a_set_holds_what_was_put_in)
{
    cap_set set;
    BOOST_TEST(!set.has(cap::batch));
    set.insert(cap::batch);
    set.insert(cap::sasl);
    BOOST_TEST(set.has(cap::batch));
    set.erase(cap::batch);
    BOOST_TEST(!set.has(cap::batch));
    BOOST_TEST(set.has(cap::sasl));
    BOOST_TEST(set.mask() == std::uint64_t(1) << static_cast<unsigned>(cap::sasl));
}

BOOST_AUTO_TEST_CASE(ls_shows_values_from_302_on)
{
    BOOST_TEST(client().send("CAP LS") == ":irc.example CAP * LS :" + all_plain + "\r\n");
    BOOST_TEST(client().send("CAP LS 301") == ":irc.example CAP * LS :" + all_plain + "\r\n");
    BOOST_TEST(client().send("CAP LS nonsense") == ":irc.example CAP * LS :" + all_plain + "\r\n");
    std::string with_value = all_plain;
    with_value.insert(with_value.find("sasl") + 4, "=PLAIN,OAUTHBEARER");
    with_value.insert(with_value.find("multiline") + 9, "=max-bytes=16384,max-lines=100");
    BOOST_TEST(client().send("CAP LS 302") == ":irc.example CAP * LS :" + with_value + "\r\n");
    BOOST_TEST(client().send("cap ls 307") == ":irc.example CAP * LS :" + with_value + "\r\n");
}

BOOST_AUTO_TEST_CASE(a_later_ls_without_version_does_not_go_back)
{
    client c;
    c.send("CAP LS 302");
    BOOST_TEST(c.send("CAP LS").find("sasl=PLAIN") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(negotiation_is_open_from_ls_or_req_to_end)
{
    client c;
    BOOST_TEST(!c.caps.open());
    c.send("CAP LIST");
    c.send("CAP END");
    BOOST_TEST(!c.caps.open());
    c.send("CAP LS 302");
    BOOST_TEST(c.caps.open());
    BOOST_TEST(c.send("CAP END") == "");
    BOOST_TEST(!c.caps.open());
    c.send("CAP REQ :batch");
    BOOST_TEST(c.caps.open());
}

BOOST_AUTO_TEST_CASE(a_request_is_granted_whole)
{
    client c;
    BOOST_TEST(c.send("CAP REQ :batch  server-time ") == ":irc.example CAP * ACK :batch server-time\r\n");
    BOOST_TEST(c.send("CAP REQ sasl") == ":irc.example CAP * ACK :sasl\r\n");
    BOOST_TEST(c.send("CAP REQ :-batch echo-message") == ":irc.example CAP * ACK :-batch echo-message\r\n");
    BOOST_TEST(c.send("CAP LIST") == ":irc.example CAP * LIST :echo-message sasl server-time\r\n");
}

BOOST_AUTO_TEST_CASE(a_request_is_refused_whole)
{
    client c;
    c.send("CAP REQ :batch");
    BOOST_TEST(c.send("CAP REQ :server-time nonsense -batch") ==
               ":irc.example CAP * NAK :server-time nonsense -batch\r\n");
    BOOST_TEST(c.send("CAP REQ :Batch") == ":irc.example CAP * NAK :Batch\r\n");
    BOOST_TEST(c.send("CAP REQ :sasl=PLAIN") == ":irc.example CAP * NAK :sasl=PLAIN\r\n");
    BOOST_TEST(c.send("CAP REQ :-") == ":irc.example CAP * NAK :-\r\n");
    BOOST_TEST(c.send("CAP LIST") == ":irc.example CAP * LIST :batch\r\n");
}

BOOST_AUTO_TEST_CASE(an_empty_request_is_granted)
{
    BOOST_TEST(client().send("CAP REQ :") == ":irc.example CAP * ACK :\r\n");
    BOOST_TEST(client().send("CAP REQ") == ":irc.example CAP * ACK :\r\n");
    BOOST_TEST(client().send("CAP LIST") == ":irc.example CAP * LIST :\r\n");
}

BOOST_AUTO_TEST_CASE(answers_to_long_requests_fit_into_lines)
{
    const std::string long_name(490, 'x');
    const std::string nak = client().send("CAP REQ :" + long_name);
    BOOST_TEST(nak == ":irc.example CAP * NAK :" + long_name.substr(0, 512 - 26) + "\r\n");
    BOOST_TEST(nak.size() == 512U);

    std::string request;
    for (int i = 0; i < 28; ++i)
        request += "userhost-in-names ";
    const std::string ack = client().send("CAP REQ :" + request);
    BOOST_TEST(std::count(ack.begin(), ack.end(), '\n') == 2);
    BOOST_TEST(ack.find('\n') < 512U);
}

BOOST_AUTO_TEST_CASE(version_302_turns_cap_notify_on_for_good)
{
    client c;
    c.send("CAP LS 302");
    BOOST_TEST(c.send("CAP LIST") == ":irc.example CAP * LIST :cap-notify\r\n");
    BOOST_TEST(c.send("CAP REQ :-cap-notify") == ":irc.example CAP * NAK :-cap-notify\r\n");

    client old;
    old.send("CAP LS");
    BOOST_TEST(old.send("CAP LIST") == ":irc.example CAP * LIST :\r\n");
    BOOST_TEST(old.send("CAP REQ :cap-notify") == ":irc.example CAP * ACK :cap-notify\r\n");
    BOOST_TEST(old.send("CAP REQ :-cap-notify") == ":irc.example CAP * ACK :-cap-notify\r\n");
    BOOST_TEST(old.send("CAP LIST") == ":irc.example CAP * LIST :\r\n");
}

BOOST_AUTO_TEST_CASE(what_is_not_offered_is_neither_shown_nor_granted)
{
    cap_set offered = everything();
    offered.erase(cap::sasl);
    client c{irc::cap_negotiation(offered)};
    BOOST_TEST(c.send("CAP LS 302").find("sasl") == std::string::npos);
    BOOST_TEST(c.send("CAP REQ :batch sasl") == ":irc.example CAP * NAK :batch sasl\r\n");
    BOOST_TEST(!c.caps.enabled().has(cap::batch));
}

BOOST_AUTO_TEST_CASE(a_ratified_capability_keeps_its_old_name)
{
    client c;
    BOOST_TEST(c.send("CAP REQ :draft/no-implicit-names") ==
               ":irc.example CAP * ACK :draft/no-implicit-names\r\n");
    BOOST_TEST(c.caps.enabled().has(cap::no_implicit_names));
    BOOST_TEST(c.send("CAP LIST") ==
               ":irc.example CAP * LIST :draft/no-implicit-names no-implicit-names\r\n");
    BOOST_TEST(c.send("CAP REQ :-no-implicit-names") == ":irc.example CAP * ACK :-no-implicit-names\r\n");
    BOOST_TEST(!c.caps.enabled().has(cap::no_implicit_names));
    BOOST_TEST(c.send("CAP REQ :no-implicit-names") == ":irc.example CAP * ACK :no-implicit-names\r\n");
    BOOST_TEST(c.caps.enabled().has(cap::no_implicit_names));
    // These two are drafts: their later names would promise what is not yet decided.
    BOOST_TEST(c.send("CAP REQ pre-away") == ":irc.example CAP * NAK :pre-away\r\n");
    BOOST_TEST(c.send("CAP REQ extended-isupport") == ":irc.example CAP * NAK :extended-isupport\r\n");
}

BOOST_AUTO_TEST_CASE(what_only_tells_something_cannot_be_requested)
{
    client c;
    for (const std::string name : {"soju.im/account-required", "-soju.im/account-required"})
        BOOST_TEST(c.send("CAP REQ " + name) == ":irc.example CAP * NAK :" + name + "\r\n");
    BOOST_TEST(c.send("CAP LIST") == ":irc.example CAP * LIST :\r\n");
}

// https://ircv3.net/specs/extensions/sts
BOOST_AUTO_TEST_CASE(sts_is_shown_with_its_value_or_not_at_all)
{
    cap_set offered;
    offered.insert(cap::sts);
    client c{irc::cap_negotiation(offered, "port=6697")};
    BOOST_TEST(c.send("CAP LS") == ":irc.example CAP * LS :\r\n");
    BOOST_TEST(c.send("CAP LS 302") == ":irc.example CAP * LS :sts=port=6697\r\n");
    BOOST_TEST(c.send("CAP REQ sts") == ":irc.example CAP * NAK :sts\r\n");
    BOOST_TEST(c.send("CAP LIST") == ":irc.example CAP * LIST :\r\n");
}

BOOST_AUTO_TEST_CASE(what_comes_and_goes_is_told_to_those_with_cap_notify)
{
    const auto offer = [](client& c, cap which, bool available) {
        std::string out;
        c.caps.offer(which, available, "irc.example", "*", out);
        return out;
    };
    client c;
    c.send("CAP LS 302");
    c.send("CAP REQ :sasl batch");
    BOOST_TEST(offer(c, cap::sasl, true) == ""); // it is there
    BOOST_TEST(offer(c, cap::sasl, false) == ":irc.example CAP * DEL :sasl\r\n");
    BOOST_TEST(!c.caps.enabled().has(cap::sasl));
    BOOST_TEST(c.send("CAP LS").find("sasl") == std::string::npos);
    BOOST_TEST(c.send("CAP REQ sasl") == ":irc.example CAP * NAK :sasl\r\n");
    BOOST_TEST(offer(c, cap::sasl, false) == "");
    BOOST_TEST(offer(c, cap::sasl, true) == ":irc.example CAP * NEW :sasl=PLAIN,OAUTHBEARER\r\n");
    BOOST_TEST(!c.caps.enabled().has(cap::sasl)); // to be requested anew
    BOOST_TEST(c.send("CAP REQ sasl") == ":irc.example CAP * ACK :sasl\r\n");
    BOOST_TEST(c.caps.enabled().has(cap::batch));
    BOOST_TEST(offer(c, cap::no_implicit_names, false) ==
               ":irc.example CAP * DEL :draft/no-implicit-names no-implicit-names\r\n");

    client old; // knows of no values
    old.send("CAP REQ :cap-notify sasl");
    BOOST_TEST(offer(old, cap::sasl, false) == ":irc.example CAP * DEL :sasl\r\n");
    BOOST_TEST(offer(old, cap::sasl, true) == ":irc.example CAP * NEW :sasl\r\n");

    client silent;
    silent.send("CAP REQ :sasl");
    BOOST_TEST(offer(silent, cap::sasl, false) == "");
    BOOST_TEST(!silent.caps.enabled().has(cap::sasl));
    BOOST_TEST(offer(silent, cap::sasl, true) == "");
    BOOST_TEST(silent.send("CAP LS").find(" sasl ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(wrong_subcommands)
{
    BOOST_TEST(client().send("CAP") == ":irc.example 461 * CAP :Not enough parameters\r\n");
    BOOST_TEST(client().send("CAP :") == ":irc.example 461 * CAP :Not enough parameters\r\n");
    BOOST_TEST(client().send("CAP CLEAR") == ":irc.example 410 * CLEAR :Invalid CAP subcommand\r\n");
    BOOST_TEST(client().send("CAP ACK :batch") == ":irc.example 410 * ACK :Invalid CAP subcommand\r\n");
    BOOST_TEST(client().send("CAP :a b") == ":irc.example 410 * * :Invalid CAP subcommand\r\n");
}

BOOST_AUTO_TEST_CASE(a_list_too_long_for_a_line_goes_over_several)
{
    const std::vector<std::string> names{"aaaa", "bbbb", "cccc", "dddd", "eeee"};
    std::string marked;
    irc::write_cap_lines(":s CAP * LS ", names, true, 12 + 2 + 1 + 9 + 2, marked);
    BOOST_TEST(marked == ":s CAP * LS * :aaaa bbbb\r\n:s CAP * LS * :cccc dddd\r\n:s CAP * LS :eeee\r\n");

    std::string unmarked;
    irc::write_cap_lines(":s CAP * LS ", names, false, 12 + 2 + 1 + 9 + 2, unmarked);
    BOOST_TEST(unmarked == ":s CAP * LS :aaaa bbbb\r\n:s CAP * LS :cccc dddd\r\n:s CAP * LS :eeee\r\n");

    std::string nothing;
    irc::write_cap_lines(":s CAP * LS ", {}, true, 512, nothing);
    BOOST_TEST(nothing == ":s CAP * LS :\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
