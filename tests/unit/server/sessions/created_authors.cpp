// The authors that Directus gives to a user's rows.
#include "server/sessions/created_authors.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using server::created_authors;
using verdict = created_authors::verdict;

BOOST_AUTO_TEST_SUITE(created_authors_)

namespace {

struct fixture {
    created_authors authors{base::user_id("ada")};
    std::vector<directus::item> rows;

    fixture() { authors.set_readable(true); }
    verdict check(const std::string& author, bool is_certain = false)
    {
        rows = {{base::item_id("1"), "text", base::user_id(author), {}}};
        return authors.check(rows, is_certain).result;
    }
};

} // namespace

BOOST_FIXTURE_TEST_CASE(own_rows_are_right, fixture)
{
    BOOST_TEST((check("ada") == verdict::own));
    BOOST_TEST((authors.check({}, false) == created_authors::finding{}));
}

BOOST_FIXTURE_TEST_CASE(first_wrong_row_of_a_create_is_named, fixture)
{
    rows = {{base::item_id("1"), "text", base::user_id("ada"), {}},
            {base::item_id("2"), "text", base::user_id("bob"), {}},
            {base::item_id("3"), "text", base::user_id("eve"), {}}};
    const auto found = authors.check(rows, false);
    BOOST_TEST((found == created_authors::finding{verdict::foreign, &rows[1]}));
}

BOOST_FIXTURE_TEST_CASE(second_row_without_an_author_proves_that_none_is_kept, fixture)
{
    BOOST_TEST((check("") == verdict::foreign));
    BOOST_TEST((check("") == verdict::not_kept));
    BOOST_TEST((check("") == verdict::not_kept));
}

BOOST_FIXTURE_TEST_CASE(row_without_an_author_over_rest_proves_that_none_is_kept, fixture)
{
    BOOST_TEST((check("", true) == verdict::not_kept));
}

BOOST_FIXTURE_TEST_CASE(unreadable_author_proves_nothing, fixture)
{
    authors.set_readable(false);
    BOOST_TEST((check("", true) == verdict::own));
    BOOST_TEST((check("bob") == verdict::foreign));
}

BOOST_FIXTURE_TEST_CASE(hook_that_names_another_author_is_reported_once, fixture)
{
    BOOST_TEST((check("bob") == verdict::foreign));
    BOOST_TEST((check("bob") == verdict::own));
    BOOST_TEST((check("eve") == verdict::own));
}

BOOST_FIXTURE_TEST_CASE(own_row_resets_the_verdict, fixture)
{
    check("");
    check("ada");
    BOOST_TEST((check("") == verdict::foreign));
    check("ada");
    check("bob");
    check("ada");
    BOOST_TEST((check("bob") == verdict::foreign));
}

BOOST_AUTO_TEST_SUITE_END()
