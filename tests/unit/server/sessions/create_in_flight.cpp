// A create that Directus has not answered, and what its answer means.
#include "server/sessions/create_in_flight.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace std::chrono_literals;
using server::create_in_flight;

BOOST_AUTO_TEST_SUITE(create_in_flight_)

namespace {

const directus::draft message{base::item_id("1"), "text"};
const directus::draft reply{base::item_id("2"), "text", base::item_id("1")};
const directus::rejection no_such_key{base::errc::invalid_payload, "INVALID_FOREIGN_KEY"};

struct fixture {
    create_in_flight create;
    base::time_point now{1h};

    void begin(const std::vector<directus::draft>& rows) { create.begin(rows, now); }
};

bool is_refused(const base::error_code& error)
{
    const auto answer = create_in_flight::with_rejections(error);
    BOOST_TEST((create_in_flight::error_of(answer) == error));
    return std::holds_alternative<directus::rejection>(answer);
}

} // namespace

BOOST_FIXTURE_TEST_CASE(age_counts_from_the_request, fixture)
{
    begin({message});
    BOOST_TEST((create.age(now + 3s) == 3s));
    now += 1min;
    begin({message});
    BOOST_TEST((create.age(now) == 0s));
}

BOOST_FIXTURE_TEST_CASE(missing_foreign_key_may_be_the_author, fixture)
{
    begin({message, message});
    BOOST_TEST(create.may_show_deleted_author(no_such_key));
    BOOST_TEST(!create.may_show_deleted_author({base::errc::forbidden, "FORBIDDEN"}));
}

BOOST_FIXTURE_TEST_CASE(missing_foreign_key_of_a_reply_may_be_the_message, fixture)
{
    begin({message, reply});
    BOOST_TEST(!create.may_show_deleted_author(no_such_key));
    begin({message});
    BOOST_TEST(create.may_show_deleted_author(no_such_key));
}

BOOST_AUTO_TEST_CASE(errors_that_exclude_a_stored_row_are_rejections)
{
    for (const auto error : {base::errc::invalid_payload, base::errc::overloaded, base::errc::token_expired,
                             base::errc::invalid_credentials})
        BOOST_TEST(is_refused(error));
    for (const auto error : {base::errc::timeout, base::errc::interrupted, base::errc::server_failed})
        BOOST_TEST(!is_refused(error));
}

BOOST_AUTO_TEST_CASE(stored_rows_are_no_error)
{
    const directus::creation rows = std::vector<directus::item>{{base::item_id("1"), "text", {}, {}}};
    BOOST_TEST((create_in_flight::with_rejections(rows) == rows));
    BOOST_TEST(!create_in_flight::error_of(rows));
}

BOOST_AUTO_TEST_SUITE_END()
