// Several lines at once, with both kinds of keys: few creates, in order, and each line for itself.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

constexpr auto caps = "message-tags echo-message standard-replies";

std::size_t creates(const scenario& on)
{
    const auto log = on.gateway.log();
    std::size_t count = 0;
    for (auto at = log.find("event=create "); at != std::string::npos; at = log.find("event=create ", at + 1))
        ++count;
    return count;
}

scenario on_collection(const std::string& name, const support::chat_project& project,
                       scenario::options with = {})
{
    with.insert(with.end(), {"--irc.history=0", "--irc.flood_burst=1000", "--directus.collection=" + name});
    return scenario(std::move(with), project);
}

void burst(const std::string& name)
{
    auto on = on_collection(name, shared_project());
    const support::collection rows(on.chat.url(), name);
    auto ada = on.join(on.who.ada, caps);
    auto grace = on.join(on.who.grace);
    rows.create(on.who.linus, "first"); // by which the kind of the keys is known
    ada.expect("*PRIVMSG #messages :first");
    std::vector<std::string> sent;
    for (int n = 0; n < 40; ++n)
        sent.push_back(fmt::format("line {}", n));
    std::string all;
    for (const auto& text : sent)
        all += (all.empty() ? "PRIVMSG #messages :" : "\r\nPRIVMSG #messages :") + text;
    ada.send(all);
    BOOST_TEST(texts_of(only(ada.until("*:line 39"), "*PRIVMSG*")) == sent, boost::test_tools::per_element());
    BOOST_TEST(texts_of(only(grace.until("*:line 39"), "*PRIVMSG*:line *")) == sent,
               boost::test_tools::per_element());
    auto stored = rows.contents();
    stored.erase(stored.begin());
    BOOST_TEST(stored == sent, boost::test_tools::per_element());
    BOOST_TEST(creates(on) == 2u);
    rows.clear();
}

// The last but one of four lines is refused; the first goes by itself, the others as a batch at first.
void one_is_refused(const private_directus& directus, const std::string& name, const std::string& bad)
{
    auto on = on_collection(name, directus.project());
    const support::collection rows(directus.project().url(), name);
    auto ada = on.join(on.who.ada, caps);
    rows.create(on.who.grace, "already said");
    ada.expect("*PRIVMSG #messages :already said");
    ada.send("PRIVMSG #messages :one\r\nPRIVMSG #messages :two\r\nPRIVMSG #messages :" + bad +
             "\r\nPRIVMSG #messages :three");
    ada.expect("*PRIVMSG #messages :one");
    ada.expect("*PRIVMSG #messages :two");
    ada.expect("* FAIL PRIVMSG REJECTED #messages :*");
    ada.expect("* NOTICE Ada :Not sent: " + bad);
    ada.expect("*PRIVMSG #messages :three");
    const std::vector<std::string> expected{"already said", "one", "two", "three"};
    BOOST_TEST(rows.contents() == expected, boost::test_tools::per_element());
    BOOST_TEST(creates(on) == 5u);
    rows.clear();
}

} // namespace

BOOST_AUTO_TEST_SUITE(sending_batches)

BOOST_AUTO_TEST_CASE(a_burst_is_two_creates_with_uuid_keys)
{
    burst("messages");
}

BOOST_AUTO_TEST_CASE(a_burst_is_two_creates_with_integer_keys)
{
    burst("tutorial");
}

BOOST_AUTO_TEST_CASE(a_line_that_would_be_there_twice_does_not_take_its_neighbours_along)
{
    const private_directus directus; // its fields become unique
    for (const std::string name : {"messages", "tutorial"}) {
        directus.project().admin().patch("/fields/" + name + "/content", R"({"schema":{"is_unique":true}})");
        one_is_refused(directus, name, "already said");
    }
}

// Directus answers nothing over the WebSocket to what such a rule refuses.
BOOST_AUTO_TEST_CASE(a_line_against_a_validation_rule_goes_back_without_its_neighbours)
{
    const private_directus directus;
    directus.project().admin().patch(
        "/fields/messages/content",
        R"({"meta":{"validation":{"_and":[{"content":{"_ncontains":"spam"}}]}}})");
    auto on = on_collection("messages", directus.project(), {"--directus.answer_limit=2"});
    auto ada = on.join(on.who.ada, caps);
    on.rows.create(on.who.grace, "first");
    ada.expect("*PRIVMSG #messages :first");
    ada.send("PRIVMSG #messages :one\r\nPRIVMSG #messages :two\r\nPRIVMSG #messages :spam\r\n"
             "PRIVMSG #messages :three");
    ada.expect("*PRIVMSG #messages :one");
    ada.expect("*PRIVMSG #messages :two");
    ada.expect("* FAIL PRIVMSG REJECTED #messages :*");
    ada.expect("* NOTICE Ada :Not sent: spam");
    ada.expect("*PRIVMSG #messages :three");
    const std::vector<std::string> expected{"first", "one", "two", "three"};
    BOOST_TEST(on.rows.contents() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
