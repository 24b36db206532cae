// What the project in Directus is called: the network's name, the channel's topic and the network's picture.
#include "served.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace support;

namespace {

const std::string logo = "8cbb43fe-4cdf-4991-8352-c461779cec02";
const std::string logo_call = "GET /assets/" + logo;
const std::string icon = "*005 Ada * draft/ICON=https://d.test/assets/" + logo + " *";

steps::http info(std::string_view name, std::string_view description)
{
    return {200, fmt::format(R"({{"data":{{"project":{{"project_name":{},"project_descriptor":{},)"
                             R"("project_logo":"{}"}}}}}})",
                             json_string(name), json_string(description), logo)};
}

// A Directus whose project has a name, a description and a logo before the gateway starts.
struct named {
    scripted_directus directus;
    std::optional<gateway_thread> gateway;
    std::vector<std::string> options{"--irc.history=0", "--directus.public_url=https://d.test"};

    explicit named(const std::vector<std::string>& more = {},
                   const steps::http& picture = {206, "x", "image/png"})
    {
        directus.always("GET /server/info", {info("The Lab = ours", "Where the lab talks")});
        directus.always(logo_call, {picture});
        options.insert(options.end(), more.begin(), more.end());
        gateway.emplace(directus.port(), options);
    }

    // On the channel, once the gateway has heard of the project.
    irc_peer on_channel()
    {
        irc_peer one(gateway->port());
        one.log_in(ada_pass);
        one.join();
        one.await("*#messages :Where the lab talks"); // 332, or TOPIC where the answer came after JOIN
        return one;
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(gateway_project)

BOOST_AUTO_TEST_CASE(project_names_the_network_and_its_picture)
{
    named on;
    auto ada = on.on_channel();
    ada.send("ISUPPORT");
    ada.expect("*005 Ada NETWORK=The\\x20Lab\\x20\\x3D\\x20ours *");
    ada.expect(icon);
    ada.send("VERSION");
    ada.expect("*351 Ada * :The Lab = ours; *");
    const auto asked = on.directus.calls();
    for (const auto& call : asked)
        if (call.what == "GET /server/info" || call.what == logo_call)
            BOOST_TEST(call.bearer == "");
    BOOST_TEST(on.directus.count(logo_call) == 1U);
}

BOOST_AUTO_TEST_CASE(configured_name_and_topic_win)
{
    named on({"--irc.network=Mine", "--irc.topic=My own topic"});
    BOOST_TEST(on.directus.arrived(logo_call));
    irc_peer ada(on.gateway->port());
    ada.log_in(ada_pass);
    ada.join();
    ada.await("*332 Ada #messages :My own topic");
    ada.send("ISUPPORT");
    ada.expect("*005 Ada NETWORK=Mine *");
    BOOST_TEST(ada.count("*TOPIC*") == 0U);
}

BOOST_AUTO_TEST_CASE(logo_that_needs_a_token_is_no_icon)
{
    const std::vector<steps::http> pictures{refusal(403, "FORBIDDEN"), refusal(404, "ROUTE_NOT_FOUND"),
                                            steps::http{302, "", "image/png", "Location: /login\r\n"},
                                            steps::http{200, "<html>", "text/html"}};
    for (const auto& picture : pictures) {
        named on({}, picture);
        auto ada = on.on_channel();
        ada.send("ISUPPORT");
        ada.expect("*005 Ada NETWORK=The\\x20Lab*");
        ada.fence();
        BOOST_TEST(ada.count("*draft/ICON*") == 0U);
    }
}

BOOST_AUTO_TEST_CASE(answer_that_is_not_directus_leaves_the_defaults_and_is_no_finding)
{
    served on({"--irc.history=0", "--status.listen=127.0.0.1:0"});
    on.directus.always("GET /server/info", {html(403)});
    BOOST_TEST(on.gateway.reload());
    BOOST_TEST(on.directus.arrived("GET /server/info", 2));
    auto ada = on.on_channel(ada_pass);
    ada.send("ISUPPORT");
    ada.expect("*005 Ada NETWORK=Directus *");
    ada.send("TOPIC #messages");
    ada.expect("*331 Ada #messages *");
    const auto probe = loopback_stream::connect(on.gateway.status_port());
    probe->write("GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    BOOST_TEST(probe->read_to("\r\n\r\n").value_or("nothing").starts_with("HTTP/1.1 200 "));
}

BOOST_AUTO_TEST_CASE(reload_reads_it_again_and_clients_are_told_the_topic_alone)
{
    named on;
    auto ada = on.on_channel();
    ada.fence();
    const auto before = ada.seen().size();
    on.directus.always("GET /server/info", {info("Another", "Something\nnew")});
    BOOST_TEST(on.gateway->reload());
    ada.expect(":irc.test TOPIC #messages :Something new");
    ada.fence();
    for (auto line = before; line < ada.seen().size(); ++line)
        BOOST_TEST((ada.seen()[line].find(" TOPIC ") != std::string::npos ||
                    ada.seen()[line].find(" PONG ") != std::string::npos),
                   ada.seen()[line]);
    ada.send("ISUPPORT");
    ada.expect("*005 Ada NETWORK=Another *");

    on.directus.always("GET /server/info", {info("Another", "")});
    BOOST_TEST(on.gateway->reload());
    ada.expect(":irc.test TOPIC #messages :");
}

BOOST_AUTO_TEST_CASE(project_is_read_again_when_directus_is_back)
{
    named on;
    auto ada = on.on_channel();
    on.directus.always("GET /server/info", {info("The Lab", "After the outage")});
    on.directus.set_away(true);
    on.directus.drop_sockets();
    ada.expect("*NOTICE #messages :Directus is unreachable*");
    on.directus.set_away(false);
    ada.within(std::chrono::seconds(30)).await(":irc.test TOPIC #messages :After the outage");
}

BOOST_AUTO_TEST_SUITE_END()
