#include "bridge/wire/outbox.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>

BOOST_AUTO_TEST_SUITE(outbox)

namespace {

bridge::bytes line(std::string text)
{
    return std::make_shared<const std::string>(std::move(text));
}

} // namespace

BOOST_AUTO_TEST_CASE(lines_are_taken_in_order_and_shared)
{
    bridge::outbox out(100);
    BOOST_TEST(out.empty());
    const auto one = line("one\r\n");
    out.push(one);
    out.push(nullptr);
    out.push(line("two\r\n"));
    BOOST_TEST(!out.empty());
    std::vector<bridge::bytes> taken;
    out.take(taken);
    BOOST_REQUIRE(taken.size() == 2u);
    BOOST_TEST(taken[0] == one);
    BOOST_TEST(*taken[1] == "two\r\n");
    BOOST_TEST(out.empty());
    taken.clear();
    BOOST_TEST(out.take(taken) == 0u);
    BOOST_TEST(taken.empty());
}

BOOST_AUTO_TEST_CASE(what_is_taken_counts_until_it_is_written)
{
    bridge::outbox out(10);
    out.push(line("12345"));
    std::vector<bridge::bytes> taken;
    out.take(taken);
    BOOST_TEST(out.pending() == 5u);
    out.push(line("12345"));
    BOOST_TEST(!out.overflowed());
    out.written(5);
    BOOST_TEST(out.pending() == 5u);
    out.push(line("12345"));
    BOOST_TEST(!out.overflowed());
}

BOOST_AUTO_TEST_CASE(beyond_the_limit_nothing_more_is_queued)
{
    bridge::outbox out(10);
    out.push(line("12345"));
    out.push(line("123456"));
    BOOST_TEST(out.overflowed());
    out.push(line("1")); // would fit, but behind a hole
    out.push_row(line("1"));
    std::vector<bridge::bytes> taken;
    out.take(taken);
    BOOST_TEST(taken.size() == 1u);
    BOOST_TEST(out.pending() == 5u);
}

BOOST_AUTO_TEST_CASE(rows_that_come_at_once_overflow_no_client_that_reads)
{
    bridge::outbox out(10);
    std::vector<bridge::bytes> taken;
    for (int round = 0; round < 3; ++round) {
        out.push(line("live"));
        for (int n = 0; n < 100; ++n)
            out.push_row(line("12345"));
        BOOST_TEST(out.burst() == 504u);
        taken.clear();
        const auto size = out.take(taken);
        BOOST_TEST(size == 504u);
        out.written(400);
        out.push(line("1234567890")); // what comes behind it counts as ever
        BOOST_TEST(!out.overflowed());
        out.take(taken);
        out.written(114);
        BOOST_TEST(out.pending() == 0u);
        BOOST_TEST(out.burst() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(a_second_burst_closes_a_client_that_has_not_read_the_first)
{
    bridge::outbox out(10);
    std::vector<bridge::bytes> taken;
    out.push_row(line("12345678901234567890"));
    out.take(taken);
    out.written(9);
    out.push_row(line("12345"));
    BOOST_TEST(!out.overflowed());
    out.take(taken);
    out.push_row(line("123456"));
    BOOST_TEST(out.overflowed());
}

BOOST_AUTO_TEST_CASE(rows_that_were_missed_overflow_only_a_client_that_reads_nothing_between_them)
{
    constexpr bool is_missed = true;
    bridge::outbox out(10);
    std::vector<bridge::bytes> taken;
    const auto burst = [&] {
        for (int n = 0; n < 100; ++n)
            out.push_row(line("12345"), is_missed);
        out.take(taken);
    };
    for (int round = 0; round < 5; ++round) {
        burst();
        BOOST_TEST(!out.overflowed());
        out.written(1);
    }
    BOOST_TEST(out.pending() == 2495u);
    out.push(line("1234567890"));
    BOOST_TEST(!out.overflowed());
    burst();
    BOOST_TEST(!out.overflowed());
    burst();
    BOOST_TEST(out.overflowed());
}

namespace {

// As many pieces of that size.
bridge::outbox::source pieces(std::size_t count, std::size_t size, std::size_t& made)
{
    return [=, &made]() -> bridge::bytes {
        if (made == count)
            return nullptr;
        return line(std::string(size, static_cast<char>('a' + made++)));
    };
}

} // namespace

BOOST_AUTO_TEST_CASE(paced_lines_are_made_as_those_before_are_taken)
{
    constexpr auto size = bridge::outbox::window / 2;
    bridge::outbox out(10);
    std::size_t made = 0;
    out.pace(pieces(5, size, made));
    out.push(line("behind"));
    std::vector<bridge::bytes> taken;
    BOOST_TEST(out.take(taken) == 2 * size);
    BOOST_TEST(made == 2u);
    BOOST_TEST(!out.has_more());
    BOOST_TEST(out.take(taken) == 0u);
    out.written(size);
    BOOST_TEST(out.has_more());
    BOOST_TEST(out.take(taken) == size);
    BOOST_TEST(made == 3u);
    out.written(2 * size);
    BOOST_TEST(out.take(taken) == 2 * size);
    out.written(2 * size);
    BOOST_TEST(out.take(taken) == 6u);
    BOOST_TEST(*taken.back() == "behind");
    BOOST_TEST(!out.is_pacing());
    out.written(6);
    BOOST_TEST(out.pending() == 0u);
    BOOST_TEST(!out.overflowed());
}

BOOST_AUTO_TEST_CASE(sources_come_in_turn_with_what_is_pushed_between_them)
{
    bridge::outbox out(100);
    std::size_t first = 0;
    std::size_t second = 0;
    out.pace(pieces(1, 2, first));
    out.push(line("x"));
    out.pace(pieces(2, 1, second));
    out.push(line("y"));
    std::vector<bridge::bytes> taken;
    out.take(taken);
    std::string all;
    for (const auto& one : taken)
        all += *one;
    BOOST_TEST(all == "aaxaby");
}

BOOST_AUTO_TEST_CASE(cut_leaves_out_what_is_not_yet_made_and_nothing_else)
{
    bridge::outbox out(100);
    std::size_t made = 0;
    out.pace(pieces(9, 9, made));
    out.push(line("not sent: hello"));
    out.cut();
    out.push(line("ERROR"));
    std::vector<bridge::bytes> taken;
    BOOST_TEST(out.take(taken) == 20u);
    BOOST_TEST(taken.size() == 2u);
    BOOST_TEST(made == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
