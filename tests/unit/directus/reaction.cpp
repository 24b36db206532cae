#include "directus/reaction.hpp"

#include "base/timestamp.hpp"

#include <boost/test/unit_test.hpp>

using namespace directus;

namespace {

const base::secret token("t");
const std::string all = "/items/reactions?fields=id,message,emoji,user_created,date_created";
const auto date = *base::from_iso8601("2026-11-23T18:49:42.618Z");

} // namespace

BOOST_AUTO_TEST_SUITE(reaction_)

BOOST_AUTO_TEST_CASE(asking)
{
    const std::vector ids{item_id("1"), item_id("2")};
    const query expected{"/items/reactions",
                         {"id", "message", "emoji", "user_created", "date_created"},
                         R"({"message":{"_in":["1","2"]}})",
                         {"date_created", "id"},
                         50};
    BOOST_TEST((reactions::of_rows("reactions", ids, 50) == expected));
    auto own = expected;
    own.filter = R"({"message":{"_eq":"1"},"emoji":{"_eq":"👍"},"user_created":{"_eq":"$CURRENT_USER"}})";
    own.limit = 100;
    BOOST_TEST((reactions::own("reactions", item_id("1"), "👍") == own));
    auto since = expected;
    since.filter = R"({"date_created":{"_gte":"2026-11-23T18:49:42.618Z"}})";
    since.sort = {"-date_created", "-id"};
    since.limit = 10;
    BOOST_TEST((reactions::since("reactions", date, 0, 10) == since));
    since.offset = 10;
    BOOST_TEST((reactions::since("reactions", date, 10, 10) == since));
    auto with_keys = expected;
    with_keys.filter = R"({"id":{"_in":["1","2"]}})";
    with_keys.sort = {};
    with_keys.limit = 2;
    BOOST_TEST((reactions::with_keys("reactions", ids) == with_keys));
}

BOOST_AUTO_TEST_CASE(changing)
{
    const auto made = reactions::create(token, "reactions", item_id("17"), "👍");
    BOOST_TEST(made.method == "POST");
    BOOST_TEST(made.target == all);
    BOOST_TEST(made.body == R"({"message":"17","emoji":"👍"})");
    const auto gone = reactions::remove(token, "reactions", item_id("a b"));
    BOOST_TEST(gone.method == "DELETE");
    BOOST_TEST(gone.target == "/items/reactions/a%20b");
}

BOOST_AUTO_TEST_CASE(answers)
{
    const auto found = [](unsigned status, std::string body) {
        return reactions::parse({status, std::move(body), {}});
    };
    const reaction expected{item_id("7"), item_id("17"), "👍", user_id("u-1"), date};
    const std::string one = R"({"id":7,"message":17,"emoji":"👍","user_created":"u-1",)"
                            R"("date_created":"2026-11-23T18:49:42.618Z"})";
    for (const auto& body : {R"({"data":[)" + one + "]}", R"({"data":)" + one + "}"}) {
        const auto answer = found(200, body);
        BOOST_REQUIRE(answer.has_value());
        BOOST_TEST((*answer == std::vector{expected}));
    }
    const auto nobodys = found(200, R"({"data":[{"id":"a","message":"b","emoji":"x"}]})");
    BOOST_REQUIRE((nobodys.has_value() && nobodys->size() == 1));
    BOOST_TEST((nobodys->front() == reaction{item_id("a"), item_id("b"), "x", {}, {}}));
    for (const auto* none : {R"({"message":1,"emoji":"x"})", R"({"id":1,"message":null,"emoji":"x"})",
                             R"({"id":1,"message":1,"emoji":null})", R"({"id":1,"message":1,"emoji":""})"}) {
        const auto answer = found(200, R"({"data":[)" + std::string(none) + "]}");
        BOOST_TEST((answer.has_value() && answer->empty()), none);
    }
    BOOST_TEST((found(200, R"({"data":7})").error() == base::errc::malformed));
    BOOST_TEST((found(200, "<html>").error() == base::errc::malformed));
    BOOST_TEST(
        (found(403, R"({"errors":[{"extensions":{"code":"FORBIDDEN"}}]})").error() == base::errc::forbidden));
}

BOOST_AUTO_TEST_CASE(what_may_be_done_with_reactions)
{
    const auto of = [](const schema& shape) {
        return *rest::parse_permissions(
            rest::response{200,
                           R"({"data":{"messages":{"read":{"access":"full","fields":["*"]}},)"
                           R"("feelings":{"read":{"access":"full"},"create":{"access":"none"},)"
                           R"("delete":{"access":"partial"}}}})",
                           {}},
            shape);
    };
    schema shape;
    BOOST_TEST((of(shape).read_reactions == access::none));
    shape.reactions = "feelings";
    BOOST_TEST((of(shape).read_reactions == access::full));
    BOOST_TEST((of(shape).create_reactions == access::none));
    BOOST_TEST((of(shape).remove_reactions == access::partial));
    shape.reactions = "elsewhere"; // which is not there
    BOOST_TEST((of(shape).read_reactions == access::none));
}

BOOST_AUTO_TEST_SUITE_END()
