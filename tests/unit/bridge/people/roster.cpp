#include "bridge/people/roster.hpp"

#include "irc/looks.hpp"
#include "irc/nicknames.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <set>
#include <string>

BOOST_AUTO_TEST_SUITE(roster)

namespace {

base::user_id id(std::string digits)
{
    return base::user_id(std::move(digits) + "-0000-4000-8000-000000000001");
}

struct people : bridge::roster {
    people()
        : bridge::roster("irc.example")
    {
    }
    std::string nick(const std::string& digits, std::string first, std::string last = "")
    {
        learn({id(digits), std::move(first), std::move(last), ""});
        return find(id(digits))->nick;
    }
    // What the others are told: "old>new".
    std::string renames(const bridge::roster::changes& told)
    {
        std::string out;
        for (const auto& one : told)
            if (!one.old_nick.empty())
                out += one.old_nick + ">" + one.who->nick + " ";
        return out;
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(nicks_come_from_the_first_name_then_the_last_then_the_id)
{
    people all;
    BOOST_TEST(all.nick("8f3a1c2b", "Ada", "Lovelace") == "Ada");
    BOOST_TEST(all.nick("5e11d00d", "", "Hopper") == "Hopper");
    BOOST_TEST(all.nick("0badcafe", "", "") == "User0bad");
    BOOST_TEST(all.nick("11112222", "Grace Brewster", "M") == "Grace_Brewster");
    BOOST_TEST(all.find(id("8f3a1c2b"))->real_name == "Ada Lovelace");
    BOOST_TEST(all.find(id("5e11d00d"))->real_name == "Hopper");
    BOOST_TEST(all.find(id("0badcafe"))->real_name == "User0bad");
    BOOST_TEST(all.find(id("8f3a1c2b"))->mask() == "Ada!u@user-8f3a1c2b.directus");
    BOOST_TEST(all.find(id("8f3a1c2b"))->account == "8f3a1c2b");
}

BOOST_AUTO_TEST_CASE(name_that_two_have_renames_the_first_as_well)
{
    people all;
    BOOST_TEST(all.nick("aaaa1111", "Ada", "Lovelace") == "Ada");
    BOOST_TEST(all.renames(all.learn({id("bbbb2222"), "Ada", "Byron", ""})) == "Ada>Ada_Lovelace ");
    BOOST_TEST(all.find(id("bbbb2222"))->nick == "Ada_Byron");
    BOOST_TEST(all.renames(all.learn({id("bbbb2222"), "Ada", "Byron", ""})) == ""); // told again
    BOOST_TEST(all.renames(all.learn({id("bbbb2222"), "Bea", "Byron", ""})) ==
               "Ada_Byron>Bea Ada_Lovelace>Ada ");
}

BOOST_AUTO_TEST_CASE(swapped_names_are_told_without_two_of_one_nick)
{
    people all;
    all.nick("aaaa1111", "Ada", "Lovelace");
    all.nick("bbbb2222", "Bob", "Kahn");
    BOOST_TEST(all.renames(all.learn({id("aaaa1111"), "Bob", "Lovelace", ""})) ==
               "Ada>Bob_Lovelace Bob>Bob_Kahn ");
    BOOST_TEST(all.renames(all.learn({id("bbbb2222"), "Ada", "Kahn", ""})) ==
               "Bob_Kahn>Ada Bob_Lovelace>Bob ");
    BOOST_TEST(all.find_nick("bob") == all.find(id("aaaa1111")));
    BOOST_TEST(all.find_nick("ada") == all.find(id("bbbb2222")));
}

// Her old full name is the new first name of somebody who had hers.
BOOST_AUTO_TEST_CASE(nicks_that_depend_on_each_other_are_changed_one_after_the_other)
{
    people all;
    all.nick("aaaa1111", "X", "Y");
    all.nick("bbbb2222", "X_Y", "Z");
    BOOST_TEST(all.find(id("bbbb2222"))->nick == "X_Y_Z");
    std::set<std::string> nicks;
    for (const auto& one : all.learn({id("aaaa1111"), "X_Y_Z", "", ""}))
        nicks.insert(one.who->nick);
    for (auto* one : all.everyone())
        BOOST_TEST(all.find_nick(one->nick) == one);
    BOOST_TEST(all.find(id("aaaa1111"))->nick == "X_Y_Z_aaaa");
    BOOST_TEST(all.find(id("bbbb2222"))->nick == "X_Y");
}

BOOST_AUTO_TEST_CASE(invisible_name_is_none)
{
    people all;
    BOOST_TEST(all.nick("aaaa1111", "\u2800\u200b", "Lovelace") == "Lovelace");
    BOOST_TEST(all.nick("bbbb2222", "\u3164", "\u2800") == "Userbbbb");
    BOOST_TEST(all.find(id("bbbb2222"))->real_name == "Userbbbb");
    BOOST_TEST(!all.knows_name(id("bbbb2222")));
    all.nick("cccc3333", "Carl", "Sagan");
    const auto change = all.learn({id("cccc3333"), "\u2800", "", ""});
    BOOST_TEST(all.renames(change) == "Carl>Usercccc ");
    BOOST_TEST(change.front().real_name);
    BOOST_TEST(all.find(id("cccc3333"))->real_name == "Usercccc");
}

BOOST_AUTO_TEST_CASE(user_heard_of_later_may_lengthen_the_code_of_another)
{
    people all;
    all.ensure(id("aaaa1111"));
    BOOST_TEST(all.ensure(id("aaaa2222")).nick == "Useraaaa2222");
    BOOST_TEST(all.find(id("aaaa1111"))->nick == "Useraaaa"); // until it is told
    const auto told = all.settle();
    BOOST_TEST(all.renames(told) == "Useraaaa>Useraaaa1111 ");
    BOOST_TEST(told.front().old_code == "Useraaaa");
    BOOST_TEST(told.front().real_name);
    BOOST_TEST(all.settle().empty());
}

BOOST_AUTO_TEST_CASE(ids_that_give_no_digits_are_told_apart_all_the_same)
{
    people all;
    std::set<bridge::member*> seen;
    for (const auto* one : {"zz", "yy", "xx"}) {
        all.learn({base::user_id(one), "Ada", "", ""});
        seen.insert(all.find_nick(all.find(base::user_id(one))->nick));
    }
    BOOST_TEST(seen.size() == 3u);
}

BOOST_AUTO_TEST_CASE(more_users_than_four_digits_can_number_are_told_apart)
{
    people all;
    for (int n = 0; n < 70'000; ++n) {
        std::string letters;
        for (int rest = n; letters.size() < 4; rest /= 20)
            letters += static_cast<char>('g' + rest % 20);
        all.ensure(base::user_id(letters));
    }
    all.settle();
    std::set<std::string> nicks;
    for (const auto* one : all.everyone())
        nicks.insert(one->nick);
    BOOST_TEST(nicks.size() == 70'000U);
}

BOOST_AUTO_TEST_CASE(nicks_are_found_in_any_case)
{
    people all;
    BOOST_TEST(all.nick("aaaa1111", "Straße") == "Straße");
    BOOST_TEST(all.nick("bbbb2222", "STRASSE") == "STRASSE_bbbb");
    BOOST_TEST(all.find_nick("strasse_AAAA") == all.find(id("aaaa1111")));
    BOOST_TEST(all.find_nick("strasse_BBBB") == all.find(id("bbbb2222")));
    BOOST_TEST(!all.find_nick("strasse"));
    BOOST_TEST(!all.find_nick("nobody"));
    BOOST_TEST(!all.find_nick("\xff"));
}

BOOST_AUTO_TEST_CASE(services_and_the_gateway_itself_are_reserved)
{
    people all;
    BOOST_TEST(all.nick("aaaa1111", "Directus") == "Directus_aaaa");
    BOOST_TEST(all.nick("bbbb2222", "NickServ") == "NickServ_bbbb");
    bridge::roster other("gateway");
    other.learn({id("aaaa1111"), "Gateway", "", ""});
    BOOST_TEST(other.find(id("aaaa1111"))->nick == "Gateway_aaaa");
}

BOOST_AUTO_TEST_CASE(a_new_person_is_no_change_but_a_name_for_a_known_id_is)
{
    people all;
    BOOST_TEST(all.learn({id("8f3a1c2b"), "Ada", "Lovelace", ""}).empty());

    all.ensure(id("5e11d00d"));
    BOOST_TEST(!all.knows_name(id("5e11d00d")));
    const auto change = all.learn({id("5e11d00d"), "Bob", "", ""});
    BOOST_REQUIRE(change.size() == 1u);
    BOOST_TEST(change.front().old_mask() == "User5e11!u@user-5e11d00d.directus");
    BOOST_TEST(change.front().real_name);
    BOOST_TEST(change.front().who->nick == "Bob");
    BOOST_TEST(all.knows_name(id("5e11d00d")));
    BOOST_TEST(!all.find_nick("User5e11"));
}

BOOST_AUTO_TEST_CASE(a_change_of_case_is_a_rename)
{
    people all;
    all.nick("aaaa1111", "ada");
    BOOST_TEST(all.renames(all.learn({id("aaaa1111"), "Ada", "", ""})) == "ada>Ada ");
    BOOST_TEST(all.find_nick("ADA") == all.find(id("aaaa1111")));
}

BOOST_AUTO_TEST_CASE(a_missing_name_leaves_the_known_one_in_force)
{
    people all;
    all.nick("aaaa1111", "Ada", "Lovelace");
    BOOST_TEST(all.learn({id("aaaa1111"), "", "", ""}).empty());
    BOOST_TEST(all.find(id("aaaa1111"))->nick == "Ada");
    BOOST_TEST(all.find(id("aaaa1111"))->real_name == "Ada Lovelace");
}

BOOST_AUTO_TEST_CASE(address_goes_for_names_that_nobody_may_read)
{
    people all;
    const auto hidden = [](std::string address_name) {
        return directus::person{
            .id = id("aaaa1111"), .hides_name = true, .address_name = std::move(address_name)};
    };
    all.learn(hidden("ada.lovelace+irc"));
    BOOST_TEST(all.find(id("aaaa1111"))->nick == "ada_lovelace_irc");
    BOOST_TEST(all.find(id("aaaa1111"))->real_name == "ada.lovelace+irc");
    BOOST_TEST(!all.knows_name(id("aaaa1111")));
    BOOST_TEST(all.learn(hidden("")).empty()); // as after a login with a token
    BOOST_TEST(all.renames(all.learn({id("aaaa1111"), "Ada", "", ""})) == "ada_lovelace_irc>Ada ");
    BOOST_TEST(all.learn(hidden("ada.lovelace+irc")).empty());
}

BOOST_AUTO_TEST_CASE(address_that_looks_like_a_name_takes_no_nick_away)
{
    people all;
    all.nick("bbbb2222", "Ada", "Byron");
    const auto told = all.learn({.id = id("aaaa1111"), .hides_name = true, .address_name = "ada"});
    BOOST_TEST(all.find(id("aaaa1111"))->nick == "ada_aaaa");
    BOOST_TEST(all.renames(told) == "Ada>Ada_Byron ");
    BOOST_TEST(all.learn({.id = id("cccc3333"), .hides_name = true, .address_name = "\u2800"}).empty());
    BOOST_TEST(all.find(id("cccc3333"))->nick == "Usercccc");
}

BOOST_AUTO_TEST_CASE(a_real_name_alone_may_change)
{
    people all;
    all.nick("aaaa1111", "Ada", "Byron");
    const auto change = all.learn({id("aaaa1111"), "Ada", "Lovelace", ""});
    BOOST_REQUIRE(change.size() == 1u);
    BOOST_TEST(change.front().old_mask() == "");
    BOOST_TEST(change.front().real_name);
    BOOST_TEST(change.front().who->real_name == "Ada Lovelace");
    all.nick("bbbb2222", "Bob", std::string(900, 'x'));
    BOOST_TEST(all.find(id("bbbb2222"))->real_name.size() <= 128u);
}

BOOST_AUTO_TEST_CASE(people_are_kept_in_the_order_in_which_they_became_known)
{
    people all;
    all.nick("cccc3333", "C");
    all.ensure(id("aaaa1111"));
    all.nick("bbbb2222", "B");
    all.nick("cccc3333", "Cc");
    all.ensure(id("aaaa1111"));
    std::string order;
    for (const auto* one : all.everyone())
        order += one->nick + " ";
    BOOST_TEST(order == "Cc Useraaaa B ");
}

BOOST_AUTO_TEST_CASE(whatever_the_names_nicks_are_unique_and_found)
{
    const auto seed = std::random_device()();
    std::mt19937 random(seed);
    people all;
    for (int step = 0; step < 2000; ++step) {
        std::string first;
        for (unsigned size = random() % 3; size > 0; --size)
            first += "aAbB_ 1ß"[random() % 8];
        all.nick(std::to_string(10'000'000 + random() % 60), first);
        std::set<bridge::member*> found;
        for (auto* one : all.everyone()) {
            BOOST_TEST_CONTEXT("seed " << seed << " nick " << one->nick)
            {
                BOOST_TEST_REQUIRE(all.find_nick(one->nick) == one);
            }
            found.insert(all.find_nick(one->nick));
        }
        BOOST_TEST_REQUIRE(found.size() == all.everyone().size());
    }
}

BOOST_AUTO_TEST_CASE(of_strangers_those_seen_longest_ago_are_forgotten)
{
    people all;
    for (const auto* one : {"aaaa1111", "bbbb2222", "cccc3333", "dddd4444", "eeee5555", "ffff6666"})
        all.nick(one, "Ada");
    BOOST_TEST(all.find(id("aaaa1111"))->nick == "Ada_aaaa");
    all.ensure(id("aaaa1111")).rights.create = directus::access::full;
    all.ensure(id("bbbb2222")).clients.push_back(bridge::client_id{1});
    all.ensure(id("cccc3333"));
    std::string gone;
    const auto forget = [&](std::size_t most) {
        gone.clear();
        all.forget_strangers(most, [&](bridge::member& who) { gone += who.nick + " "; });
    };
    forget(4);
    BOOST_TEST(gone == "");
    forget(2); // cccc3333 was seen since, ffff6666 is the last of the others
    BOOST_TEST(gone.size() == std::string("Ada_dddd Ada_eeee ").size());
    BOOST_TEST(gone.find("Ada_dddd ") != std::string::npos);
    BOOST_TEST(gone.find("Ada_eeee ") != std::string::npos);
    std::string order;
    for (const auto* one : all.everyone())
        order += one->nick + " ";
    BOOST_TEST(order == "Ada_aaaa Ada_bbbb Ada_cccc Ada_ffff ");
    BOOST_TEST(!all.find(id("dddd4444")));
    BOOST_TEST(!all.find_nick("Ada_dddd"));
    BOOST_TEST(all.nick("dddd4444", "Ada") == "Ada_dddd"); // as if for the first time
    forget(0);
    BOOST_TEST(all.everyone().size() == 2U);
    BOOST_TEST(all.find_nick("ADA_aaaa") == all.find(id("aaaa1111")));
    all.find(id("bbbb2222"))->clients.clear();
    forget(0);
    BOOST_TEST(all.renames(all.settle()) == "Ada_aaaa>Ada "); // nobody else has the name
}

BOOST_AUTO_TEST_CASE(unverified_nick_looks_like_no_users)
{
    people all;
    const auto nick = [&](std::string_view name) {
        const auto mask = all.unverified_mask(name);
        BOOST_TEST(mask.ends_with("!u@unverified.directus"), mask);
        return mask.substr(0, mask.find('!'));
    };
    BOOST_TEST(nick("Grace Hopper") == "Grace_Hopper");
    BOOST_TEST(nick("Ada") == "Ada");
    all.nick("8f3a1c2b", "Ada", "Lovelace");
    for (const auto* name : {"Ada", "ADA", "\u0410d\u0430", "A\u200bda"})
        BOOST_TEST(irc::looks(nick(name)) != irc::looks("Ada"), name);
    BOOST_TEST(nick("Ada") == "Ada_");
    all.nick("5e11d00d", "Ada_");
    BOOST_TEST(nick("Ada") == "Ada_2");
    for (const auto* name :
         {"Directus", "D1rectus", "NickServ", "anonymous", "irc.example", "User8f3a", "Ada_8f3a"})
        BOOST_TEST(nick(name) != name);
    // Somebody else's name is free again when it is not theirs any more.
    all.nick("8f3a1c2b", "Augusta");
    all.nick("5e11d00d", "Annabella");
    BOOST_TEST(nick("Ada") == "Ada");
}

BOOST_AUTO_TEST_CASE(unverified_nick_is_a_nick_whatever_the_name_is)
{
    people all;
    for (const auto& name :
         {std::string(10'000, 'x'), std::string("Directus!x@y"), std::string("a\r\nQUIT :b"),
          std::string("\0\x01\x02", 3), std::string("\u202eevil"), std::string("\u202e\u200b"),
          std::string("#messages"), std::string(":x y"), std::string("\xff\xfe"), std::string("@+ada")}) {
        const auto mask = all.unverified_mask(name);
        BOOST_TEST(irc::is_nick(mask.substr(0, mask.find('!'))), mask);
        BOOST_TEST(mask.size() < 100U);
        BOOST_TEST(mask.find_first_of(std::string_view("\r\n\0 ", 4)) == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(account_is_the_beginning_of_the_id_unless_two_begin_alike)
{
    people all;
    const auto account = [&](const base::user_id& of) { return all.ensure(of).account; };
    const auto twin = base::user_id("aaaaaaaa-ffff-4000-8000-000000000002");
    BOOST_TEST(account(id("aaaaaaaa")) == "aaaaaaaa");
    BOOST_TEST(account(id("bbbbbbbb")) == "bbbbbbbb");
    BOOST_TEST(account(twin) == twin.str());
    BOOST_TEST(account(id("aaaaaaaa")) == id("aaaaaaaa").str());
    BOOST_TEST(account(base::user_id("aaaaaaaa-eeee-4000-8000-000000000003")).size() == 36U);
    BOOST_TEST(account(id("bbbbbbbb")) == "bbbbbbbb");
}

BOOST_AUTO_TEST_CASE(account_is_the_whole_id_where_configured)
{
    bridge::roster all("irc.example", true);
    BOOST_TEST(all.ensure(id("aaaaaaaa")).account == id("aaaaaaaa").str());
}

BOOST_AUTO_TEST_SUITE_END()
