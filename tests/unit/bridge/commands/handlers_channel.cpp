#include "unit/bridge/channel/room_fixture.hpp"

BOOST_AUTO_TEST_SUITE(handlers_channel)

using namespace room_test;

namespace {

const std::string me = ":irc.example ";

} // namespace

BOOST_AUTO_TEST_CASE(the_channels_modes)
{
    house all;
    all.enter(1, ada);
    check(all.send(1, "MODE #messages"),
          {me + "324 Ada #messages +mnt", me + "329 Ada #messages 1700000000"});
    check(all.send(1, "MODE #messages b"), {me + "368 Ada #messages :End of channel ban list"});
    check(all.send(1, "MODE #messages +b"), {me + "368 Ada #messages :End of channel ban list"});
    const std::string no =
        me + "482 Ada #messages :Modes follow the permissions in Directus. Change them there";
    check(all.send(1, "MODE #messages +b *!*@*"), {no});
    check(all.send(1, "MODE #messages +v Bob"), {no});
    check(all.send(1, "MODE #messages -m"), {no});
    check(all.send(1, "MODE #other"),
          {me + "403 Ada #other :No such channel. The only channel here is #messages"});
    check(all.send(1, "MODE nobody"), {me + "401 Ada nobody :No such nick/channel"});
}

BOOST_AUTO_TEST_CASE(ones_own_modes)
{
    house all;
    all.enter(1, ada);
    check(all.send(1, "MODE ada"), {me + "221 Ada +"});
    check(all.send(1, "MODE Ada +B-i+i"), {":" + ada_mask + " MODE Ada :+B+i"});
    check(all.send(1, "MODE Ada +B"), {});
    check(all.send(1, "MODE Ada"), {me + "221 Ada +Bi"});
    check(all.send(1, "MODE Ada -Bi"), {":" + ada_mask + " MODE Ada :-B-i"});
    check(all.send(1, "MODE Ada +xyB"),
          {":" + ada_mask + " MODE Ada :+B", me + "501 Ada :Unknown user mode"});
    check(all.send(1, "MODE Bob +B"), {me + "502 Ada :Cannot show or change the modes of others"});
    check(all.send(1, "MODE Bob"), {me + "502 Ada :Cannot show or change the modes of others"});
}

BOOST_AUTO_TEST_CASE(the_topic)
{
    house all;
    all.enter(1, ada);
    check(all.send(1, "TOPIC #messages"), {me + "331 Ada #messages :No topic is set"});
    check(all.send(1, "TOPIC #messages :new"), {me + "482 Ada #messages :The topic is set with irc.topic of "
                                                     "the gateway or as the project descriptor in Directus"});
    check(all.send(1, "TOPIC #other"),
          {me + "403 Ada #other :No such channel. The only channel here is #messages"});

    auto with = plain();
    with.topic = "Be kind";
    house topical(with);
    topical.enter(1, ada);
    check(topical.send(1, "TOPIC #messages"),
          {me + "332 Ada #messages :Be kind", me + "333 Ada #messages irc.example 1700000000"});
}

BOOST_AUTO_TEST_CASE(names)
{
    house all;
    all.enter(1, ada);
    const strings here = {me + "353 Ada = #messages :+Ada +Bob",
                          me + "366 Ada #messages :End of /NAMES list"};
    check(all.send(1, "NAMES #messages"), here);
    check(all.send(1, "NAMES"), here);
    check(all.send(1, "NAMES #other,#Messages"),
          {me + "366 Ada #other :End of /NAMES list", here[0], here[1]});
    all.connect(2, bob); // who has not joined
    BOOST_TEST(all.send(2, "NAMES #messages").size() == 2u);
    check(all.send(1, "NAMES #other"), {me + "366 Ada #other :End of /NAMES list"});
}

BOOST_AUTO_TEST_CASE(the_list_shows_the_one_channel)
{
    auto with = plain();
    with.topic = "Be kind";
    house all(with);
    all.enter(1, ada);
    const std::string start = me + "321 Ada Channel :Users  Name";
    const std::string one = me + "322 Ada #messages 2 :Be kind";
    const std::string end = me + "323 Ada :End of /LIST";
    check(all.send(1, "LIST"), {start, one, end});
    check(all.send(1, "LIST #messages"), {start, one, end});
    check(all.send(1, "LIST >0"), {start, one, end});
    check(all.send(1, "LIST #other,#MESSAGES"), {start, one, end});
    check(all.send(1, "LIST #other"), {start, end});
    check(all.send(1, "LIST #mess*"), {start, end}); // no masks: ELIST is not advertised
}

BOOST_AUTO_TEST_CASE(who_may_read_is_decided_in_directus)
{
    house all;
    all.enter(1, ada);
    const std::string no = " #messages :Permission to read is given in Directus";
    check(all.send(1, "INVITE Bob #messages"), {me + "482 Ada" + no});
    check(all.send(1, "INVITE nobody #messages"), {me + "401 Ada nobody :No such nick/channel"});
    check(all.send(1, "INVITE Bob #other"),
          {me + "403 Ada #other :No such channel. The only channel here is #messages"});
    check(all.send(1, "KICK #messages Bob :out"), {me + "482 Ada" + no});
    check(all.send(1, "KICK #messages nobody"), {me + "482 Ada" + no});
    check(all.send(1, "KICK #other Bob"),
          {me + "403 Ada #other :No such channel. The only channel here is #messages"});
    all.connect(2, bob);
    const std::string not_there = me + "442 Bob #messages :You're not on that channel";
    check(all.send(2, "INVITE Ada #messages"), {not_there});
    check(all.send(2, "KICK #messages Ada"), {not_there});
}

BOOST_AUTO_TEST_SUITE_END()
