// Reactions: what is asked of Directus, who is told of them, and how they come with the history.
#include "room_fixture.hpp"

BOOST_AUTO_TEST_SUITE(reaction_requests)

using namespace room_test;
using base::errc;

namespace {

const auto modern = {cap::message_tags, cap::standard_replies};
const auto echoing = {cap::message_tags, cap::standard_replies, cap::echo_message, cap::labeled_response,
                      cap::batch};
const std::string to_17 = "+reply=17;+draft/reply=17;";
const std::string failed = ":irc.example FAIL TAGMSG ";

room::settings with_reactions()
{
    auto with = plain();
    with.reactions = true;
    return with;
}

struct reacting : house {
    reacting()
        : house(with_reactions())
    {
        for (const auto& id : {ada, bob})
            permit(id, access::full, access::full, access::partial);
        enter(1, ada, modern);
        enter(2, bob, echoing);
        enter(3, bob, modern);
        enter(4, ada);
        shown(row("17", "hello"));
        for (const int n : {1, 2, 3, 4})
            lines(n);
        take_actions();
    }

    void permit(const base::user_id& id, directus::access read, directus::access create,
                directus::access remove)
    {
        rights_changed(people().ensure(id),
                       {.read = access::full,
                        .create = access::full,
                        .read_reactions = read,
                        .create_reactions = create,
                        .remove_reactions = remove},
                       wall);
    }
    std::vector<bridge::ask::react> asked()
    {
        std::vector<bridge::ask::react> out;
        for (const auto& one : take_actions())
            if (const auto* what = std::get_if<bridge::ask::react>(&one))
                out.push_back(*what);
        return out;
    }
    bridge::ask::react asked_for(std::uint64_t n, std::string_view text)
    {
        check(send(n, text), {});
        const auto all = asked();
        BOOST_REQUIRE(all.size() == 1u);
        return all.front();
    }
    directus::reaction stored(const base::user_id& by = bob, std::string key = "5") const
    {
        return {base::item_id(std::move(key)), base::item_id("17"), "👍", by, date};
    }
    void made(const directus::reaction& what, bool undone = false)
    {
        reactions().show(what, undone, everyone, wall);
    }
};

const std::string by_bob = " :" + bob_mask + " TAGMSG #messages";

} // namespace

BOOST_FIXTURE_TEST_CASE(a_reaction_in_directus_is_a_tagmsg_for_those_who_know_tags, reacting)
{
    made(stored());
    for (const int n : {1, 2, 3})
        check(lines(n), {"@msgid=17.r5;" + to_17 + "+draft/react=👍" + by_bob});
    check(lines(4), {});
    made(stored(), true);
    check(lines(1), {"@msgid=17.u5;" + to_17 + "+draft/unreact=👍" + by_bob});
    made(stored({}));
    check(lines(1), {"@msgid=17.r5;" + to_17 +
                     "+draft/react=👍 :anonymous!anonymous@irc.example TAGMSG "
                     "#messages"});
}

BOOST_FIXTURE_TEST_CASE(it_has_its_own_time_and_account, reacting)
{
    enter(5, ada, {cap::message_tags, cap::server_time, cap::account_tag});
    made(stored());
    check(lines(5), {"@time=2023-11-14T22:13:20.042Z;msgid=17.r5;" + to_17 +
                     "+draft/react=👍;account=" + bob_account + by_bob});
    made(stored(), true);
    BOOST_TEST(lines(5).at(0).starts_with("@time=2023-11-14T22:15:00.000Z;msgid=17.u5;"));
}

BOOST_FIXTURE_TEST_CASE(those_who_may_not_see_it_and_what_is_none_are_left_out, reacting)
{
    reactions().show(
        stored(), false, [](const bridge::member& who) { return who.id == bob; }, wall);
    check(lines(1), {});
    BOOST_TEST(lines(2).size() == 1u);
    auto odd = stored();
    odd.emoji = std::string(65, 'x');
    made(odd);
    check(lines(2), {});
}

BOOST_FIXTURE_TEST_CASE(what_is_asked, reacting)
{
    for (const auto* tag : {"+reply", "+draft/reply"})
        BOOST_TEST((asked_for(2, std::string("@+draft/react=👍;") + tag + "=17 TAGMSG #Messages") ==
                    bridge::ask::react{client_id{2}, bob, base::item_id("17"), "👍"}));
    BOOST_TEST((asked_for(2, "@label=L;+draft/unreact=a\\sb;+reply=17.2 TAGMSG #messages") ==
                bridge::ask::react{client_id{2}, bob, base::item_id("17"), "a b", true, "L"}));
    BOOST_TEST((asked_for(2, "@+draft/react=x;+reply=17.r5 TAGMSG #messages").row.str() == "17"));
}

BOOST_FIXTURE_TEST_CASE(without_a_reply_or_a_collection_the_tag_is_dropped, reacting)
{
    check(send(2, "@+draft/react=👍 TAGMSG #messages"), {});
    BOOST_TEST(asked().empty());
    house none;
    none.enter(1, ada, modern);
    check(none.send(1, "@+draft/react=👍;+reply=17 TAGMSG #messages"), {});
    BOOST_TEST(none.take_actions().empty());
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_asked, reacting)
{
    connect(5, ada, modern);
    const auto refused = [&](std::uint64_t n, const std::string& tags, const std::string& with) {
        const auto answer = send(n, "@" + tags + " TAGMSG #messages");
        BOOST_REQUIRE(answer.size() == 1u);
        BOOST_TEST(answer[0].starts_with(failed + with + " :"), answer[0]);
    };
    refused(1, "+draft/react=👍;+reply=", "UNKNOWN_MSGID #messages *");
    refused(1, "+draft/react=x;+draft/unreact=x;+reply=17", "INVALID_REACTION #messages 17");
    refused(1, "+draft/react;+reply=17", "INVALID_REACTION #messages 17");
    refused(1, "+draft/react=a\\nb;+reply=17", "INVALID_REACTION #messages 17");
    refused(1, "+draft/react=" + std::string(65, 'x') + ";+reply=17", "INVALID_REACTION #messages 17");
    permit(ada, access::full, access::none, access::none);
    for (const std::string& tag : {std::string("+draft/react"), std::string("+draft/unreact")})
        refused(1, tag + "=👍;+reply=17", "REACT_FORBIDDEN #messages 17");
    permit(ada, access::none, access::full, access::full); // what cannot be read cannot be given
    refused(1, "+draft/react=👍;+reply=17", "REACT_FORBIDDEN #messages 17");
    check(send(4, "@+draft/react=👍;+reply=17 TAGMSG #messages"),
          {":irc.example NOTICE Ada :You have no permission to react to messages"});
    check(send(5, "@+draft/react=👍;+reply=17 TAGMSG #messages"),
          {":irc.example 404 Ada #messages :You are not on that channel"});
    BOOST_TEST(asked().empty());
}

BOOST_FIXTURE_TEST_CASE(only_so_many_are_under_way, reacting)
{
    for (int n = 0; n < 20; ++n)
        asked_for(3, "@+draft/react=" + std::to_string(n) + ";+reply=17 TAGMSG #messages");
    const auto answer = send(3, "@+draft/react=x;+reply=17 TAGMSG #messages");
    BOOST_REQUIRE(answer.size() == 1u);
    BOOST_TEST(answer[0].starts_with(failed + "CANNOT_REACT #messages 17 :"));
}

BOOST_FIXTURE_TEST_CASE(when_directus_confirmed_everyone_is_told_once, reacting)
{
    const auto what = asked_for(2, "@label=L;+draft/react=👍;+reply=17 TAGMSG #messages");
    made(stored()); // from the answer or the event: others are told
    const auto text = to_17 + "+draft/react=👍" + by_bob;
    check(lines(1), {"@msgid=17.r5;" + text});
    check(lines(3), {"@msgid=17.r5;" + text}); // his own, elsewhere
    check(lines(2), {});
    reactions().answered(what, stored(), {}, wall);
    check(lines(2), {"@label=L;msgid=17.r5;" + text});
    reactions().answered(what, stored(), {}, wall);
    for (const int n : {1, 2, 3})
        check(lines(n), {});
}

BOOST_FIXTURE_TEST_CASE(without_echo_message_there_is_no_answer_but_an_ack, reacting)
{
    const auto what = asked_for(3, "@+draft/react=👍;+reply=17 TAGMSG #messages");
    made(stored());
    reactions().answered(what, stored(), {}, wall);
    check(lines(3), {});
    enter(5, bob, {cap::message_tags, cap::labeled_response, cap::batch});
    const auto labelled = asked_for(5, "@label=L;+draft/react=👍;+reply=17 TAGMSG #messages");
    reactions().answered(labelled, stored(), {}, wall);
    check(lines(5), {"@label=L :irc.example ACK"});
}

BOOST_FIXTURE_TEST_CASE(taking_back_what_is_not_there_is_answered_without_an_id, reacting)
{
    const auto what = asked_for(2, "@+draft/unreact=👍;+reply=17 TAGMSG #messages");
    reactions().answered(what, {}, {}, wall);
    check(lines(2), {"@" + to_17 + "+draft/unreact=👍" + by_bob});
    check(lines(1), {});
}

BOOST_FIXTURE_TEST_CASE(each_refusal_has_its_code, reacting)
{
    const auto check_refusal = [&](base::error_code error, bool perhaps, const std::string& with) {
        const auto what = asked_for(2, "@label=L;+draft/react=👍;+reply=17 TAGMSG #messages");
        reactions().answered(what, {}, {error, perhaps}, wall);
        const auto answer = lines(2);
        BOOST_REQUIRE(answer.size() == 1u);
        BOOST_TEST(answer[0].starts_with("@label=L " + failed + with), answer[0]);
        check(lines(1), {});
    };
    check_refusal(errc::not_found, false, "UNKNOWN_MSGID #messages 17 :");
    check_refusal(errc::forbidden, false, "REACT_FORBIDDEN #messages 17 :");
    check_refusal(errc::invalid_payload, false, "REACT_FORBIDDEN #messages 17 :");
    check_refusal(errc::unreachable, false, "CANNOT_REACT #messages 17 :This reaction was not stored");
    check_refusal(errc::timeout, true, "CANNOT_REACT #messages 17 :Directus did not confirm");
}

BOOST_FIXTURE_TEST_CASE(where_the_answer_is_lost_the_event_confirms, reacting)
{
    const auto what = asked_for(2, "@+draft/react=👍;+reply=17 TAGMSG #messages");
    made(stored());
    reactions().answered(what, {}, {errc::timeout, true}, wall);
    check(lines(2), {"@" + to_17 + "+draft/react=👍" + by_bob});
}

BOOST_FIXTURE_TEST_CASE(one_of_his_own_from_elsewhere_is_shown_where_this_one_fails, reacting)
{
    const auto what = asked_for(2, "@+draft/react=👍;+reply=17 TAGMSG #messages");
    made(stored());
    check(lines(2), {});
    reactions().answered(what, stored(), {errc::forbidden}, wall);
    const auto answer = lines(2);
    BOOST_REQUIRE(answer.size() == 2u);
    BOOST_TEST(answer[0] == "@msgid=17.r5;" + to_17 + "+draft/react=👍" + by_bob);
}

BOOST_FIXTURE_TEST_CASE(a_message_with_a_reaction_is_both, reacting)
{
    check(send(2, "@label=L;+draft/react=👍;+reply=17 PRIVMSG #messages :so do I"), {});
    const auto actions = take_actions();
    BOOST_REQUIRE(actions.size() == 2u);
    const auto& reaction = std::get<bridge::ask::react>(actions[0]);
    BOOST_TEST(reaction.emoji == "👍");
    BOOST_TEST(reaction.label.empty()); // that is the message's
    BOOST_TEST(std::get<bridge::ask::store>(actions[1]).what.text == "so do I");
    BOOST_TEST(std::get<bridge::ask::store>(actions[1]).what.label == "L");
    reactions().answered(reaction, {}, {errc::not_found}, wall);
    BOOST_TEST(lines(2).at(0).starts_with(failed + "UNKNOWN_MSGID #messages 17 :"));
}

BOOST_AUTO_TEST_CASE(who_waits_for_his_history_is_told_behind_it)
{
    auto with = with_reactions();
    with.history = 100;
    house all(with);
    all.connect(1, bob, {cap::message_tags});
    all.send(1, "JOIN #messages");
    all.reactions().show({base::item_id("5"), base::item_id("17"), "👍", ada, all.date}, false, everyone,
                         all.wall);
    check(all.lines(1), {});
    all.remember(1, {all.row("17", "hello")});
    const auto lines = all.lines(1);
    BOOST_REQUIRE(lines.size() >= 2u);
    BOOST_TEST(lines[0].find("hello") != std::string::npos);
    BOOST_TEST(lines[1].find("+draft/react=👍") != std::string::npos);
}

namespace {

const auto playing = {cap::chathistory, cap::batch, cap::message_tags, cap::server_time, cap::event_playback};

// A page of two rows, the reactions to the second of which come with it.
strings page_of(reacting& all, std::initializer_list<cap> caps, std::string_view query)
{
    all.enter(5, ada, caps);
    all.send(5, query);
    const auto asked = std::get<bridge::ask::read_page>(all.take_actions().at(0));
    auto rows = all.past_of({all.row("16", "one"), all.row("17", "two")});
    rows[1].reactions = {all.stored(), all.stored(ada, "6")};
    all.pages().page(asked, rows, all.wall);
    return all.lines(5);
}

std::size_t place_of(const strings& lines, std::string_view text)
{
    const auto found =
        std::find_if(lines.begin(), lines.end(), [&](const auto& one) { return one.ends_with(text); });
    return static_cast<std::size_t>(found - lines.begin());
}

} // namespace

BOOST_FIXTURE_TEST_CASE(a_page_has_the_reactions_behind_their_row, reacting)
{
    const auto lines = page_of(*this, playing, "CHATHISTORY LATEST #messages * 2");
    BOOST_REQUIRE(lines.size() == 6u);
    BOOST_TEST(place_of(lines, ":two") == 2u);
    BOOST_TEST(lines[3] == "@time=2023-11-14T22:13:20.042Z;msgid=17.r5;" + to_17 +
                               "+draft/react=👍;draft/chathistory-context;batch=h1" + by_bob);
    BOOST_TEST(lines[4].find("msgid=17.r6;") != std::string::npos);
    BOOST_TEST(lines[4].find(";draft/chathistory-context;") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(reactions_follow_the_last_row_of_a_full_page_too, reacting)
{
    for (const auto* query : {"AFTER #messages msgid=15", "BETWEEN #messages msgid=15 msgid=19"}) {
        const auto full = page_of(*this, playing, std::string("CHATHISTORY ") + query + " 2");
        BOOST_REQUIRE(full.size() == 6u);
        BOOST_TEST(place_of(full, ":two") == 2u);
        leave(5);
    }
}

BOOST_FIXTURE_TEST_CASE(without_event_playback_a_page_has_none, reacting)
{
    const auto lines = page_of(*this, {cap::chathistory, cap::batch, cap::message_tags, cap::server_time},
                               "CHATHISTORY LATEST #messages * 2");
    BOOST_TEST(lines.size() == 4u);
}

BOOST_FIXTURE_TEST_CASE(a_reaction_is_no_message_to_be_redacted, reacting)
{
    rights_changed(people().ensure(ada), {.read = access::full, .remove = access::full}, wall);
    lines(1);
    check(send(1, "REDACT #messages 17.r5"), {":irc.example FAIL REDACT UNKNOWN_MSGID #messages 17.r5 "
                                              ":Reactions are removed with TAGMSG and +draft/unreact"});
    BOOST_TEST(take_actions().empty());
}

BOOST_AUTO_TEST_SUITE_END()
