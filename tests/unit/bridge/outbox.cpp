#include "bridge/outbox.hpp"

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
    std::vector<bridge::bytes> taken;
    out.take(taken);
    BOOST_TEST(taken.size() == 1u);
    BOOST_TEST(out.pending() == 5u);
}

BOOST_AUTO_TEST_SUITE_END()
