// What is read and what is not: read markers, what a client that comes back has missed, and searching.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

constexpr auto reader = "draft/read-marker standard-replies";
constexpr auto searching = "soju.im/search batch message-tags server-time standard-replies";
constexpr auto early = "timestamp=2026-01-04T14:33:26.123Z";
constexpr auto late = "timestamp=2026-01-04T14:35:26.123Z";

std::vector<std::string> numbered(int from, int to)
{
    std::vector<std::string> out;
    for (int n = from; n < to; ++n)
        out.push_back(fmt::format("row {:03}", n));
    return out;
}

// A Directus that keeps read markers.
struct with_collection {
    private_directus directus;

    with_collection()
    {
        const auto made = set_up();
        BOOST_TEST_REQUIRE(made.status == 0, made.output);
        BOOST_TEST(made.output.find("collection read_markers: created") != std::string::npos, made.output);
    }
    support::finished set_up() const
    {
        support::temporary_directory directory;
        auto command = support::gateway_command(
            {"setup", "--with=read-markers", "--directus.url=" + directus.project().url()},
            directory.path() / "log");
        command.environment["DIRECTUS_IRCD_ADMIN_TOKEN"] = support::directus_process::admin_token;
        return support::run(std::move(command));
    }
    std::string schema() const
    {
        const auto admin = directus.project().admin();
        return admin.get("/schema/snapshot").text + admin.get("/permissions?limit=-1&sort=id").text;
    }
    // "user target timestamp" of each row.
    std::vector<std::string> rows() const
    {
        const auto all = directus.project().admin().get("/items/read_markers?sort=timestamp");
        std::vector<std::string> out;
        for (std::size_t n = 0; n < all.data().size(); ++n) {
            const auto one = all.data().at(n);
            out.push_back(fmt::format("{} {} {}", one["user"].string().value_or("nobody"),
                                      one["target"].string().value_or(""),
                                      one["timestamp"].string().value_or("")));
        }
        return out;
    }
    void wait_for(const std::vector<std::string>& expected) const
    {
        support::eventually([&] { return rows() == expected; });
        BOOST_TEST(rows() == expected, boost::test_tools::per_element());
    }
    scenario gateway() const
    {
        return scenario({"--irc.history=0", "--directus.read_markers=read_markers"}, directus.project());
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(markers)

BOOST_AUTO_TEST_CASE(two_sessions_of_a_user_share_a_marker)
{
    scenario on;
    auto desk = on.join(on.who.ada, reader);
    auto phone = on.join(on.who.ada, reader);
    auto grace = on.join(on.who.grace, reader);
    desk.send(fmt::format("MARKREAD #messages {}", late));
    desk.expect(fmt::format("* MARKREAD #messages {}", late));
    phone.expect(fmt::format("* MARKREAD #messages {}", late));
    grace.expect_none("* MARKREAD *");
    phone.send(fmt::format("MARKREAD #messages {}", early));
    phone.expect(fmt::format("* MARKREAD #messages {}", late));
    auto third = on.connect();
    third.log_in(on.who.ada.pass(), reader);
    third.send("JOIN #messages");
    BOOST_TEST(only(third.until("* 366 *"), fmt::format("* MARKREAD #messages {}", late)).size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_collection_keeps_markers_over_gateways, with_collection)
{
    const auto& ada = directus.project().people().ada;
    const auto row = [&](std::string_view time) {
        return fmt::format("{} #messages {}", ada.id, time.substr(time.find('=') + 1));
    };
    {
        const auto on = gateway();
        auto desk = on.join(ada, reader);
        auto phone = on.join(ada, reader);
        desk.send(fmt::format("MARKREAD #messages {}", early));
        phone.expect(fmt::format("* MARKREAD #messages {}", early));
        wait_for({row(early)});
        desk.send(fmt::format("MARKREAD #messages {}", late)); // is written when the gateway ends
        phone.expect(fmt::format("* MARKREAD #messages {}", late));
    }
    wait_for({row(late)});
    {
        const auto on = gateway();
        auto desk = on.connect();
        desk.log_in(ada.pass(), reader);
        desk.send("JOIN #messages");
        BOOST_TEST(only(desk.until("* 366 *"), fmt::format("* MARKREAD #messages {}", late)).size() == 1u);
        auto grace = on.join(on.who.grace, reader);
        grace.send("MARKREAD #messages");
        BOOST_TEST(grace.expect("* MARKREAD #messages *").ends_with(" *"));
    }
}

// Two gateways of one person: the one that is behind does not move the other's marker back.
BOOST_FIXTURE_TEST_CASE(a_marker_of_another_gateway_is_not_moved_back, with_collection)
{
    const auto& ada = directus.project().people().ada;
    const auto one = gateway();
    const support::gateway_process other(directus.project().url(),
                                         {"--irc.history=0", "--directus.read_markers=read_markers"});
    auto desk = one.join(ada, reader);
    irc_peer phone(other.port());
    phone.log_in(ada.pass(), reader);
    phone.join();
    desk.send(fmt::format("MARKREAD #messages {}", late));
    desk.expect(fmt::format("* MARKREAD #messages {}", late));
    const std::vector expected{fmt::format("{} #messages 2026-01-04T14:35:26.123Z", ada.id)};
    wait_for(expected);
    phone.send(fmt::format("MARKREAD #messages {}", early));
    phone.expect(fmt::format("* MARKREAD #messages {}", early));
    phone.expect(fmt::format("* MARKREAD #messages {}", late)); // it learns of the other's
    BOOST_TEST(rows() == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(setting_up_again_changes_nothing, with_collection)
{
    const auto before = schema();
    const auto again = set_up();
    BOOST_TEST(again.status == 0);
    BOOST_TEST(again.output.find("created\n") == std::string::npos, again.output);
    BOOST_TEST((schema() == before));
}

BOOST_AUTO_TEST_CASE(a_collection_that_is_not_there_leaves_markers_in_memory)
{
    scenario on({"--irc.history=0", "--directus.read_markers=elsewhere"});
    auto desk = on.join(on.who.ada, reader);
    auto phone = on.join(on.who.ada, reader);
    desk.send(fmt::format("MARKREAD #messages {}", late));
    phone.expect(fmt::format("* MARKREAD #messages {}", late));
    on.gateway.expect_log("*read_marker_failed*");
}

BOOST_AUTO_TEST_CASE(a_search_finds_texts_authors_and_times)
{
    scenario on;
    on.rows.create(on.who.grace, "That was FAST, 100%");
    on.rows.create(on.who.linus, "Fasting is hard; really");
    on.rows.create(on.who.grace, "slow");
    on.rows.create(on.who.grace, std::nullopt);
    const auto all = on.rows.rows();
    auto ada = on.join(on.who.ada, searching);
    const auto found = [&](const std::string& attributes) {
        ada.send("SEARCH " + attributes);
        ada.expect("* BATCH +* soju.im/search");
        return texts_of(only(ada.until("* BATCH -*"), "*PRIVMSG*"));
    };
    const std::vector<std::string> both{"That was FAST, 100%", "Fasting is hard; really"};
    BOOST_TEST(found("text=fast;in=#messages") == both, boost::test_tools::per_element());
    BOOST_TEST(found("text=hard\\:\\sreally") == std::vector{both[1]});
    BOOST_TEST(found("text=fast;limit=1") == std::vector{both[1]}); // the newest
    BOOST_TEST(found("text=fast;from=GRACE") == std::vector{both[0]});
    BOOST_TEST(found("text=fast;from=Nobody").empty());
    BOOST_TEST(found("from=Grace;limit=200") == (std::vector<std::string>{both[0], "slow"}));
    BOOST_TEST(found("before=" + all[1].date).back() == both[1]);
    BOOST_TEST(found("after=" + all[1].date).front() == both[1]);
    BOOST_TEST(found("before=2001-01-01T00:00:00.000Z").empty());
    ada.send("SEARCH text=slow");
    BOOST_TEST(tag_of(ada.expect("*:slow"), "msgid") == all[2].id);
}

BOOST_AUTO_TEST_CASE(who_may_not_read_finds_nothing)
{
    scenario on;
    on.rows.create(on.who.grace, "not for everyone");
    auto outsider = on.connect();
    outsider.log_in(on.who.outsider.pass(), searching);
    outsider.send("SEARCH text=not");
    outsider.expect("* FAIL SEARCH INVALID_PARAMS in :*");
}

BOOST_AUTO_TEST_CASE(a_client_that_comes_back_gets_what_it_missed)
{
    scenario on{scenario::options{}};
    on.rows.create(on.who.grace, numbered(0, 80));
    const auto come = [&](std::string_view name) {
        auto peer = on.connect();
        peer.send({"PASS :" + on.who.ada.pass(), "NICK a", fmt::format("USER {} 0 * :A", name)});
        peer.expect("* 376 *");
        peer.join();
        return peer;
    };
    const auto last = [](int n) { return fmt::format("*row {:03}", n); };
    {
        auto ada = come("desk");
        BOOST_TEST(only(ada.until(last(79)), "*PRIVMSG*").size() == 80u);
        ada.expect("PING :rows-*");
        ada.fence(); // its PONG has been read
    }
    on.rows.create(on.who.grace, numbered(80, 110));
    {
        auto ada = come("desk");
        BOOST_TEST(only(ada.until(last(109)), "*PRIVMSG*").size() == 30u);
        ada.expect("PING :rows-*");
        on.rows.create(on.who.grace, "row 110"); // live
        ada.expect(last(110));
        ada.expect("PING :rows-*");
        ada.fence();
    }
    {
        auto ada = come("desk");
        ada.expect_silence(1s);
        on.rows.create(on.who.grace, "row 111");
        BOOST_TEST(only(ada.until(last(111)), "*PRIVMSG*").size() == 1u);
    }
    auto phone = come("phone"); // another client of his
    BOOST_TEST(only(phone.until(last(111)), "*PRIVMSG*").size() > 80u);
}

BOOST_AUTO_TEST_SUITE_END()
