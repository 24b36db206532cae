// Clients that mean harm: what they cost is bounded, and the others on the channel do not notice.
#include "served.hpp"

#include "support/descriptors.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace support;

namespace {

const std::string unhurried = "--irc.flood_burst=1000000"; // no test waits for what flood control delays

std::string times(std::size_t count, const std::string& text)
{
    std::string out;
    for (std::size_t n = 0; n < count; ++n)
        out += text;
    return out;
}

// With a large history and a crowd on the channel, so that every question has a long answer.
struct crowded : served {
    irc_peer grace;

    crowded()
        : served({unhurried, "--irc.sendq=262144"}, {.crowd = 400})
        , grace(gateway.port())
    {
        for (int n = 0; n < 200; ++n)
            directus.add_silently(fmt::format("{} ", n) + std::string(400, 'x'));
        grace.log_in(grace_pass);
        grace.join();
        show_something(grace);
    }

    // She is answered, and reads what is said.
    void grace_does_not_notice()
    {
        grace.fence();
        show_something(grace);
    }

    bool is_on_irc(std::string_view nick)
    {
        grace.send(fmt::format("WHO {}", nick));
        return grace.expect("* 315 *").empty() ||
               grace.seen().at(grace.seen().size() - 2).find(" H") != std::string::npos;
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(hostile_clients)

BOOST_AUTO_TEST_CASE(who_drips_bytes_before_logging_in_is_closed_in_time)
{
    served on({"--irc.registration_timeout=1"});
    irc_peer slow(on.gateway.port());
    for (int n = 0; n < 1000 && !slow.stream().ended(milliseconds(10)); ++n)
        slow.send_bytes("x");
    BOOST_TEST(slow.stream().ended(milliseconds(0)));
}

BOOST_AUTO_TEST_CASE(lines_may_come_byte_by_byte)
{
    served on;
    auto grace = on.on_channel(grace_pass);
    auto slow = on.on_channel(ada_pass);
    const std::string line = "PRIVMSG #messages :said slowly\r\n";
    for (std::size_t n = 0; n < line.size(); ++n) {
        slow.send_bytes(line.substr(n, 1));
        if (n % 8 == 0)
            grace.fence();
    }
    grace.expect("*PRIVMSG #messages :said slowly*");
}

BOOST_AUTO_TEST_CASE(ten_thousand_connects_and_drops_leave_nothing_behind)
{
    served on;
    auto grace = on.on_channel(grace_pass);
    const auto before = open_descriptors();
    for (int n = 0; n < 10'000; ++n) {
        irc_peer one(on.gateway.port());
        if (n % 2 == 0)
            one.send_bytes("CAP LS 302\r\nNICK somebody\r\nUSER");
        if (n % 3 == 0)
            one.stream().reset();
        if (n % 500 == 0)
            grace.fence();
    }
    on.show_something(grace);
    BOOST_TEST(eventually([&] { return open_descriptors() <= before; }));
    BOOST_TEST(on.directus.count("POST /auth/login") == 1U);
}

BOOST_AUTO_TEST_CASE(who_ends_his_side_is_gone)
{
    served on;
    auto grace = on.on_channel(grace_pass, "away-notify");
    irc_peer before_login(on.gateway.port());
    before_login.send("NICK somebody");
    before_login.stream().end_writing();
    BOOST_TEST(before_login.ended());
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.join();
    ada.stream().end_writing();
    BOOST_TEST(ada.ended());
    grace.expect("*:Ada!u@user-a0000000.directus AWAY :*");
}

// What he sent too fast to be read yet goes with him.
BOOST_AUTO_TEST_CASE(who_is_gone_does_not_stay_for_his_flood)
{
    served on({"--irc.flood_burst=20", "--irc.flood_interval=60000"});
    irc_peer grace(on.gateway.port());
    grace.log_in(grace_pass, "away-notify");
    grace.join();
    irc_peer ada(on.gateway.port());
    ada.log_in(ada_pass);
    ada.join();
    ada.fence();
    ada.send_bytes(times(200, "VERSION\r\n"));
    ada.stream().reset();
    ada.reset();
    on.directus.add("one for everybody");
    on.directus.add("another for everybody");
    grace.expect("*:Ada!u@user-a0000000.directus AWAY :*");
}

BOOST_FIXTURE_TEST_CASE(answers_that_are_not_read_end_their_client_alone, crowded)
{
    for (const std::string question : {"CHATHISTORY LATEST #messages * 200", "WHO #messages",
                                       "NAMES #messages", "WHOIS Ada", "MOTD", "HELP"}) {
        irc_peer slow(gateway.port(), 4096);
        slow.log_in(ada_pass, "draft/chathistory batch");
        slow.join();
        const auto many = times(100, question + "\r\n");
        bool is_over = false;
        for (int n = 0; n < 2000 && !is_over; ++n) {
            slow.send_bytes(many);
            grace.fence();
            is_over = !is_on_irc("Ada");
        }
        BOOST_TEST(is_over, question);
        grace_does_not_notice();
        BOOST_TEST(slow.ended(std::chrono::minutes(1)));
    }
}

BOOST_FIXTURE_TEST_CASE(floods_of_questions_are_answered_and_disturb_nobody, crowded)
{
    irc_peer ada(gateway.port());
    ada.log_in(ada_pass, "draft/chathistory batch standard-replies");
    ada.join();
    ada.send_bytes(times(100, "CHATHISTORY LATEST #messages * 200\r\n"));
    grace_does_not_notice();
    ada.expect("*FAIL CHATHISTORY MESSAGE_ERROR LATEST #messages :Too many requests at once*");
    for (int n = 0; n < 20; ++n) {
        ada.send("WHO #messages");
        ada.expect("* 315 *");
        grace.fence();
    }
    grace_does_not_notice();
}

BOOST_FIXTURE_TEST_CASE(a_storm_of_joins_and_parts_is_told_once, crowded)
{
    irc_peer ada(gateway.port());
    ada.log_in(ada_pass, "draft/chathistory batch");
    for (int n = 0; n < 20; ++n) {
        ada.send_bytes(times(10, "JOIN #messages\r\nPART #messages\r\n"));
        ada.fence();
        grace.fence();
    }
    grace_does_not_notice();
    BOOST_TEST(grace.count("*:Ada!u@user-a0000000.directus JOIN*") <= 1U);
    BOOST_TEST(grace.count("*:Ada!u@user-a0000000.directus PART*") == 0U);
    BOOST_TEST(ada.count("*:Ada!u@user-a0000000.directus PART*") == 200U);
}

BOOST_FIXTURE_TEST_CASE(tag_bombs_are_answered_417_or_passed_over, crowded)
{
    irc_peer ada(gateway.port());
    ada.log_in(ada_pass, "message-tags");
    ada.join();
    grace.send("CAP REQ message-tags");
    grace.expect("* ACK *");
    const auto tags = [](std::size_t size) { return "@" + times(size / 5, "+a=b;") + "+c=d "; };
    ada.send_bytes(tags(8180) + "TAGMSG #messages\r\n");
    ada.expect("* 417 Ada :*");
    ada.send_bytes(tags(8180)); // and nothing behind it
    ada.expect("* 417 Ada :*");
    ada.send_bytes("\r\n");
    for (int n = 0; n < 100; ++n) {
        ada.send_bytes(tags(4080) + "TAGMSG #messages\r\n");
        ada.send_bytes("@" + times(2000, ";") + " TAGMSG #messages\r\n");
    }
    ada.send_bytes(tags(4080) + "PRIVMSG #messages :with eight hundred tags\r\n");
    const auto line = grace.expect("*PRIVMSG #messages :with eight hundred tags*");
    BOOST_TEST(line.find("+a") == std::string::npos);
    BOOST_TEST(grace.count("*TAGMSG*") == 0U);
    grace_does_not_notice();
}

// Overrides of the direction, and what has no width, stay in the text that somebody wrote; his name, and the
// lines of the others, are what they were.
BOOST_AUTO_TEST_CASE(tricks_of_unicode_change_no_name)
{
    served on({unhurried});
    auto grace = on.on_channel(grace_pass);
    irc_peer ada(on.gateway.port());
    ada.send_bytes("NICK Gr\u200bace\r\nNICK \u202eecarG\r\n");
    ada.send_bytes(std::string("NICK Gr\0ace\r\n", 13));
    ada.send_bytes(fmt::format("PASS {}\r\nUSER \u202eu\u200b 0 * :Real\u202e \u0001Name\r\n", ada_pass));
    ada.expect("* 376 Ada *");
    ada.join();
    for (const std::string nick :
         {"Gr\u200bace", "\u202eAda", "GR\u00c0CE", "Ada\ufeff", "\u2066Grace\u2069"}) {
        ada.send("NICK " + nick);
        ada.fence();
    }
    BOOST_TEST(ada.count("* NICK *") == 0U);
    ada.send("AWAY :\u202egone\u0007\u0002");
    ada.send("SETNAME :\u202eGrace\u200b");
    ada.send("PRIVMSG #messages :\u202ereversed\u202c \u200b\u2066isolated\u2069");
    ada.send_bytes(std::string("PRIVMSG #messages :cut\0off\r\n", 28));
    ada.send_bytes("PRIVMSG #messages :cut\rPRIVMSG #messages :off\r\n");
    ada.fence();
    const auto line = grace.expect("*reversed*");
    BOOST_TEST(line.starts_with(":Ada!u@user-a0000000.directus PRIVMSG #messages :"));
    grace.send("WHOIS Ada");
    grace.expect("* 318 *");
    BOOST_TEST(grace.count("* 311 Grace Ada u user-a0000000.directus * :Ada*") == 1U);
    BOOST_TEST(grace.count("* NICK *") == 0U);
    BOOST_TEST(grace.count("*off*") == 0U);
    grace.fence();
}

BOOST_AUTO_TEST_SUITE_END()
