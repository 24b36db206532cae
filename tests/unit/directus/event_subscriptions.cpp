#include "directus/event_subscriptions.hpp"

#include <boost/test/unit_test.hpp>

using directus::event_subscriptions;
using directus::pending_frame;
using namespace std::chrono_literals;

namespace {

const base::time_point start{1h};

struct two_events {
    event_subscriptions all{{{"create", 'f'}, {"delete", 'd'}}};
    event_subscriptions::subscription& create = all.all()[0];
    event_subscriptions::subscription& remove = all.all()[1];

    void ask()
    {
        create.asked = pending_frame{1, "f1", start + 1s};
        remove.asked = pending_frame{2, "d2", start + 2s};
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(event_subscriptions_)

BOOST_FIXTURE_TEST_CASE(all_stand_with_the_last_confirmation, two_events)
{
    BOOST_TEST(!all.is_asked());
    ask();
    BOOST_TEST(all.is_asked());
    BOOST_TEST(all.find("d2") == &remove);
    BOOST_TEST(all.find("x2") == nullptr);
    BOOST_TEST(!all.confirm(remove));
    BOOST_TEST(!all.stand());
    BOOST_TEST(all.confirm(create));
    BOOST_TEST(all.stand());
    BOOST_TEST(!all.confirm(create)); // once more is no news
}

BOOST_FIXTURE_TEST_CASE(unconfirmed_subscription_becomes_overdue, two_events)
{
    BOOST_TEST(!all.deadline().has_value());
    ask();
    BOOST_TEST((all.deadline() == start + 1s));
    all.confirm(create);
    BOOST_TEST((all.deadline() == start + 2s));
    BOOST_TEST(!all.is_overdue(start + 1999ms));
    BOOST_TEST(all.is_overdue(start + 2s));
}

BOOST_FIXTURE_TEST_CASE(throttled_subscription_is_sent_again_and_not_overdue, two_events)
{
    ask();
    all.confirm(create);
    all.put_off(start + 5s);
    BOOST_TEST(!create.asked->again_at.has_value());
    BOOST_TEST((remove.asked->again_at == start + 5s));
    BOOST_TEST(!all.is_overdue(start + 5s));
    BOOST_TEST((all.deadline() == start + 5s));
}

BOOST_FIXTURE_TEST_CASE(uids_are_those_that_directus_may_have, two_events)
{
    ask();
    all.confirm(remove);
    BOOST_TEST(all.uids_asked() == (std::vector<std::string>{"f1", "d2"}), boost::test_tools::per_element());
    BOOST_TEST(all.uids_standing() == std::vector<std::string>{"d2"}, boost::test_tools::per_element());
    all.forget();
    BOOST_TEST(all.uids_asked().empty());
    BOOST_TEST(!all.stand());
}

BOOST_AUTO_TEST_SUITE_END()
