// MARKREAD: how far somebody has read, as his clients tell and are told.
#include "room_fixture.hpp"

BOOST_AUTO_TEST_SUITE(read_markers)

using namespace room_test;

namespace {

const auto modern = {cap::read_marker, cap::standard_replies};
const std::string server = ":irc.example ";
const std::string early = "timestamp=2023-11-14T22:13:20.042Z";
const std::string late = "timestamp=2023-11-14T22:14:00.000Z";

std::vector<base::user_id> kept(house& all)
{
    std::vector<base::user_id> out;
    for (const auto& one : all.take_actions())
        if (const auto* what = std::get_if<bridge::ask::keep_marker>(&one))
            out.push_back(what->whose);
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(an_unknown_marker_is_a_star)
{
    house all;
    all.enter(1, ada, modern);
    check(all.send(1, "MARKREAD #messages"), {server + "MARKREAD #messages *"});
    check(all.send(1, "MARKREAD Bob"), {server + "MARKREAD Bob *"});
    BOOST_TEST(kept(all).empty());
}

BOOST_AUTO_TEST_CASE(a_set_is_told_to_all_clients_of_the_user_that_know_of_markers)
{
    house all;
    all.enter(1, ada, modern);
    all.enter(2, ada, {cap::read_marker});
    all.enter(3, ada);
    all.enter(4, bob, modern);
    const strings told{server + "MARKREAD #messages " + early};
    check(all.send(1, "MARKREAD #MESSAGES " + early), told);
    check(all.lines(2), told);
    check(all.lines(3), {});
    check(all.lines(4), {});
    BOOST_TEST(kept(all) == std::vector{ada});
    check(all.send(4, "MARKREAD #messages"), {server + "MARKREAD #messages *"}); // his is his own
}

BOOST_AUTO_TEST_CASE(who_did_not_ask_for_the_capability_is_answered_all_the_same)
{
    house all;
    all.enter(1, ada);
    check(all.send(1, "MARKREAD #messages " + early), {server + "MARKREAD #messages " + early});
}

BOOST_AUTO_TEST_CASE(it_only_ever_moves_forward)
{
    house all;
    all.enter(1, ada, modern);
    all.enter(2, ada, modern);
    all.send(1, "MARKREAD #messages " + late);
    all.lines(2);
    kept(all);
    for (const auto& time : {early, late})
        check(all.send(1, "MARKREAD #messages " + time), {server + "MARKREAD #messages " + late});
    check(all.lines(2), {});
    BOOST_TEST(kept(all).empty());
}

BOOST_AUTO_TEST_CASE(a_time_far_ahead_does_not_leave_everything_read_for_ever)
{
    house all;
    all.enter(1, ada, modern);
    check(all.send(1, "MARKREAD #messages timestamp=2031-01-01T00:00:00.000Z"),
          {server + "MARKREAD #messages timestamp=2023-11-14T23:15:00.000Z"});
}

BOOST_AUTO_TEST_CASE(the_answer_carries_the_label)
{
    house all;
    all.enter(1, ada, {cap::read_marker, cap::labeled_response, cap::batch});
    all.enter(2, ada, modern);
    check(all.send(1, "@label=L MARKREAD #messages " + early),
          {"@label=L " + server + "MARKREAD #messages " + early});
    check(all.lines(2), {server + "MARKREAD #messages " + early});
}

BOOST_AUTO_TEST_CASE(a_join_tells_it_before_the_end_of_names)
{
    auto with = plain();
    with.topic = "chat";
    house all(with);
    all.connect(1, ada, {cap::read_marker});
    auto lines = all.send(1, "JOIN #messages");
    BOOST_REQUIRE(lines.size() == 6u);
    BOOST_TEST(lines[3] == server + "MARKREAD #messages *");
    BOOST_TEST(lines[5].starts_with(server + "366 "));
    all.send(1, "MARKREAD #messages " + early);
    all.send(1, "PART #messages");
    BOOST_TEST(all.send(1, "JOIN #messages")[3] == server + "MARKREAD #messages " + early);

    all.connect(2, ada, {cap::read_marker, cap::no_implicit_names});
    lines = all.send(2, "JOIN #messages");
    BOOST_REQUIRE(lines.size() == 4u);
    BOOST_TEST(lines[3] == server + "MARKREAD #messages " + early);
    all.connect(3, ada);
    for (const auto& line : all.send(3, "JOIN #messages"))
        BOOST_TEST(line.find("MARKREAD") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_kept_elsewhere_moves_it_too)
{
    house all;
    all.enter(1, ada, modern);
    all.enter(2, ada);
    all.markers().known(ada, base::wall_time(1'700'000'000'042ms));
    check(all.lines(1), {server + "MARKREAD #messages " + early});
    check(all.lines(2), {});
    all.markers().known(ada, base::wall_time(1'600'000'000'000ms)); // older than what is known here
    check(all.lines(1), {});
    BOOST_TEST(kept(all).empty());
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told)
{
    house all;
    all.enter(1, ada, modern);
    all.enter(2, ada);
    const auto fails = [&](std::string_view line, const std::string& with) {
        const auto lines = all.send(1, line);
        BOOST_REQUIRE(lines.size() == 1u);
        BOOST_TEST(lines[0].starts_with(server + "FAIL MARKREAD " + with + " :"), lines[0]);
    };
    fails("MARKREAD", "NEED_MORE_PARAMS");
    fails("MARKREAD :", "NEED_MORE_PARAMS");
    fails("MARKREAD #elsewhere", "INVALID_PARAMS #elsewhere");
    fails("MARKREAD nobody " + early, "INVALID_PARAMS nobody");
    fails("MARKREAD Bob " + early, "INVALID_PARAMS Bob");
    fails("MARKREAD #messages *", "INVALID_PARAMS *");
    fails("MARKREAD #messages 2023-11-14T22:13:20.042Z", "INVALID_PARAMS 2023-11-14T22:13:20.042Z");
    fails("MARKREAD #messages timestamp=2023-02-30T22:13:20.042Z",
          "INVALID_PARAMS timestamp=2023-02-30T22:13:20.042Z");
    fails("MARKREAD #messages timestamp=", "INVALID_PARAMS timestamp=");
    check(all.send(1, "MARKREAD #messages"), {server + "MARKREAD #messages *"});
    check(all.send(2, "MARKREAD"), {server + "NOTICE Ada :Missing parameters"});
}

BOOST_AUTO_TEST_SUITE_END()
