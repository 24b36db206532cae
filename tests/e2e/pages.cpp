// A Directus that caps its pages (QUERY_LIMIT_MAX), and one that caches its answers (CACHE_ENABLED).
#include "e2e/scenario.hpp"

#include <algorithm>

using namespace e2e;

namespace {

constexpr auto modern = "batch message-tags server-time labeled-response standard-replies draft/chathistory "
                        "soju.im/search echo-message";

// A cap, and rows that are more than a page of it.
struct size {
    const char* cap;
    int rows;
    int shown; // by a page that a client asks for
};

struct capped {
    private_directus directus;
    std::vector<std::string> keys;
    scenario on;

    explicit capped(const size& of)
        : directus(support::directus_process::variables{{"QUERY_LIMIT_MAX", of.cap}})
        , on({"--irc.history=" + std::to_string(of.shown), "--irc.flood_burst=1000"}, directus.project())
    {
        for (int n = 0; n < of.rows; ++n)
            keys.push_back(
                on.rows.create(n % 2 == 0 ? on.who.grace : on.who.linus, fmt::format("row {}", n)));
    }

    std::vector<std::string> some(std::ptrdiff_t from, std::ptrdiff_t count) const
    {
        return {keys.begin() + from, keys.begin() + from + count};
    }
};

// The keys of the page that a command is answered with.
std::vector<std::string> page(irc_peer& to, const std::string& command)
{
    to.send("@label=page " + command);
    const auto opening = to.expect("@*label=page* :* BATCH +*");
    const auto at = opening.find("BATCH +") + 7;
    std::vector<std::string> out;
    for (const auto& line : only(to.until("* BATCH -" + opening.substr(at, opening.find(' ', at) - at)),
                                 "* PRIVMSG #messages :*"))
        out.push_back(tag_of(line, "msgid"));
    return out;
}

void reads_everything(const size& of)
{
    capped it(of);
    auto ada = it.on.connect();
    ada.log_in(it.on.who.ada.pass(), modern);
    ada.join();
    const auto all = std::ssize(it.keys);
    const auto equal = boost::test_tools::per_element();
    BOOST_TEST(page(ada, fmt::format("CHATHISTORY LATEST #messages * {}", of.shown)) ==
                   it.some(all - of.shown, of.shown),
               equal);
    const auto middle = "msgid=" + it.keys[static_cast<std::size_t>(all / 2)];
    BOOST_TEST(page(ada, "CHATHISTORY BEFORE #messages " + middle + " 5") == it.some(all / 2 - 5, 5), equal);
    BOOST_TEST(page(ada, "CHATHISTORY AFTER #messages " + middle + " 5") == it.some(all / 2 + 1, 5), equal);
    BOOST_TEST(page(ada, "CHATHISTORY AROUND #messages " + middle + " 4") == it.some(all / 2 - 2, 4), equal);
    BOOST_TEST(page(ada, "CHATHISTORY AFTER #messages timestamp=2020-01-01T00:00:00.000Z 5") == it.some(0, 5),
               equal);
    BOOST_TEST(page(ada, "SEARCH in=#messages;limit=3;text=row") == it.some(all - 3, 3), equal);
}

void shows_everything(const size& of)
{
    capped it(of);
    auto ada = it.on.connect();
    ada.log_in(it.on.who.ada.pass());
    ada.join();
    auto& who = it.on.who;
    for (auto n = of.rows - of.shown; n < of.rows; ++n)
        ada.expect(fmt::format("*PRIVMSG #messages :[*:*] row {}", n));
    ada.send("NAMES #messages");
    std::string names;
    for (const auto& line : only(ada.until("* 366 *"), "* 353 *"))
        names += text_of(line) + " ";
    for (const auto& person : who.crowd)
        BOOST_TEST(names.find(person.first_name + " ") != std::string::npos, names);

    // Lines that wait go together, as far as Directus tells of them.
    auto grace = it.on.join(who.grace, "echo-message");
    grace.expect(fmt::format("*PRIVMSG #messages :[*:*] row {}", of.rows - 1)); // no line of hers is history
    for (int n = 0; n < 8; ++n)
        grace.say(fmt::format("line {}", n));
    for (int n = 0; n < 8; ++n) {
        grace.expect(fmt::format(":Grace!* PRIVMSG #messages :line {}", n));
        ada.expect(fmt::format(":Grace!* PRIVMSG #messages :line {}", n));
    }
    it.on.rows.create(who.linus, "from Directus");
    ada.expect("*PRIVMSG #messages :from Directus");

    // What is stored while the gateway is cut off.
    it.directus.process().stop();
    ada.expect("*NOTICE #messages :Directus is unreachable*");
    it.directus.process().start();
    for (int n = 0; n < 5; ++n)
        it.on.rows.create(who.linus, fmt::format("missed {}", n));
    for (int n = 0; n < 5; ++n)
        ada.within(60s).expect(fmt::format("*PRIVMSG #messages :*missed {}", n));
}

struct cached {
    private_directus directus{support::directus_process::variables{
        {"CACHE_ENABLED", "true"}, {"CACHE_STORE", "memory"}, {"CACHE_TTL", "5m"}}};
    scenario on{{"--irc.history=10", "--directus.recheck=2"}, directus.project()};
};

} // namespace

BOOST_AUTO_TEST_SUITE(pages)

BOOST_AUTO_TEST_CASE(every_row_is_read_with_a_cap_of_100)
{
    reads_everything({"100", 130, 100});
}

BOOST_AUTO_TEST_CASE(every_row_is_read_with_a_cap_of_1)
{
    reads_everything({"1", 14, 6});
}

BOOST_AUTO_TEST_CASE(everything_is_shown_with_a_cap_of_100)
{
    shows_everything({"100", 110, 100});
}

BOOST_AUTO_TEST_CASE(everything_is_shown_with_a_cap_of_1)
{
    shows_everything({"1", 8, 5});
}

BOOST_FIXTURE_TEST_CASE(history_is_never_out_of_a_cache, cached)
{
    on.rows.create(on.who.grace, "first");
    auto ada = on.join(on.who.ada, modern);
    BOOST_TEST(page(ada, "CHATHISTORY LATEST #messages * 10").size() == 1u);
    for (int n = 0; n < 3; ++n)
        on.rows.create(on.who.grace, fmt::format("later {}", n));
    BOOST_TEST(page(ada, "CHATHISTORY LATEST #messages * 10").size() == 4u);
    auto linus = on.connect();
    linus.log_in(on.who.linus.pass());
    linus.join();
    linus.expect("*PRIVMSG #messages :*later 2");
}

BOOST_FIXTURE_TEST_CASE(a_correction_is_of_the_text_as_it_is_and_not_as_it_was_cached, cached)
{
    const auto editor =
        on.chat.add_person("Maud", on.chat.add_role("Editors", {"read", "create", "update", "delete"}));
    auto maud = on.join(editor, "echo-message message-tags");
    auto grace = on.join(on.who.grace);
    maud.say("helo wrld");
    grace.expect(":Maud!* PRIVMSG #messages :*helo wrld"); // perhaps as history
    const auto stored = on.rows.wait_for("helo wrld");
    maud.say("s/helo/hello/");
    grace.expect(":Maud!* PRIVMSG #messages :(edited) hello wrld");
    on.rows.edit(stored.id, "hello wrld, said the editor");
    grace.expect("*NOTICE #messages :A message of Maud was edited by *: hello wrld, said the editor");
    maud.say("s/wrld/world/");
    grace.expect(":Maud!* PRIVMSG #messages :(edited) hello world, said the editor");
}

BOOST_FIXTURE_TEST_CASE(a_new_name_is_noticed_behind_a_cache, cached)
{
    auto ada = on.join(on.who.ada);
    auto grace = on.join(on.who.grace);
    support::rest(on.chat.url(), support::directus_process::admin_token)
        .call("PATCH", "/users/" + on.who.grace.id, R"({"first_name":"Hopper"})");
    ada.within(60s).expect(":Grace!* NICK *Hopper*");
}

BOOST_AUTO_TEST_SUITE_END()
