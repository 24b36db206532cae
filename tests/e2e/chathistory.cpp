// Paging back and forth through what was said, as modern clients do.
#include "e2e/scenario.hpp"

#include <algorithm>

using namespace e2e;

namespace {

constexpr auto modern = "batch message-tags server-time labeled-response standard-replies draft/chathistory";

std::vector<std::string> texts(int from, int to)
{
    std::vector<std::string> out;
    for (int n = from; n < to; ++n)
        out.push_back(fmt::format("row {:04}", n));
    return out;
}

struct paging {
    explicit paging(const std::string& name)
        : on({"--irc.flood_burst=1000", "--directus.collection=" + name})
        , rows(on.chat.url(), name)
    {
        rows.clear();
        // Some in one request have one date, as an import's have.
        rows.create(on.who.grace, texts(0, 450));
        for (const auto& text : texts(450, 500))
            rows.create(on.who.linus, text);
        rows.create(on.who.grace, texts(500, 1000));
        ada.emplace(on.join(on.who.ada, modern));
    }
    ~paging() { rows.clear(); }

    // The messages of the next page that is asked for.
    irc_peer::lines page(const std::string& query)
    {
        ada->send("@label=page CHATHISTORY " + query);
        const auto opening = ada->expect("@*label=page* :* BATCH +* chathistory #messages");
        const auto at = opening.find("BATCH +") + 7;
        const auto batch = opening.substr(at, opening.find(' ', at) - at);
        auto all = ada->until("* BATCH -" + batch);
        std::erase_if(all, [&](const auto& line) { return tag_of(line, "batch") != batch; });
        return all;
    }
    static std::string selector(const std::string& line, const std::string& by)
    {
        return by == "msgid" ? "msgid=" + tag_of(line, "msgid") : "timestamp=" + tag_of(line, "time");
    }
    static std::vector<std::string> keys(const irc_peer::lines& of)
    {
        std::vector<std::string> out;
        for (const auto& line : of)
            out.push_back(tag_of(line, "msgid"));
        return out;
    }

    // From the newest to the first, while new ones arrive.
    void back(const std::string& by)
    {
        expect_what_is_there();
        auto lines = page("LATEST #messages * 70");
        auto all = keys(lines);
        for (int n = 0; lines.size() == 70; ++n) {
            if (n % 5 == 0)
                rows.create(on.who.linus, fmt::format("meanwhile {}", n));
            lines = page("BEFORE #messages " + selector(lines.front(), by) + " 70");
            const auto more = keys(lines);
            all.insert(all.begin(), more.begin(), more.end());
        }
        check(all, by);
    }
    // From the first to the newest.
    void forth(const std::string& by)
    {
        expect_what_is_there();
        auto lines = page("AFTER #messages timestamp=2001-01-01T00:00:00.000Z 70");
        auto all = keys(lines);
        while (lines.size() == 70) {
            lines = page("AFTER #messages " + selector(lines.back(), by) + " 70");
            const auto more = keys(lines);
            all.insert(all.end(), more.begin(), more.end());
        }
        check(all, by);
    }
    void expect_what_is_there()
    {
        expected.clear();
        for (const auto& row : rows.rows())
            expected.push_back(row.id);
    }
    void check(const std::vector<std::string>& all, const std::string& by)
    {
        BOOST_TEST_CONTEXT("by " << by)
        {
            BOOST_TEST(all.size() == expected.size());
            BOOST_TEST((all == expected), "every row once and in order");
        }
    }

    scenario on;
    support::collection rows;
    std::vector<std::string> expected; // keys, in Directus's order
    std::optional<irc_peer> ada;
};

void back_and_forth(const std::string& collection)
{
    paging through(collection);
    for (const std::string by : {"msgid", "timestamp"}) {
        through.back(by);
        through.forth(by);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(chathistory)

BOOST_AUTO_TEST_CASE(a_thousand_rows_come_without_a_gap_or_a_repeat_with_uuid_keys)
{
    back_and_forth("messages");
}

BOOST_AUTO_TEST_CASE(a_thousand_rows_come_without_a_gap_or_a_repeat_with_integer_keys)
{
    back_and_forth("tutorial");
}

BOOST_AUTO_TEST_CASE(between_around_and_latest_keep_to_their_bounds)
{
    paging through("messages");
    const auto all = through.page("LATEST #messages * 200");
    BOOST_REQUIRE(all.size() == 200u);
    const auto slice = [&](std::size_t from, std::size_t to) {
        return irc_peer::lines(all.begin() + static_cast<std::ptrdiff_t>(from),
                               all.begin() + static_cast<std::ptrdiff_t>(to));
    };
    for (const std::string by : {"msgid", "timestamp"}) {
        const auto at = [&](std::size_t n) { return paging::selector(all[n], by); };
        const auto same = [&](const std::string& query, const irc_peer::lines& expected) {
            BOOST_TEST_CONTEXT(query << " by " << by)
            {
                BOOST_TEST(paging::keys(through.page(query)) == paging::keys(expected),
                           boost::test_tools::per_element());
            }
        };
        same("BETWEEN #messages " + at(50) + " " + at(60) + " 100", slice(51, 60));
        same("BETWEEN #messages " + at(60) + " " + at(50) + " 100", slice(51, 60));
        same("BETWEEN #messages " + at(50) + " " + at(60) + " 3", slice(51, 54));
        same("BETWEEN #messages " + at(60) + " " + at(50) + " 3", slice(57, 60));
        same("BETWEEN #messages " + at(50) + " " + at(51) + " 3", {});
        same("BETWEEN #messages " + at(50) + " " + at(50) + " 3", {});
        same("AROUND #messages " + at(100) + " 11", slice(95, 106));
        same("AROUND #messages " + at(100) + " 1", slice(100, 101));
        same("LATEST #messages " + at(190) + " 100", slice(191, 200));
        same("LATEST #messages " + at(190) + " 4", slice(196, 200));
        same("AFTER #messages " + at(199) + " 4", {});
        // The id of an edit means its row.
        if (by == "msgid")
            same("AFTER #messages " + at(190) + ".3 4", slice(191, 195));
    }
}

BOOST_AUTO_TEST_CASE(blank_rows_do_not_make_a_page_short)
{
    paging through("messages");
    for (int n = 0; n < 30; ++n)
        through.rows.create(through.on.who.grace, n % 2 ? std::optional<std::string>(" ") : std::nullopt);
    BOOST_TEST(through.page("LATEST #messages * 20").size() == 20u);
}

BOOST_AUTO_TEST_CASE(an_unknown_message_and_a_silent_directus_are_told)
{
    scenario on({"--irc.history=0", "--directus.answer_limit=2"});
    auto ada = on.join(on.who.ada, modern);
    ada.send("CHATHISTORY BEFORE #messages msgid=7b0c6a4e-0000-4000-8000-000000000000 5");
    ada.expect("* FAIL CHATHISTORY MESSAGE_ERROR BEFORE #messages :*no such message");
    ada.send("CHATHISTORY BEFORE #messages msgid=what? 5");
    ada.expect("* FAIL CHATHISTORY MESSAGE_ERROR BEFORE #messages :*");
    on.rows.create(on.who.grace, "the latest");
    ada.expect("*:the latest");
    ada.send("CHATHISTORY TARGETS timestamp=2001-01-01T00:00:00.000Z timestamp=2101-01-01T00:00:00.000Z 5");
    ada.expect("* CHATHISTORY TARGETS #messages 20*");
}

BOOST_AUTO_TEST_SUITE_END()
