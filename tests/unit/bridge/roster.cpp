#include "bridge/roster.hpp"

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
        return learn({id(digits), std::move(first), std::move(last), ""}).who->nick;
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
    BOOST_TEST(all.find(id("8f3a1c2b"))->account == "8f3a1c2b-0000-4000-8000-000000000001");
}

BOOST_AUTO_TEST_CASE(the_first_known_keeps_the_plain_form)
{
    people all;
    BOOST_TEST(all.nick("aaaa1111", "Ada") == "Ada");
    BOOST_TEST(all.nick("bbbb2222", "Ada") == "Ada_bbbb");
    BOOST_TEST(all.nick("cccc3333", "ADA") == "ADA_cccc");
    BOOST_TEST(all.nick("bbbb2222", "Ada") == "Ada_bbbb"); // told again
    BOOST_TEST(all.nick("aaaa1111", "Ada") == "Ada");
    BOOST_TEST(all.nick("bbbb4444", "Ada") == "Ada_4444"); // four digits are equal, more tell them apart
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

BOOST_AUTO_TEST_CASE(so_are_more_of_them_than_four_digits_can_number)
{
    people all;
    for (int n = 0; n < 70'000; ++n) {
        std::string letters;
        for (int rest = n; letters.size() < 4; rest /= 20)
            letters += static_cast<char>('g' + rest % 20);
        all.ensure(base::user_id(letters));
    }
    std::set<std::string> nicks;
    for (const auto* one : all.everyone())
        nicks.insert(one->nick);
    BOOST_TEST(nicks.size() == 70'000U);
}

BOOST_AUTO_TEST_CASE(nicks_that_look_alike_are_equal)
{
    people all;
    BOOST_TEST(all.nick("aaaa1111", "Straße") == "Straße");
    BOOST_TEST(all.nick("bbbb2222", "STRASSE") == "STRASSE_bbbb");
    BOOST_TEST(all.find_nick("strasse") == all.find(id("aaaa1111")));
    BOOST_TEST(all.find_nick("strasse_BBBB") == all.find(id("bbbb2222")));
    BOOST_TEST(!all.find_nick("nobody"));
    BOOST_TEST(!all.find_nick("\xff"));
}

BOOST_AUTO_TEST_CASE(services_and_the_gateway_itself_are_reserved)
{
    people all;
    BOOST_TEST(all.nick("aaaa1111", "Directus") == "Directus_aaaa");
    BOOST_TEST(all.nick("bbbb2222", "NickServ") == "NickServ_bbbb");
    BOOST_TEST(all.nick("cccc3333", "DIRECTUS") == "DIRECTUS_cccc");
    bridge::roster other("gateway");
    BOOST_TEST(other.learn({id("aaaa1111"), "Gateway", "", ""}).who->nick == "Gateway_aaaa");
}

BOOST_AUTO_TEST_CASE(a_new_person_is_no_change_but_a_name_for_a_known_id_is)
{
    people all;
    auto change = all.learn({id("8f3a1c2b"), "Ada", "Lovelace", ""});
    BOOST_TEST(change.old_mask == "");
    BOOST_TEST(!change.real_name);

    all.ensure(id("5e11d00d"));
    BOOST_TEST(!all.knows_name(id("5e11d00d")));
    change = all.learn({id("5e11d00d"), "Bob", "", ""});
    BOOST_TEST(change.old_mask == "User5e11!u@user-5e11d00d.directus");
    BOOST_TEST(change.real_name);
    BOOST_TEST(change.who->nick == "Bob");
    BOOST_TEST(all.knows_name(id("5e11d00d")));
    BOOST_TEST(!all.find_nick("User5e11"));
}

BOOST_AUTO_TEST_CASE(a_rename_frees_the_old_nick)
{
    people all;
    all.nick("aaaa1111", "Ada");
    all.nick("bbbb2222", "Ada");
    auto change = all.learn({id("aaaa1111"), "Augusta", "", ""});
    BOOST_TEST(change.old_mask == "Ada!u@user-aaaa1111.directus");
    BOOST_TEST(change.who->nick == "Augusta");
    BOOST_TEST(all.nick("cccc3333", "Ada") == "Ada");
    BOOST_TEST(all.nick("aaaa1111", "Ada") == "Ada_aaaa"); // and back: taken meanwhile
    BOOST_TEST(all.find_nick("ada") == all.find(id("cccc3333")));
    BOOST_TEST(all.find_nick("ada_bbbb") == all.find(id("bbbb2222")));
}

BOOST_AUTO_TEST_CASE(a_change_of_case_is_a_rename)
{
    people all;
    all.nick("aaaa1111", "ada");
    const auto change = all.learn({id("aaaa1111"), "Ada", "", ""});
    BOOST_TEST(change.old_mask == "ada!u@user-aaaa1111.directus");
    BOOST_TEST(change.who->nick == "Ada");
    BOOST_TEST(all.find_nick("ADA") == change.who);
}

BOOST_AUTO_TEST_CASE(a_missing_name_leaves_the_known_one_in_force)
{
    people all;
    all.nick("aaaa1111", "Ada", "Lovelace");
    const auto change = all.learn({id("aaaa1111"), "", "", ""});
    BOOST_TEST(change.old_mask == "");
    BOOST_TEST(!change.real_name);
    BOOST_TEST(change.who->nick == "Ada");
    BOOST_TEST(change.who->real_name == "Ada Lovelace");
}

BOOST_AUTO_TEST_CASE(a_real_name_alone_may_change)
{
    people all;
    all.nick("aaaa1111", "Ada", "Byron");
    const auto change = all.learn({id("aaaa1111"), "Ada", "Lovelace", ""});
    BOOST_TEST(change.old_mask == "");
    BOOST_TEST(change.real_name);
    BOOST_TEST(change.who->real_name == "Ada Lovelace");
    BOOST_TEST(all.learn({id("bbbb2222"), "Bob", std::string(900, 'x'), ""}).who->real_name.size() <= 128u);
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
    BOOST_TEST(order == "Ada Ada_bbbb Ada_cccc Ada_ffff ");
    BOOST_TEST(!all.find(id("dddd4444")));
    BOOST_TEST(!all.find_nick("Ada_dddd"));
    BOOST_TEST(all.nick("dddd4444", "Ada") == "Ada_dddd"); // as if for the first time
    forget(0);
    BOOST_TEST(all.everyone().size() == 2U);
    BOOST_TEST(all.find_nick("ADA") == all.find(id("aaaa1111")));
}

BOOST_AUTO_TEST_SUITE_END()
