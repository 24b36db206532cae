#include "server/people/authors.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using directus::access;
using server::authors;

BOOST_AUTO_TEST_SUITE(authors_)

namespace {

const base::time_point now(1h);

directus::rights writer(bool writes_author)
{
    return {.read = access::full, .create = access::full, .write_author = writes_author};
}

directus::schema named()
{
    directus::schema shape;
    shape.author = "user";
    shape.author_as = directus::author_kind::named;
    return shape;
}

bool has(const std::string& text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

BOOST_AUTO_TEST_CASE(names_that_may_not_be_written_silence)
{
    const authors keeper;
    BOOST_TEST(keeper.silence(writer(true), named(), now).empty());
    BOOST_TEST(has(keeper.silence(writer(false), named(), now), "the field user of messages"));
    BOOST_TEST(keeper.silence(writer(false), {}, now).empty()); // Directus may fill it in
}

BOOST_AUTO_TEST_CASE(missing_authors_silence_those_whose_rows_would_be_like_it)
{
    authors keeper;
    BOOST_TEST(keeper.missing(false, now));
    BOOST_TEST(!keeper.missing(false, now + 1s));
    const auto why = keeper.silence(writer(false), {}, now + 2s);
    BOOST_TEST(has(why, "user_created"));
    BOOST_TEST(has(why, "User Created"));
    BOOST_TEST(keeper.silence(writer(true), {}, now + 2s).empty());
    directus::rights reader = writer(false);
    reader.create = access::none;
    BOOST_TEST(keeper.silence(reader, {}, now + 2s).empty());
}

BOOST_AUTO_TEST_CASE(silence_ends_after_a_while)
{
    authors keeper;
    BOOST_TEST(!keeper.try_forget(now));
    keeper.missing(true, now);
    BOOST_TEST(!keeper.try_forget(now + 9min));
    BOOST_TEST(!keeper.silence(writer(true), {}, now + 9min).empty());
    BOOST_TEST(keeper.silence(writer(true), {}, now + 11min).empty());
    BOOST_TEST(keeper.try_forget(now + 11min));
    BOOST_TEST(!keeper.try_forget(now + 11min));
}

BOOST_AUTO_TEST_CASE(rows_stored_by_the_gateway_are_known_by_their_keys)
{
    authors keeper;
    const directus::user_id ada("ada");
    for (int n = 0; n < 6'000; ++n)
        keeper.stored({.id = directus::item_id(std::to_string(n)), .content = {}, .author = ada, .date = {}});
    BOOST_TEST((keeper.author_of(directus::item_id("5999")) == ada));
    BOOST_TEST(keeper.author_of(directus::item_id("0")).empty()); // the oldest are forgotten
    BOOST_TEST(keeper.author_of(directus::item_id("6000")).empty());
}

BOOST_AUTO_TEST_SUITE_END()
