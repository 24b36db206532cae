#include "bridge/changes/correction.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(correction_)

BOOST_AUTO_TEST_CASE(what_a_line_will_be_once_those_before_are_made)
{
    bridge::correction_queue all;
    all.lines.sent({base::client_id{1}, "one two"});
    const auto& line = *all.lines.last({});
    BOOST_TEST(all.expected(line) == "one two");
    const auto correct = [&](const char* what, std::uint64_t of, bool seen = false) {
        bridge::correction one{base::client_id{1}, what, {}, *bridge::substitution::parse(what), of};
        one.seen = seen;
        all.waiting.push_back(one);
    };
    correct("s/one/1/", line.number);
    correct("s/two/x/", line.number + 1);   // of another line
    correct("s/two/x/", line.number, true); // the line is that already
    correct("s/nothing/x/", line.number);
    correct("s/1 two/12/", line.number);
    BOOST_TEST(all.expected(line) == "12");
}

BOOST_AUTO_TEST_SUITE_END()
