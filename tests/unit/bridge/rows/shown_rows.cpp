#include "bridge/rows/shown_rows.hpp"
#include "bridge/text/message_text.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(shown_rows)

using namespace std::chrono_literals;
using bridge::edited;
using bridge::removed;

namespace {

constexpr base::wall_time dated{1'700'000'000'000ms};
constexpr base::time_point now{1h};
const base::user_id ada("ada");

directus::item row(const std::string& key, std::string text = "text")
{
    return {base::item_id(key), std::move(text), ada, dated};
}

edited edit_of(const std::optional<bridge::change>& what)
{
    BOOST_REQUIRE((what && std::holds_alternative<edited>(*what)));
    return std::get<edited>(*what);
}

removed removal_of(const std::optional<bridge::change>& what)
{
    BOOST_REQUIRE((what && std::holds_alternative<removed>(*what)));
    return std::get<removed>(*what);
}

} // namespace

BOOST_AUTO_TEST_CASE(another_text_is_an_edit)
{
    bridge::shown_rows rows(10);
    rows.add(row("1", "old"), now);
    auto altered = row("1", "new");
    altered.author = base::user_id("mallory"); // author and date stay as they were shown
    altered.date.reset();
    BOOST_TEST((edit_of(rows.found(altered, now, now)) == edited{row("1", "new"), 1, now}));
    auto newer = row("1", "newer");
    newer.editor = base::user_id("mallory"); // who edited it is news
    const auto second = edit_of(rows.found(newer, now, now));
    BOOST_TEST(second.number == 2u);
    BOOST_TEST((second.row.editor == newer.editor));
}

BOOST_AUTO_TEST_CASE(edit_says_whether_the_file_is_another)
{
    bridge::shown_rows rows(10);
    auto shown = row("1", "old");
    shown.attachment = directus::file{"f1"};
    rows.add(shown, now);
    shown.content = "new";
    shown.attachment->name = "known later";
    BOOST_TEST(!edit_of(rows.found(shown, now, now)).other_file);
    shown.attachment->id = "f2";
    BOOST_TEST(edit_of(rows.found(shown, now, now)).other_file);
    shown.attachment.reset();
    BOOST_TEST(edit_of(rows.found(shown, now, now)).other_file);
}

BOOST_AUTO_TEST_CASE(the_same_text_is_none)
{
    bridge::shown_rows rows(10);
    rows.add(row("1", "old"), now);
    BOOST_TEST(!rows.found(row("1", "old"), now, now));
    BOOST_TEST(!rows.found(row("2", "other"), now, now)); // nor is what was not shown
}

BOOST_AUTO_TEST_CASE(what_was_asked_for_before_an_edit_is_outdated)
{
    bridge::shown_rows rows(10);
    rows.add(row("1", "old"), now);
    edit_of(rows.found(row("1", "new"), now + 2s, now + 2s));
    BOOST_TEST(!rows.found(row("1", "old"), now + 1s, now + 3s));
    BOOST_TEST(!rows.gone(base::item_id("1"), now + 1s));
}

BOOST_AUTO_TEST_CASE(a_deletion_tells_the_text)
{
    bridge::shown_rows rows(10);
    rows.add(row("1", "old"), now);
    BOOST_TEST((removal_of(rows.gone(base::item_id("1"), now)) == removed{row("1", "old"), now}));
    BOOST_TEST(!rows.gone(base::item_id("1"), now));
    BOOST_TEST(rows.keys().empty());
}

BOOST_AUTO_TEST_CASE(a_text_that_became_blank_is_gone_and_may_come_back)
{
    bridge::shown_rows rows(10);
    rows.add(row("1", "old"), std::nullopt);
    BOOST_TEST((removal_of(rows.found(row("1", " "), now, now)) == removed{row("1", "old"), std::nullopt}));
    BOOST_TEST((edit_of(rows.found(row("1", "again"), now, now)).row.content == "again"));
    removal_of(rows.found(row("1", ""), now, now));
    BOOST_TEST(!rows.gone(base::item_id("1"), now)); // nothing of it is to be seen
}

BOOST_AUTO_TEST_CASE(another_file_is_an_edit_too)
{
    bridge::shown_rows rows(10);
    auto with_file = row("1", "");
    with_file.attachment = directus::file{"a", "cat.png", 842};
    rows.add(with_file, now);
    with_file.attachment->name.clear(); // the same, read by somebody who may read less
    BOOST_TEST(!rows.found(with_file, now, now));
    auto other = with_file;
    other.attachment->id = "b";
    BOOST_TEST((edit_of(rows.found(other, now, now)).row.attachment == other.attachment));
    auto none = other;
    none.attachment.reset();
    BOOST_TEST((removal_of(rows.found(none, now, now)).row.attachment == other.attachment));
    BOOST_TEST((edit_of(rows.found(other, now, now)).row.attachment == other.attachment));
    BOOST_TEST((removal_of(rows.gone(base::item_id("1"), now)).row.attachment == other.attachment));
}

// History may hold no more of it than is looked at.
BOOST_AUTO_TEST_CASE(of_a_long_text_the_beginning_is_kept_and_every_change_of_what_is_looked_at_seen)
{
    bridge::shown_rows rows(10);
    const std::string text(1'000'000, 'x');
    rows.add(row("1", text.substr(0, bridge::looked_at)), now);
    BOOST_TEST(!rows.found(row("1", text), now, now));
    auto changed = text;
    changed[bridge::looked_at] = 'y';
    BOOST_TEST(!rows.found(row("1", changed), now, now));
    changed[bridge::looked_at - 1] = 'y';
    BOOST_TEST((edit_of(rows.found(row("1", changed), now, now)).row.content == changed));
    BOOST_TEST(removal_of(rows.gone(base::item_id("1"), now)).row.content.size() < 300u);
}

BOOST_AUTO_TEST_CASE(the_last_ones_are_remembered)
{
    bridge::shown_rows rows(2);
    for (const auto* key : {"1", "2", "2", "3"})
        rows.add(row(key), now);
    const std::vector expected{base::item_id("2"), base::item_id("3")};
    BOOST_TEST((rows.keys() == expected));
    BOOST_TEST(!rows.gone(base::item_id("1"), now));
}

BOOST_AUTO_TEST_CASE(shown_as_history_and_then_live)
{
    bridge::shown_rows rows(2);
    rows.add(row("1"), std::nullopt);
    rows.add(row("1", "other"), now);
    BOOST_TEST((removal_of(rows.gone(base::item_id("1"), now)) == removed{row("1"), now}));
}

BOOST_AUTO_TEST_SUITE_END()
