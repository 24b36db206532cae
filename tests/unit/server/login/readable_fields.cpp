#include "server/login/readable_fields.hpp"

#include <boost/test/unit_test.hpp>

using grade = server::finding::grade;

namespace {

const base::user_id ada{"ada"};
const base::user_id grace{"grace"};
const directus::rights whole{.read = directus::access::full, .read_fields = {"*"}};
const directus::rights filtered{.read = directus::access::partial, .read_fields = {"*"}};

struct fixture {
    server::findings checks{};
    server::readable_fields fields{checks};

    grade found() const
    {
        const auto all = checks.all();
        return all.empty() ? grade::ok : all.front().how;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(server_readable_fields, fixture)

BOOST_AUTO_TEST_CASE(users_with_the_same_full_rights_are_one_scope)
{
    fields.add(ada, whole);
    BOOST_TEST(fields.has(grace, whole));
    BOOST_TEST(!fields.has(grace, {.read = directus::access::full, .read_fields = {"id"}}));
}

BOOST_AUTO_TEST_CASE(user_with_a_row_filter_is_a_scope_alone)
{
    fields.add(ada, filtered);
    BOOST_TEST(fields.has(ada, filtered));
    BOOST_TEST(!fields.has(grace, filtered));
}

BOOST_AUTO_TEST_CASE(refusal_fails_until_others_can_read)
{
    fields.refused(ada, "content", "the field content may not be read");
    BOOST_TEST((found() == grade::fail));
    fields.add(grace, whole);
    BOOST_TEST((found() == grade::warn));
    fields.forget(ada);
    BOOST_TEST((found() == grade::ok));
}

BOOST_AUTO_TEST_CASE(user_who_can_read_again_clears_the_finding)
{
    fields.refused(ada, "content", "the field content may not be read");
    fields.add(ada, whole);
    BOOST_TEST((found() == grade::ok));
}

BOOST_AUTO_TEST_CASE(distrusted_scope_is_not_known)
{
    fields.add(ada, whole);
    fields.distrust(grace, whole);
    BOOST_TEST(!fields.has(ada, whole));
    fields.add(ada, whole);
    fields.distrust_all();
    BOOST_TEST(!fields.has(ada, whole));
}

BOOST_AUTO_TEST_CASE(reset_forgets_scopes_and_refusals)
{
    fields.add(grace, whole);
    fields.refused(ada, "", "the collection cannot be read");
    fields.reset();
    BOOST_TEST(!fields.has(grace, whole));
    BOOST_TEST((found() == grade::ok));
}

BOOST_AUTO_TEST_SUITE_END()
