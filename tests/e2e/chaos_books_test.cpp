// The books of a chaos run find every kind of error, and none where there is none.
#include "e2e/chaos_books.hpp"

#include "base/timestamp.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace e2e::chaos;
using namespace std::chrono_literals;

namespace {

constexpr base::wall_time start{1'700'000'000'000ms};
constexpr auto ada_id = "aaaaaaaa-0000-4000-8000-000000000001";
constexpr auto grace_id = "bbbbbbbb-0000-4000-8000-000000000002";

std::string id_of(std::string_view text)
{
    return text.starts_with("Ada") ? ada_id : grace_id;
}

std::string host_of(std::string_view text)
{
    return fmt::format("user-{}.directus", id_of(text).substr(0, 8));
}

// Ada and Grace write two lines each, a second apart, and a reader sees them all.
struct run {
    books records{{}};
    stream& ada = records.open({.name = "Ada.0", .author = ada_id});
    stream& grace = records.open({.name = "Grace.1", .author = grace_id});
    stream& reader = records.open({.name = "Edsger.2", .author = "edsger"});
    std::vector<support::row> rows;
    const std::vector<std::string> texts{"Ada.0 1", "Grace.1 1", "Ada.0 2", "Grace.1 2"};

    run()
    {
        for (auto* one : {&ada, &grace, &reader})
            records.joined(*one, true);
        for (const auto& text : texts) {
            records.wrote(writer(text), text);
            store(text);
        }
    }

    stream& writer(std::string_view text) { return text.starts_with("Ada") ? ada : grace; }
    void store(const std::string& text)
    {
        const auto date = start + std::chrono::seconds(rows.size());
        rows.push_back({fmt::format("key {}", rows.size()), text, id_of(text), base::to_iso8601(date)});
    }
    const support::row& row_of(std::string_view text) const
    {
        return *std::ranges::find(rows, text, [](const auto& row) { return *row.content; });
    }
    shown as_shown(std::string_view text) const
    {
        const auto& row = row_of(text);
        return {std::string(text), row.id, host_of(text), base::from_iso8601(row.date)};
    }
    void see(stream& who, std::string_view text) { records.saw(who, as_shown(text)); }
    void everybody_sees(const std::vector<std::string>& what)
    {
        for (auto* one : {&ada, &grace, &reader})
            for (const auto& text : what)
                see(*one, text);
    }
    report audit() const
    {
        return records.audit(rows, [](auto, auto) { return false; });
    }
    // That one counter, and no other.
    void finds(std::size_t report::*counter, std::size_t times = 1) const
    {
        const auto out = audit();
        BOOST_TEST((out.*counter) == times);
        BOOST_TEST(out.wrong() == times);
        BOOST_TEST(out.complaints.size() == times);
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(chaos_books)

BOOST_FIXTURE_TEST_CASE(nothing_where_all_is_well, run)
{
    everybody_sees(texts);
    const auto out = audit();
    BOOST_TEST(out.wrong() == 0u);
    BOOST_TEST(out.sent == 4u);
    BOOST_TEST(out.acknowledged == 4u);
    BOOST_TEST(out.stored == 4u);
    BOOST_TEST(out.deliveries == 12u);
}

BOOST_FIXTURE_TEST_CASE(a_line_that_is_acknowledged_and_not_stored, run)
{
    everybody_sees(texts);
    records.wrote(ada, "Ada.0 3");
    records.answered("Ada.0 3", fate::acknowledged);
    finds(&report::lost);
}

BOOST_FIXTURE_TEST_CASE(a_line_of_which_nothing_was_heard, run)
{
    everybody_sees(texts);
    records.wrote(ada, "Ada.0 3");
    finds(&report::lost);
    records.refused(ada);
    BOOST_TEST(audit().wrong() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_line_that_is_stored_twice, run)
{
    everybody_sees(texts);
    auto again = rows.back();
    again.id = "another key";
    rows.push_back(std::move(again));
    finds(&report::doubled);
}

BOOST_FIXTURE_TEST_CASE(a_row_that_is_shown_twice, run)
{
    everybody_sees(texts);
    see(reader, texts[3]);
    finds(&report::doubled);
}

BOOST_FIXTURE_TEST_CASE(a_row_that_is_not_shown, run)
{
    everybody_sees({texts[0], texts[1], texts[2]});
    see(ada, texts[3]);
    see(grace, texts[3]);
    finds(&report::unseen);
}

// Without echoes a client knows its own lines; one with them may have gone before they came.
BOOST_FIXTURE_TEST_CASE(own_lines_of_an_earlier_connection, run)
{
    for (auto* one : {&grace, &reader})
        for (const auto& text : texts)
            see(*one, text);
    see(ada, texts[1]);
    see(ada, texts[3]);
    ada.echoes = false;
    records.ended(ada, ending::dropped);
    auto& next = records.open({.name = "Ada.1", .author = ada_id});
    records.joined(next, false);
    auto again = as_shown(texts[1]);
    again.past = true;
    records.saw(next, again);
    BOOST_TEST(audit().wrong() == 0u);
    ada.echoes = true;
    finds(&report::unseen, 3); // two that did not come, and the one behind what was shown again
}

BOOST_FIXTURE_TEST_CASE(lines_of_one_author_that_are_shown_in_another_order, run)
{
    for (auto* one : {&ada, &grace})
        for (const auto& text : texts)
            see(*one, text);
    for (const auto n : {1, 2, 0, 3})
        see(reader, texts[n]);
    finds(&report::disordered);
}

BOOST_FIXTURE_TEST_CASE(rows_of_two_authors_that_are_shown_in_another_order, run)
{
    for (auto* one : {&ada, &grace})
        for (const auto& text : texts)
            see(*one, text);
    for (const auto n : {1, 0, 2, 3})
        see(reader, texts[n]);
    finds(&report::disordered);
}

BOOST_FIXTURE_TEST_CASE(lines_that_are_stored_in_another_order, run)
{
    std::swap(rows[0].content, rows[2].content);
    const std::vector<std::string> stored{texts[2], texts[1], texts[0], texts[3]};
    everybody_sees(stored);
    BOOST_TEST(audit().disordered >= 1u);
}

BOOST_FIXTURE_TEST_CASE(a_date_that_is_not_the_rows, run)
{
    everybody_sees({texts[0], texts[1], texts[2]});
    see(ada, texts[3]);
    see(grace, texts[3]);
    auto wrong = as_shown(texts[3]);
    *wrong.date += 1s;
    records.saw(reader, wrong);
    finds(&report::misdated);
}

BOOST_FIXTURE_TEST_CASE(an_author_who_is_not_the_rows, run)
{
    everybody_sees({texts[0], texts[1], texts[2]});
    see(ada, texts[3]);
    see(grace, texts[3]);
    auto wrong = as_shown(texts[3]);
    wrong.host = host_of(texts[0]);
    records.saw(reader, wrong);
    finds(&report::misattributed);
}

BOOST_FIXTURE_TEST_CASE(a_line_that_is_stored_in_anothers_name, run)
{
    rows[3].author = ada_id;
    everybody_sees({texts[0], texts[1], texts[2]});
    for (auto* one : {&ada, &grace, &reader}) {
        auto what = as_shown(texts[3]);
        what.host = host_of(texts[0]);
        records.saw(*one, what);
    }
    finds(&report::misattributed);
}

BOOST_FIXTURE_TEST_CASE(a_line_that_is_returned_and_stored, run)
{
    records.answered(texts[3], fate::returned);
    everybody_sees(texts);
    finds(&report::misreported);
}

BOOST_FIXTURE_TEST_CASE(a_row_that_is_shown_and_not_stored, run)
{
    everybody_sees(texts);
    records.saw(reader, {.text = "Ada.0 9", .host = host_of("Ada")});
    finds(&report::misreported);
}

BOOST_FIXTURE_TEST_CASE(a_connection_that_is_cut_off, run)
{
    everybody_sees(texts);
    records.ended(reader, ending::closed, "SendQ exceeded");
    finds(&report::cut_off);
}

BOOST_AUTO_TEST_SUITE_END()
