#include "server/login/spare_fields.hpp"

#include <boost/test/unit_test.hpp>

using server::spare_fields;

BOOST_AUTO_TEST_SUITE(spare_fields_)

namespace {

const base::user_id ada{"ada"};
const base::user_id grace{"grace"};
const directus::schema whole{.editor = "user_updated", .reply = "parent_id"};

directus::rights reading(std::vector<std::string> fields)
{
    return {.read = directus::access::full, .read_fields = std::move(fields)};
}

} // namespace

BOOST_AUTO_TEST_CASE(field_is_left_out_while_somebody_here_may_not_read_it)
{
    spare_fields fields({});
    fields.found(whole, true);
    BOOST_TEST((fields.in({}) == whole));
    fields.rights_are(ada, reading({"*"}));
    fields.rights_are(grace, reading({"id", "user_updated"}));
    BOOST_TEST(fields.in(whole).reply == "");
    BOOST_TEST(fields.in(whole).editor == "user_updated");
    fields.left(ada);
    BOOST_TEST(fields.in(whole).reply == "");
    fields.left(grace);
    BOOST_TEST((fields.in({}) == whole));
    fields.rights_are(grace, reading({"id"}));
    fields.rights_are(grace, reading({"*"}));
    BOOST_TEST((fields.in({}) == whole));
}

BOOST_AUTO_TEST_CASE(refused_field_is_left_out_whatever_the_permissions_say)
{
    spare_fields fields({});
    fields.found(whole, true);
    BOOST_TEST(!fields.leave_out("content"));
    BOOST_TEST(fields.leave_out("parent_id"));
    fields.rights_are(ada, reading({"*"}));
    BOOST_TEST(fields.in(whole).reply == "");
    fields.found(whole, true);
    BOOST_TEST(fields.in(whole).reply == "parent_id");
}

BOOST_AUTO_TEST_CASE(configured_field_is_no_spare_one)
{
    spare_fields fields({.reply = true});
    fields.found(whole, true);
    BOOST_TEST(!fields.leave_out("parent_id"));
    fields.rights_are(ada, reading({"id"}));
    BOOST_TEST(fields.in(whole).reply == "parent_id");
    BOOST_TEST(fields.in(whole).editor == "");
}

BOOST_AUTO_TEST_CASE(fields_that_another_reader_is_told_of_are_added)
{
    spare_fields fields({});
    fields.found({.editor = "user_updated"}, true);
    fields.add({.editor = "changed_by", .reply = "parent_id", .attachment = "file"});
    BOOST_TEST((fields.in({}) ==
                directus::schema{.editor = "user_updated", .reply = "parent_id", .attachment = "file"}));
}

BOOST_AUTO_TEST_SUITE_END()
