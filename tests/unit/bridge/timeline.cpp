#include "bridge/timeline.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(timeline)

using namespace std::chrono_literals;

namespace {

constexpr base::wall_time start{1'700'000'000'000ms};
constexpr base::duration overlap = 10min;

directus::item row(int key, base::duration after = 0ms)
{
    return {base::item_id(std::to_string(key)), "text", {}, start + after};
}

std::vector<int> keys(const bridge::timeline::rows& rows)
{
    std::vector<int> out;
    for (const auto& one : rows)
        out.push_back(std::stoi(one.id.str()));
    return out;
}

void check(const bridge::timeline::rows& rows, const std::vector<int>& expected, int line = __builtin_LINE())
{
    BOOST_TEST_CONTEXT("expected at line " << line)
    {
        BOOST_TEST(keys(rows) == expected, boost::test_tools::per_element());
    }
}

struct live : bridge::timeline {
    live()
        : bridge::timeline(start, overlap)
    {
        check(replay({}), {});
    }
    rows replay(rows read_back)
    {
        auto shown = replayed(std::move(read_back), missed);
        return shown;
    }
    std::size_t missed = 0;
};

} // namespace

BOOST_AUTO_TEST_CASE(live_rows_are_shown_as_they_come_each_once)
{
    live line;
    BOOST_TEST(!line.holding());
    check(line.received(row(1)), {1});
    check(line.received(row(3)), {3});
    check(line.received(row(2)), {2});
    check(line.received(row(1)), {});
}

BOOST_AUTO_TEST_CASE(the_answer_and_the_event_of_a_create_show_it_once_in_either_order)
{
    live line;
    check(line.confirmed(row(1)), {1});
    check(line.received(row(1)), {});
    check(line.received(row(2)), {2});
    check(line.confirmed(row(2)), {});
}

BOOST_AUTO_TEST_CASE(rows_are_held_until_the_gap_is_read_back_then_follow_it)
{
    bridge::timeline line(start, overlap);
    BOOST_TEST(line.holding()); // at first, too
    check(line.received(row(3, 3s)), {});
    check(line.received(row(4, 4s)), {});
    std::size_t missed = 9;
    check(line.replayed({row(1, 1s), row(2, 2s), row(3, 3s)}, missed), {1, 2, 3, 4});
    BOOST_TEST(missed == 3u);
    check(line.received(row(4, 4s)), {});
    check(line.received(row(5, 5s)), {5});

    line.hold();
    check(line.received(row(7)), {});
    check(line.received(row(7)), {});
    check(line.replayed({row(4, 4s), row(5, 5s), row(6, 6s)}, missed), {6, 7});
    BOOST_TEST(missed == 1u);
}

BOOST_AUTO_TEST_CASE(a_row_of_ours_is_shown_while_others_are_held)
{
    live line;
    line.hold();
    check(line.received(row(1)), {});
    check(line.confirmed(row(2)), {2});
    check(line.received(row(2)), {});
    check(line.replay({row(2)}), {1});
    BOOST_TEST(line.missed == 0u);
}

BOOST_AUTO_TEST_CASE(what_is_older_than_the_start_is_history_and_no_news)
{
    live line;
    line.hold();
    check(line.replay({row(1, -1ms), row(2, 0ms), row(3, 1ms)}), {2, 3});
    BOOST_TEST(line.missed == 2u);
    check(line.received(row(1, -1ms)), {});
    check(line.received(row(4, -1h)), {4}); // created now, dated otherwise
    auto undated = row(5);
    undated.date.reset();
    line.hold();
    check(line.replay({undated}), {5});
}

BOOST_AUTO_TEST_CASE(the_cursor_lies_an_overlap_behind_the_last_proof)
{
    live line;
    BOOST_TEST((line.cursor() == start - overlap));
    line.proved(start + 1h);
    BOOST_TEST((line.cursor() == start + 50min));
    line.proved(start + 30min); // never back
    BOOST_TEST((line.cursor() == start + 50min));
    check(line.received(row(1, 24h * 365)), {1}); // and never by a row's date
    BOOST_TEST((line.cursor() == start + 50min));
}

BOOST_AUTO_TEST_CASE(a_held_feed_proves_nothing)
{
    live line;
    line.hold();
    line.proved(start + 1h);
    BOOST_TEST((line.cursor() == start - overlap));
}

BOOST_AUTO_TEST_CASE(a_row_shown_long_after_the_last_proof_is_not_shown_again_by_the_read_back)
{
    live line;
    check(line.received(row(1, 59min)), {1}); // nothing was proved for an hour
    line.proved(start + 60min);
    line.hold();
    check(line.replay({row(1, 59min), row(2, 60min)}), {2});
}

BOOST_AUTO_TEST_CASE(keys_are_kept_for_twice_the_overlap_behind_the_proof_that_followed_them)
{
    live line;
    line.received(row(1));
    line.proved(start + 1min);
    line.received(row(2));
    line.proved(start + 2min);
    line.proved(start + 21min);
    check(line.received(row(1)), {});
    line.proved(start + 21min + 1ms);
    check(line.received(row(1)), {1}); // forgotten: no read-back reaches it
    check(line.received(row(2)), {});
    line.proved(start + 22min + 1ms);
    check(line.received(row(2)), {2});
}

namespace {

// Rows as they are stored, with the ways in which a scope hears of them.
struct history {
    explicit history(std::mt19937& source)
        : random(source)
    {
    }

    void show(const bridge::timeline::rows& rows)
    {
        for (const int key : keys(rows))
            shown.push_back(key);
    }
    void store(bool by_us)
    {
        stored.push_back(row(static_cast<int>(stored.size()), now));
        if (by_us)
            show(line.confirmed(stored.back()));
        if (!line.holding() || random() % 2) // events are lost while the feed is away
            show(line.received(stored.back()));
    }
    void read_back()
    {
        bridge::timeline::rows again;
        std::ranges::copy_if(stored, std::back_inserter(again),
                             [&](const auto& one) { return *one.date >= line.cursor(); });
        show(line.replay(std::move(again)));
        line.proved(start + now);
    }
    void step()
    {
        now += base::duration(random() % 60'000);
        switch (random() % 5) {
        case 0:
            line.hold();
            break;
        case 1:
            line.proved(start + now);
            break;
        case 2:
            read_back();
            break;
        default:
            store(random() % 2);
        }
    }

    std::mt19937& random;
    live line;
    base::duration now{};
    bridge::timeline::rows stored;
    std::vector<int> shown;
};

} // namespace

// By answer, event and read-back, in any order and number.
BOOST_AUTO_TEST_CASE(each_row_is_shown_once_however_it_comes)
{
    const auto seed = std::random_device()();
    std::mt19937 random(seed);
    for (int round = 0; round < 300; ++round) {
        BOOST_TEST_CONTEXT("seed " << seed << " round " << round)
        {
            history one(random);
            for (int step = 0; step < 200; ++step)
                one.step();
            one.read_back();
            std::ranges::sort(one.shown);
            BOOST_TEST(one.shown == keys(one.stored), boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
