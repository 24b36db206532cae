#include "bridge/people/scope.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(scope)

namespace {

using directus::access;

bridge::member reader(std::string id, access read, std::vector<std::string> fields = {"*"})
{
    bridge::member who;
    who.id = base::user_id(std::move(id));
    who.rights = {.read = read, .create = access::none, .read_fields = std::move(fields)};
    return who;
}

} // namespace

BOOST_AUTO_TEST_CASE(full_readers_of_the_same_fields_share)
{
    const auto ada = bridge::scope_of(reader("a", access::full), false);
    BOOST_TEST(ada == bridge::scope_of(reader("b", access::full), false));
    BOOST_TEST(ada != bridge::scope_of(reader("b", access::full, {"content", "id"}), false));
    BOOST_TEST(bridge::scope_of(reader("a", access::full, {}), false) != "");
}

BOOST_AUTO_TEST_CASE(whoever_reads_through_a_filter_shares_with_nobody)
{
    const auto ada = bridge::scope_of(reader("a", access::partial), false);
    BOOST_TEST(ada != bridge::scope_of(reader("b", access::partial), false));
    BOOST_TEST(ada != bridge::scope_of(reader("a", access::full), false));
}

BOOST_AUTO_TEST_CASE(who_may_read_files_does_not_share_with_those_who_may_not)
{
    for (const auto read : {access::full, access::partial}) {
        auto ada = reader("a", read);
        const auto plain = bridge::scope_of(ada, false);
        ada.rights.read_files = directus::files::ids;
        const auto ids = bridge::scope_of(ada, false);
        ada.rights.read_files = directus::files::details;
        const auto details = bridge::scope_of(ada, false);
        BOOST_TEST(plain != ids);
        BOOST_TEST(ids != details);
        BOOST_TEST(plain != details);
    }
}

BOOST_AUTO_TEST_CASE(who_may_read_reactions_does_not_share_with_those_who_may_not)
{
    auto ada = reader("a", access::full);
    auto bob = reader("b", access::full);
    ada.rights.read_reactions = access::full;
    BOOST_TEST(bridge::scope_of(ada, false) != bridge::scope_of(bob, false));
    bob.rights.read_reactions = access::full;
    BOOST_TEST(bridge::scope_of(ada, false) == bridge::scope_of(bob, false));
    ada.rights.read_reactions = bob.rights.read_reactions = access::partial;
    BOOST_TEST(bridge::scope_of(ada, false) != bridge::scope_of(bob, false));
}

BOOST_AUTO_TEST_CASE(nobody_shares_where_that_is_configured)
{
    BOOST_TEST(bridge::scope_of(reader("a", access::full), true) !=
               bridge::scope_of(reader("b", access::full), true));
}

BOOST_AUTO_TEST_CASE(who_may_not_read_has_none)
{
    BOOST_TEST(bridge::scope_of(reader("a", access::none), false).empty());
    BOOST_TEST(bridge::scope_of(reader("a", access::none), true).empty());
}

BOOST_AUTO_TEST_SUITE_END()
