#include "bridge/people/nicks.hpp"

#include "irc/looks.hpp"
#include "irc/nicknames.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(nicks)

namespace {

base::user_id id(const std::string& digits)
{
    return base::user_id(digits + "-0000-4000-8000-000000000001");
}

struct person {
    std::string digits;
    std::string first;
    std::string last{};
};

struct known : bridge::nicks {
    known()
        : bridge::nicks({"Directus", "anonymous", "irc.example"})
    {
    }
    explicit known(const std::vector<person>& all)
        : known()
    {
        for (const auto& one : all)
            meet(one);
    }
    // Those whose nick became another, as put() tells.
    std::set<std::string> meet(const person& one)
    {
        const auto first = irc::nick_from(one.first);
        const auto full = one.last.empty() ? first : irc::nick_from(one.first + " " + one.last);
        std::set<std::string> told;
        for (const auto& user : put(id(one.digits), {first, full}))
            told.insert(user.str().substr(0, 8));
        return told;
    }
    std::string of(const std::string& digits) const { return nick(id(digits)); }
};

const std::vector<person> three_graces{
    {"aaaa1111", "Grace", "Hopper"}, {"bbbb2222", "Grace", "Jones"}, {"cccc3333", "Grace", "Hopper"}};

} // namespace

BOOST_AUTO_TEST_CASE(first_name_of_one_user_alone_is_the_nick)
{
    const known all({{"aaaa1111", "Ada", "Lovelace"}, {"bbbb2222", "Grace"}, {"cccc3333", ""}});
    BOOST_TEST(all.of("aaaa1111") == "Ada");
    BOOST_TEST(all.of("bbbb2222") == "Grace");
    BOOST_TEST(all.of("cccc3333") == "Usercccc");
    BOOST_TEST(all.code(id("aaaa1111")) == "Useraaaa");
}

BOOST_AUTO_TEST_CASE(shared_first_name_gives_full_names_and_shared_full_name_gives_digits)
{
    const known all(three_graces);
    BOOST_TEST(all.of("aaaa1111") == "Grace_Hopper_aaaa");
    BOOST_TEST(all.of("bbbb2222") == "Grace_Jones");
    BOOST_TEST(all.of("cccc3333") == "Grace_Hopper_cccc");
}

BOOST_AUTO_TEST_CASE(user_without_a_last_name_gets_digits_behind_a_shared_first_name)
{
    const known all({{"aaaa1111", "Grace"}, {"bbbb2222", "Grace", "Hopper"}});
    BOOST_TEST(all.of("aaaa1111") == "Grace_aaaa");
    BOOST_TEST(all.of("bbbb2222") == "Grace_Hopper");
}

BOOST_AUTO_TEST_CASE(ids_that_begin_alike_show_more_digits)
{
    known all({{"aaaa1111", "Grace"}, {"aaaa2222", "Grace"}, {"bbbb2222", "Grace"}});
    BOOST_TEST(all.of("aaaa1111") == "Grace_aaaa1111");
    BOOST_TEST(all.of("aaaa2222") == "Grace_aaaa2222");
    BOOST_TEST(all.of("bbbb2222") == "Grace_bbbb");
    BOOST_TEST(all.code(id("aaaa1111")) == "Useraaaa1111");
    all.remove(id("aaaa2222"));
    BOOST_TEST(all.of("aaaa1111") == "Grace_aaaa");
}

BOOST_AUTO_TEST_CASE(ids_made_by_hand_are_told_apart)
{
    known all;
    std::set<std::string> codes;
    const std::vector<std::string> ids{"00000000-0000-4000-8000-000000000001",
                                       "00000000-0000-4000-8000-000000000002",
                                       "00000000-0000-4000-8000-000000000003",
                                       "zz",
                                       "yy",
                                       "",
                                       "a"};
    for (const auto& one : ids)
        all.put(base::user_id(one), {});
    for (const auto& one : ids) {
        const auto code = all.code(base::user_id(one));
        BOOST_TEST(irc::is_nick(code), code);
        codes.insert(code);
    }
    BOOST_TEST(codes.size() == ids.size());
}

BOOST_AUTO_TEST_CASE(names_that_look_alike_are_shared)
{
    const known all(
        {{"aaaa1111", "Ada", "Lovelace"}, {"bbbb2222", "\u0410d\u0430", "Smith"}, {"cccc3333", "A\u2800da"}});
    BOOST_TEST(all.of("aaaa1111") == "Ada_Lovelace");
    BOOST_TEST(all.of("bbbb2222") == "\u0410d\u0430_Smith");
    BOOST_TEST(all.of("cccc3333") == "Ada_cccc");
    const known bank({{"aaaa1111", "Paypal"}, {"bbbb2222", "PaypaI"}});
    BOOST_TEST(bank.of("aaaa1111") == "Paypal_aaaa");
    BOOST_TEST(bank.of("bbbb2222") == "PaypaI_bbbb");
}

BOOST_AUTO_TEST_CASE(nobody_gets_a_reserved_name)
{
    const known all({{"aaaa1111", "Directus", "Admin"},
                     {"bbbb2222", "D1rectus"},
                     {"cccc3333", "NickServ", "Serv"},
                     {"dddd4444", "An\u043Enymous"},
                     {"eeee5555", "irc.example"}});
    BOOST_TEST(all.of("aaaa1111") == "Directus_Admin");
    BOOST_TEST(all.of("bbbb2222") == "D1rectus_bbbb");
    BOOST_TEST(all.of("cccc3333") == "NickServ_Serv_cccc");
    BOOST_TEST(all.of("dddd4444") == "An\u043Enymous_dddd");
    BOOST_TEST(all.of("eeee5555") == "irc_example"); // a nick cannot be it
}

// Somebody who edits their own name takes nobody's nick with it, and no nick that is made from another's id.
BOOST_AUTO_TEST_CASE(name_cannot_be_made_to_take_a_nick)
{
    auto people = three_graces;
    people.push_back({"dddd4444", "", ""});
    for (const std::string evil : {"Grace_Hopper_aaaa", "Grace Hopper", "Grace Jones",
                                   "Grace_H\u043Epper_cccc", "Userdddd", "USERdddd4444", "Grace_bbbb"}) {
        known all(people);
        std::map<std::string, std::string> before;
        for (const auto& one : people)
            before[one.digits] = all.of(one.digits);
        all.meet({"eeee5555", evil});
        for (const auto& [digits, nick] : before) {
            BOOST_TEST(irc::looks(all.of("eeee5555")) != irc::looks(nick), evil);
            BOOST_TEST(irc::looks(all.of("eeee5555")) != irc::looks(all.of(digits)), evil);
        }
    }
}

BOOST_AUTO_TEST_CASE(last_name_may_be_hex_where_no_id_begins_so)
{
    known all({{"aaaa1111", "Kyle", "Cade"}, {"bbbb2222", "Kyle", "Smith"}});
    BOOST_TEST(all.of("aaaa1111") == "Kyle_Cade");
    const auto told = all.meet({"cade0000", "Eve"});
    BOOST_TEST(told.contains("aaaa1111"));
    BOOST_TEST(all.of("aaaa1111") == "Kyle_Cade_aaaa");
    all.remove(id("cade0000"));
    BOOST_TEST(all.of("aaaa1111") == "Kyle_Cade");
}

BOOST_AUTO_TEST_CASE(swapped_first_names_swap_nicks)
{
    known all({{"aaaa1111", "Ada", "Lovelace"}, {"bbbb2222", "Bob", "Kahn"}});
    all.meet({"aaaa1111", "Bob", "Lovelace"});
    BOOST_TEST(all.of("aaaa1111") == "Bob_Lovelace");
    BOOST_TEST(all.of("bbbb2222") == "Bob_Kahn");
    all.meet({"bbbb2222", "Ada", "Kahn"});
    BOOST_TEST(all.of("aaaa1111") == "Bob");
    BOOST_TEST(all.of("bbbb2222") == "Ada");
}

BOOST_AUTO_TEST_CASE(cut_names_are_told_apart)
{
    const std::string lengthy(40, 'x');
    const known all({{"aaaa1111", lengthy + "a"}, {"bbbb2222", lengthy + "b"}});
    BOOST_TEST(all.of("aaaa1111") == std::string(27, 'x') + "_aaaa");
    BOOST_TEST(all.of("bbbb2222") == std::string(27, 'x') + "_bbbb");
}

// Whatever the names and the order, forgetting and renaming included: the same nicks, unique by looks, and
// put() and remove() tell of every change.
BOOST_AUTO_TEST_CASE(order_plays_no_part)
{
    const auto seed = std::random_device()();
    std::mt19937 random(seed);
    const std::vector<std::string> parts{
        "Ada",        "ada",      "Grace",  "Gr\u0430ce", "Hopper", "Grace Hopper", "Directus",
        "Grace_1000", "User1001", "\u2800", "",           "Cade",   "NickServ"};
    const auto part = [&] { return parts[random() % parts.size()]; };
    for (int round = 0; round < 50; ++round) {
        std::vector<person> people;
        for (int n = 0; n < 12; ++n)
            people.push_back({std::to_string(10'000'000 + n * (random() % 2 ? 10'000 : 1)), part(), part()});
        std::ranges::sort(people, {}, &person::digits);
        people.erase(std::unique(people.begin(), people.end(),
                                 [](const auto& a, const auto& b) { return a.digits == b.digits; }),
                     people.end());
        const known sorted(people);
        auto order = people;
        std::ranges::shuffle(order, random);
        known shuffled;
        std::map<std::string, std::string> told;
        const auto follow = [&](const std::set<std::string>& changed) {
            for (const auto& digits : changed)
                told[digits] = shuffled.of(digits);
            for (const auto& [digits, nick] : told)
                BOOST_TEST_REQUIRE(shuffled.of(digits) == nick, "seed " << seed << " " << digits);
        };
        for (const auto& one : order)
            follow(shuffled.meet({one.digits, part(), part()}));
        for (const auto& one : order) {
            if (random() % 3 == 0) {
                told.erase(one.digits);
                std::set<std::string> changed;
                for (const auto& user : shuffled.remove(id(one.digits)))
                    if (user != id(one.digits))
                        changed.insert(user.str().substr(0, 8));
                follow(changed);
            }
            follow(shuffled.meet(one));
        }
        std::set<std::string> seen;
        for (const auto& one : people) {
            BOOST_TEST_REQUIRE(shuffled.of(one.digits) == sorted.of(one.digits), "seed " << seed);
            seen.insert(irc::looks(sorted.of(one.digits)));
        }
        BOOST_TEST_REQUIRE(seen.size() == people.size(), "seed " << seed);
    }
}

BOOST_AUTO_TEST_SUITE_END()
