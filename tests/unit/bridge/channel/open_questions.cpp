#include "bridge/channel/open_questions.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

constexpr base::client_id phone{1};
constexpr base::client_id laptop{2};

struct question {
    base::client_id who;
    int number = 0;
    friend bool operator==(const question&, const question&) = default;
};

} // namespace

BOOST_AUTO_TEST_SUITE(open_questions)

BOOST_AUTO_TEST_CASE(limit_is_per_client)
{
    bridge::open_questions<question> open(2);
    open.add({phone, 1});
    BOOST_TEST(!open.is_full(phone));
    open.add({phone, 2});
    BOOST_TEST(open.is_full(phone));
    BOOST_TEST(!open.is_full(laptop));
    BOOST_TEST(open.take({phone, 1}).has_value());
    BOOST_TEST(!open.is_full(phone));
}

BOOST_AUTO_TEST_CASE(an_answer_takes_its_question_with_its_state_once)
{
    bridge::open_questions<question, std::string> open(5);
    open.add({phone, 1});
    open.add({laptop, 1});
    open.find([](const auto& entry) { return entry.question.who == laptop; })->state = "seen";
    BOOST_TEST(!open.take({laptop, 2}).has_value());
    const auto answered = open.take({laptop, 1});
    BOOST_REQUIRE(answered.has_value());
    BOOST_TEST(answered->state == "seen");
    BOOST_TEST(!open.take({laptop, 1}).has_value());
    BOOST_TEST(open.take({phone, 1})->state == "");
}

BOOST_AUTO_TEST_CASE(oldest_of_equal_questions_is_found_and_taken)
{
    bridge::open_questions<question, int> open(5);
    const auto any = [](const auto&) { return true; };
    BOOST_TEST(open.find(any) == nullptr);
    BOOST_TEST(open.find_all(any).empty());
    open.add({phone, 1});
    open.find(any)->state = 7;
    open.add({phone, 1});
    BOOST_TEST(open.find_all(any).size() == 2u);
    BOOST_TEST(open.take({phone, 1})->state == 7);
    BOOST_TEST(open.take({phone, 1})->state == 0);
}

BOOST_AUTO_TEST_SUITE_END()
