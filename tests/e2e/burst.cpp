// Many rows at once, for many clients.
#include "e2e/scenario.hpp"

#include <algorithm>
#include <set>
#include <thread>

using namespace e2e;

namespace {

constexpr std::size_t row_count = 100;

struct crowded : scenario {
    std::vector<irc_peer> peers;

    explicit crowded(options with = {"--irc.history=0"})
        : scenario(std::move(with))
    {
        for (int session = 0; session < 2; ++session)
            for (const auto& one : who.crowd)
                peers.push_back(join(one, "message-tags server-time"));
    }

    // The keys that each client is shown until the last row.
    static std::vector<std::string> keys_shown(irc_peer& to)
    {
        std::vector<std::string> keys;
        for (const auto& line : only(to.until("*:the end"), "*PRIVMSG*"))
            keys.push_back(tag_of(line, "msgid"));
        return keys;
    }
};

struct crowded_tutorial : crowded {
    crowded_tutorial()
        : crowded({"--irc.history=0", "--directus.collection=tutorial"})
    {
    }
};

std::vector<std::string> hundred_texts()
{
    std::vector<std::string> out;
    for (std::size_t n = 0; n < row_count; ++n)
        out.push_back(fmt::format("text {}", n));
    return out;
}

std::vector<std::string> keys_of(const support::collection& rows)
{
    std::vector<std::string> out;
    for (const auto& one : rows.rows())
        out.push_back(one.id);
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(burst)

BOOST_FIXTURE_TEST_CASE(a_hundred_rows_reach_twenty_clients_once_in_the_order_of_integer_keys,
                        crowded_tutorial)
{
    const auto tutorial = chat.tutorial();
    tutorial.create(who.ada, hundred_texts());
    tutorial.create(who.ada, "the end");
    const auto expected = keys_of(tutorial);
    BOOST_TEST_REQUIRE(expected.size() == row_count + 1);
    for (auto& one : peers)
        BOOST_TEST(keys_shown(one) == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_hundred_rows_of_four_authors_reach_twenty_clients_once, crowded)
{
    std::vector<std::thread> authors;
    for (const auto* author : {&who.ada, &who.grace, &who.linus, &who.wordy})
        authors.emplace_back([this, author] {
            for (std::size_t n = 0; n < row_count / 4; ++n)
                rows.create(*author, fmt::format("{} {}", author->first_name, n));
        });
    for (auto& one : authors)
        one.join();
    rows.create(who.ada, "the end");
    const auto all = keys_of(rows);
    const std::multiset<std::string> expected(all.begin(), all.end());
    const auto first = keys_shown(peers.front());
    BOOST_TEST((std::multiset<std::string>(first.begin(), first.end()) == expected));
    for (std::size_t n = 1; n < peers.size(); ++n)
        BOOST_TEST(keys_shown(peers[n]) == first, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(rows_of_one_author_come_in_the_order_of_their_dates, crowded)
{
    for (const auto& text : hundred_texts())
        rows.create(who.ada, text);
    rows.create(who.ada, "the end");
    auto expected = hundred_texts();
    expected.emplace_back("the end");
    for (auto& one : peers)
        BOOST_TEST(texts_of(only(one.until("*:the end"), "*PRIVMSG*")) == expected,
                   boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
