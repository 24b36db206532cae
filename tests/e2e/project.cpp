// A real Directus's project settings as IRC shows them.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

// Directus's login page shows the logo to everybody; the gateway's upload is a way to have a file there.
struct with_logo : private_directus, scenario {
    with_logo()
        : scenario({"--irc.history=0", "--uploads.listen=127.0.0.1:0", "--uploads.url=http://127.0.0.1/up"},
                   private_directus::project())
    {
        const std::string said = "event=uploads_listening addr=";
        gateway.expect_log("* " + said + "*");
        const auto log = gateway.log();
        const auto at = log.find(said);
        const auto begin = at + said.size();
        const support::rest uploads("http://" + log.substr(begin, log.find('\n', begin) - begin),
                                    support::directus_process::admin_token);
        const auto answer = uploads.call("POST", "/up", "\x89PNG\r\n");
        const std::string before_id = "/assets/";
        const auto id = answer.text.find(before_id);
        BOOST_REQUIRE_MESSAGE(id != std::string::npos, answer.text);
        logo = answer.text.substr(id + before_id.size(), 36); // a UUID
        chat.admin().patch("/files/" + logo, R"({"type":"image/png"})");
    }

    std::string logo;
};

} // namespace

BOOST_AUTO_TEST_SUITE(project)

BOOST_FIXTURE_TEST_CASE(project_settings_name_the_network_its_picture_and_the_topic, with_logo)
{
    auto ada = join(who.ada);
    ada.send("ISUPPORT");
    ada.expect("*005 Ada NETWORK=Directus *");
    ada.send("TOPIC #messages");
    ada.expect("*331 Ada #messages *");

    chat.admin().patch("/settings",
                       fmt::format(R"({{"project_name":"The Lab","project_descriptor":"Where we\ntalk",)"
                                   R"("project_logo":"{}"}})",
                                   logo));
    gateway.hang_up();
    ada.expect("*TOPIC #messages :Where we talk");
    ada.send("ISUPPORT");
    ada.expect("*005 Ada NETWORK=The\\x20Lab *");
    ada.expect(fmt::format("*005 Ada * draft/ICON={}/assets/{} *", chat.url(), logo));
    BOOST_TEST(support::rest(chat.url()).call("GET", "/assets/" + logo).status == 200U);
    auto grace = join(who.grace);
    BOOST_TEST(grace.count("*332 Grace #messages :Where we talk") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
