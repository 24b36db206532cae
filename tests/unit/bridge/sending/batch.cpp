#include "bridge/sending/batch.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <initializer_list>
#include <string>

BOOST_AUTO_TEST_SUITE(batch)

using namespace std::chrono_literals;
using bridge::key_maker;

namespace {

bridge::batch::entries waiting(std::initializer_list<const char*> texts)
{
    bridge::batch::entries all;
    for (const auto* text : texts)
        all.push_back({{base::client_id{all.size()}, text}, {}});
    return all;
}

directus::item row(std::string id, std::string text)
{
    return {base::item_id(std::move(id)), std::move(text), {}, {}};
}

bridge::batch keyed(bridge::batch::entries lines)
{
    bridge::batch all(lines, {});
    key_maker maker(1);
    all.give_keys(maker, base::wall_time(1'700'000'000'000ms));
    return all;
}

} // namespace

BOOST_AUTO_TEST_CASE(it_takes_as_many_as_it_may_and_always_one)
{
    auto lines = waiting({"aaaa", "bbb", "cc", "d"});
    BOOST_TEST(bridge::batch(lines, {.lines = 50, .bytes = 3}).size() == 1u);
    BOOST_TEST(bridge::batch(lines, {.lines = 50, .bytes = 5}).size() == 2u);
    BOOST_TEST(lines.size() == 1u);
    auto many = waiting({"a", "b", "c"});
    BOOST_TEST(bridge::batch(many, {.lines = 2}).size() == 2u);
    BOOST_TEST(many.front().what.text == "c");
}

BOOST_AUTO_TEST_CASE(one_that_goes_alone_takes_no_other)
{
    auto lines = waiting({"a", "b", "c"});
    bridge::batch both(lines, {.lines = 2});
    both.split_into(lines);
    BOOST_TEST(lines.size() == 3u);
    for (const auto* text : {"a", "b", "c"}) {
        bridge::batch next(lines, {});
        BOOST_TEST(next.size() == 1u);
        BOOST_TEST(next.front().what.text == text);
    }
}

BOOST_AUTO_TEST_CASE(keys_stay_when_it_is_split)
{
    auto all = keyed(waiting({"a", "b"}));
    const auto drafts = all.drafts();
    BOOST_TEST((drafts[0].id < drafts[1].id));
    bridge::batch::entries lines;
    all.split_into(lines);
    key_maker maker(2);
    for (const auto& one : drafts) {
        bridge::batch next(lines, {});
        next.give_keys(maker, base::wall_time(1'800'000'000'000ms));
        BOOST_TEST((next.drafts().front() == one));
    }
}

BOOST_AUTO_TEST_CASE(the_answers_rows_are_told_apart_by_the_order_of_their_keys)
{
    auto lines = waiting({"a", "b", "a"});
    bridge::batch all(lines, {});
    // Where some are missing, their texts tell.
    BOOST_TEST(!all.stored_as({row("10", "b"), row("9", "a")}));
    BOOST_TEST((all.find(row("10", "?")) && all.find(row("9", "?"))));
    // Integers by value; the texts may have been changed on the way.
    BOOST_TEST(all.stored_as({row("11", "A"), row("9", "A"), row("10", "B")}));
    BOOST_TEST(all.all_stored());
    for (const auto* id : {"9", "10", "11"})
        BOOST_TEST(all.take_front().row->id.str() == id);
    BOOST_TEST(all.empty());
}

BOOST_AUTO_TEST_CASE(a_row_is_that_of_its_key)
{
    auto all = keyed(waiting({"a", "b"}));
    const auto keys = all.open_keys();
    BOOST_TEST(all.find(row(keys[1].str(), "rewritten"))->text == "b");
    BOOST_TEST(!all.find(row("other", "a")));
    all.saw(row("other", "a"), true);
    BOOST_TEST(!all.any_stored());
    all.saw(row(keys[1].str(), "b"), true);
    BOOST_TEST((all.any_stored() && !all.all_stored()));
    BOOST_TEST((all.open_keys() == std::vector{keys[0]}));
    all.saw(row(keys[0].str(), "a"), true);
    BOOST_TEST(all.all_stored());
}

BOOST_AUTO_TEST_CASE(without_keys_each_row_is_that_of_one_line_with_its_text_in_order)
{
    auto lines = waiting({"a", "b", "a"});
    bridge::batch all(lines, {});
    const auto line_of = [&](const char* id, const char* text) {
        const auto* found = all.find(row(id, text));
        return found ? static_cast<int>(found->from) : -1;
    };
    BOOST_TEST(line_of("3", "c") == -1);
    BOOST_TEST(line_of("3", "a") == 0);
    all.saw(row("3", "a"), true);
    all.saw(row("3", "a"), true); // once more
    BOOST_TEST(line_of("3", "a") == 0);
    BOOST_TEST(line_of("4", "a") == 2);
    all.saw(row("4", "a"), true);
    BOOST_TEST(line_of("5", "a") == -1);
    BOOST_TEST(!all.all_stored());
    all.saw(row("5", "b"), true);
    BOOST_TEST(all.all_stored());
    all.forget_rows();
    BOOST_TEST(!all.any_stored());
}

BOOST_AUTO_TEST_SUITE_END()
