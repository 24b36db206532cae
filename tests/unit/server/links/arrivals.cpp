// Events that have arrived and are not shown yet.
#include "server/links/arrivals.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace std::chrono_literals;
using server::arrivals;

BOOST_AUTO_TEST_SUITE(arrivals_)

namespace {

const base::user_id ada("ada"), bob("bob");

directus::item row(const std::string& id, std::optional<base::wall_time> date = {})
{
    return {.id = base::item_id(id), .content = "text", .author = ada, .date = date, .editor = bob};
}

struct fixture {
    arrivals queue;
    base::time_point now{1h};
    base::wall_time wall{1000h};

    // "+1 ~2 -3": rows created, updated and deleted.
    static std::string words(const std::vector<arrivals::event>& events)
    {
        std::string all;
        for (const auto& event : events) {
            if (const auto* created = std::get_if<arrivals::created>(&event))
                all += "+" + created->row.id.str() + " ";
            else if (const auto* updated = std::get_if<arrivals::updated>(&event))
                all += "~" + updated->row.id.str() + " ";
            else
                all += "-" + std::get<arrivals::deleted>(event).id.str() + " ";
        }
        return all;
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(events_are_taken_in_the_order_of_arrival, fixture)
{
    queue.push_created({row("1"), row("2")}, now);
    queue.push_deleted({base::item_id("1")});
    queue.push_updated({row("2")});
    queue.push_created({row("3")}, now + 1s);
    BOOST_TEST(!queue.is_empty());
    const auto events = queue.take();
    BOOST_TEST(words(events) == "+1 +2 -1 ~2 +3 ");
    BOOST_TEST((std::get<arrivals::created>(events.front()).heard_at == now));
    BOOST_TEST((std::get<arrivals::created>(events.back()).heard_at == now + 1s));
    BOOST_TEST(queue.is_empty());
}

BOOST_FIXTURE_TEST_CASE(events_have_one_reader, fixture)
{
    BOOST_TEST(queue.try_start_reader());
    BOOST_TEST(!queue.try_start_reader());
    queue.reader_ended();
    BOOST_TEST(queue.try_start_reader());
}

BOOST_FIXTURE_TEST_CASE(queue_over_its_limit_can_be_dropped, fixture)
{
    queue.push_created(std::vector(arrivals::most_events, row("1")), now);
    BOOST_TEST(!queue.is_overfull());
    queue.push_deleted({base::item_id("1")});
    BOOST_TEST(queue.is_overfull());
    queue.drop_events();
    BOOST_TEST(queue.is_empty());
    BOOST_TEST(!queue.is_overfull());
}

BOOST_FIXTURE_TEST_CASE(authors_of_new_rows_and_editors_of_edits_are_looked_up, fixture)
{
    queue.push_created({row("1")}, now);
    queue.push_updated({row("2")});
    queue.push_deleted({base::item_id("3")});
    const auto events = queue.take();
    const auto rows = arrivals::authors_of(events, false);
    BOOST_REQUIRE(rows.size() == 2u);
    BOOST_TEST((rows[0] == row("1")));
    BOOST_TEST(rows[1].author.str() == "bob");
    const auto filtered = arrivals::authors_of(events, true);
    BOOST_REQUIRE(filtered.size() == 3u);
    BOOST_TEST(filtered[1].author.str() == "bob");
    BOOST_TEST(filtered[2].author.str() == "ada");
}

BOOST_FIXTURE_TEST_CASE(newest_date_is_that_of_the_last_dated_event, fixture)
{
    BOOST_TEST(!queue.newest_date(base::time_point{}));
    queue.reached(row("1", wall), now);
    queue.reached(row("2"), now + 1s);
    BOOST_TEST((queue.newest_date(now) == wall));
    BOOST_TEST(!queue.newest_date(now + 1ms));
    queue.reached(row("3", wall - 1s), now + 2s);
    BOOST_TEST((queue.newest_date(now + 1s) == wall - 1s));
}

BOOST_FIXTURE_TEST_CASE(own_row_is_expected_until_its_event_is_reached, fixture)
{
    queue.own().expect(base::item_id("1"), now + 5s);
    queue.reached(row("1"), now);
    BOOST_TEST(!queue.own().deadline());
}

BOOST_FIXTURE_TEST_CASE(events_outlive_the_subscription_and_waiting_rows_do_not, fixture)
{
    queue.push_created({row("1")}, now);
    queue.undecided().hold({row("2"), now}, now);
    queue.own().expect(base::item_id("3"), now);
    queue.lost();
    BOOST_TEST(!queue.is_empty());
    BOOST_TEST(!queue.undecided().deadline());
    BOOST_TEST(!queue.own().deadline());
}

BOOST_AUTO_TEST_SUITE_END()
