#include "irc/multiline.hpp"

#include "irc/caps.hpp"
#include "irc/tags.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <string>

BOOST_AUTO_TEST_SUITE(multiline)

namespace {

using irc::multiline;

struct client {
    multiline machine;
    bool negotiated = true;

    // What comes of a line, with its `batch` tag or as BATCH.
    multiline::outcome send(std::string_view text)
    {
        const auto line = irc::message::parse(text);
        BOOST_REQUIRE(line.has_value());
        if (line->is("BATCH"))
            return machine.batch(*line, negotiated, irc::find_tag(line->tags, "label").value_or(""));
        return machine.received(*line, irc::find_tag(line->tags, "batch").value());
    }
    // The FAIL without "BATCH"; empty for none.
    std::string fail(std::string_view text)
    {
        const auto came = send(text);
        const auto* why = std::get_if<multiline::refusal>(&came);
        if (!why)
            return {};
        std::string out = why->code;
        for (const auto& one : why->context)
            out += ' ' + one;
        return out;
    }
    bool is_free(std::string_view text) const
    {
        const auto line = irc::message::parse(text);
        return machine.is_free(*line);
    }
};

const multiline::outcome nothing;
constexpr auto invalid = "MULTILINE_INVALID";

// With a label: that of an opening line that has no other tag.
multiline::outcome message(std::string text, bool notice = false, const std::string& label = {})
{
    return multiline::whole{"#c", std::move(text), notice, label, label.empty() ? label : "label=" + label};
}

std::string line_of(std::size_t bytes)
{
    return "@batch=1 PRIVMSG #c :" + std::string(bytes, 'x');
}

} // namespace

BOOST_AUTO_TEST_CASE(the_limits_are_those_that_the_capability_tells)
{
    BOOST_TEST(multiline::limits ==
               fmt::format("max-bytes={},max-lines={}", multiline::max_bytes, multiline::max_lines));
    for (const auto& one : irc::known_caps())
        if (one.bit == irc::cap::multiline)
            BOOST_TEST(one.value == multiline::limits);
}

BOOST_AUTO_TEST_CASE(lines_are_joined_by_line_feeds_and_concat_lines_without)
{
    client c;
    BOOST_TEST((c.send("@label=L BATCH +1 draft/multiline #c") == nothing));
    BOOST_TEST((c.send("@batch=1 PRIVMSG #c hello") == nothing));
    BOOST_TEST((c.send("@batch=1 PRIVMSG #c :") == nothing));
    BOOST_TEST((c.send("@batch=1 privmsg #C :how is ") == nothing));
    BOOST_TEST((c.send("@batch=1;draft/multiline-concat PRIVMSG #c :everyone?") == nothing));
    BOOST_TEST((c.send("BATCH -1") == message("hello\n\nhow is everyone?", false, "L")));
    BOOST_TEST(!c.machine.knows("1"));

    c.send("BATCH +a-2 draft/multiline #c"); // the next
    c.send("@draft/multiline-concat;batch=a-2 NOTICE #c :first");
    c.send("@batch=a-2;draft/multiline-concat= NOTICE #c : line");
    BOOST_TEST((c.send("BATCH -a-2") == message("first line", true)));
}

BOOST_AUTO_TEST_CASE(pieces_may_be_cut_inside_a_character)
{
    client c;
    c.send("BATCH +1 draft/multiline #c");
    c.send("@batch=1 PRIVMSG #c :caf\xC3");
    c.send("@batch=1;draft/multiline-concat PRIVMSG #c :\xA9");
    BOOST_TEST((c.send("BATCH -1") == message("caf\xC3\xA9")));
    c.send("BATCH +1 draft/multiline #c");
    c.send("@batch=1 PRIVMSG #c :caf\xC3");
    c.send("@batch=1 PRIVMSG #c :\xA9");
    BOOST_TEST(c.fail("BATCH -1") == invalid);
    BOOST_TEST(!c.machine.knows("1"));
}

BOOST_AUTO_TEST_CASE(what_is_no_batch_is_refused_once_and_its_lines_are_swallowed)
{
    client c;
    for (const std::string opening :
         {"BATCH +1", "BATCH +1 draft/multiline", "BATCH +1 multiline #c", "BATCH +1 DRAFT/MULTILINE #c",
          "BATCH +1 draft/multiline :", "BATCH +1 netsplit a b"}) {
        BOOST_TEST(c.fail(opening) == invalid);
        BOOST_TEST((c.send(line_of(3)) == nothing));
        BOOST_TEST((c.send("@batch=1 TAGMSG #c") == nothing));
        BOOST_TEST((c.send("BATCH -1") == nothing));
        BOOST_TEST(!c.machine.knows("1"));
    }
    for (const std::string opening :
         {"BATCH 1 draft/multiline #c", "BATCH :", "BATCH +", "BATCH -", "BATCH -1",
          "BATCH +a_b draft/multiline #c", "BATCH + draft/multiline #c"})
        BOOST_TEST(c.fail(opening) == invalid);
    c.negotiated = false;
    BOOST_TEST(c.fail("BATCH +1 draft/multiline #c") == invalid);
    BOOST_TEST((c.send(line_of(3)) == nothing));
}

BOOST_AUTO_TEST_CASE(a_refusal_has_the_label_of_its_batch)
{
    client c;
    const auto label = [&](std::string_view text) {
        return std::get<multiline::refusal>(c.send(text)).label;
    };
    BOOST_TEST(label("@label=a BATCH +1 other #c") == "a");
    BOOST_TEST(label("BATCH -2") == ""); // of none
    c.send("@label=c BATCH +1 draft/multiline #c");
    BOOST_TEST(label("@batch=1;label=x PRIVMSG #other :hi") == "c");
    c.send("@label=d BATCH +1 draft/multiline #c");
    BOOST_TEST(label("@label=x BATCH -1") == "d");
    c.send("@label=e BATCH +1 draft/multiline #c");
    BOOST_TEST(label("@label=f BATCH +2 draft/multiline #c") == "e"); // and the second is open
    BOOST_TEST(label("BATCH -2") == "f");
    c.send("@label=g BATCH +1 draft/multiline #c");
    BOOST_TEST(label("BATCH -2") == "g");
}

BOOST_AUTO_TEST_CASE(a_bad_line_refuses_its_batch_once)
{
    const std::string_view bad[][2]{
        {"@batch=1 PRIVMSG #other :hi", "MULTILINE_INVALID_TARGET #c #other"},
        {"@batch=1 PRIVMSG", "MULTILINE_INVALID_TARGET #c "},
        {"@batch=1 NOTICE #c :hi", invalid},
        {"@batch=1 TAGMSG #c", invalid},
        {"@batch=1 JOIN #c", invalid},
        {"@batch=1;draft/multiline-concat PRIVMSG #c :", invalid},
        {"@batch=2 PRIVMSG #c :hi", invalid},
        {"BATCH -2", invalid},
    };
    for (const auto& [line, error] : bad) {
        client c;
        c.send("BATCH +1 draft/multiline #c");
        c.send(line_of(3));
        BOOST_TEST(c.fail(line) == error);
        BOOST_TEST((c.send(line_of(3)) == nothing));
        BOOST_TEST((c.send(line) == nothing || line.starts_with("BATCH")));
        BOOST_TEST((c.send("BATCH -1") == nothing));
        c.send("BATCH +1 draft/multiline #c");
        c.send(line_of(3));
        BOOST_TEST((c.send("BATCH -1") == message("xxx")));
    }
}

BOOST_AUTO_TEST_CASE(an_empty_batch_is_refused_and_over)
{
    client c;
    c.send("BATCH +1 draft/multiline #c");
    BOOST_TEST(c.fail("BATCH -1") == invalid);
    BOOST_TEST(!c.machine.knows("1"));
}

BOOST_AUTO_TEST_CASE(one_that_begins_gives_up_the_one_that_is_open)
{
    client c;
    c.send("BATCH +1 draft/multiline #c");
    c.send(line_of(3));
    BOOST_TEST(c.fail("BATCH +2 draft/multiline #c") == invalid);
    BOOST_TEST((c.send(line_of(3)) == nothing));
    BOOST_TEST((c.send("@batch=2 PRIVMSG #c :two") == nothing));
    BOOST_TEST((c.send("BATCH -1") == nothing));
    BOOST_TEST((c.send("BATCH -2") == message("two")));
    c.send("BATCH +1 draft/multiline #c");
    c.send(line_of(3));
    BOOST_TEST(c.fail("BATCH +1 draft/multiline #c") == invalid); // the same name again
    c.send(line_of(2));
    BOOST_TEST(c.fail("BATCH +3 other #c") == invalid); // what is none gives up nothing
    BOOST_TEST((c.send("BATCH -1") == message("xx")));
}

BOOST_AUTO_TEST_CASE(as_many_lines_as_are_told_are_taken)
{
    client c;
    c.send("BATCH +1 draft/multiline #c");
    for (std::size_t n = 0; n < multiline::max_lines; ++n)
        BOOST_TEST((c.send(line_of(n ? 0 : 1)) == nothing));
    BOOST_TEST((c.send("BATCH -1") == message("x" + std::string(multiline::max_lines - 1, '\n'))));
    c.send("BATCH +1 draft/multiline #c");
    for (std::size_t n = 0; n < multiline::max_lines; ++n)
        c.send(line_of(1));
    BOOST_TEST(c.fail("@batch=1;draft/multiline-concat PRIVMSG #c :x") == "MULTILINE_MAX_LINES 100");
    BOOST_TEST((c.send(line_of(1)) == nothing));
}

BOOST_AUTO_TEST_CASE(as_many_bytes_as_are_told_are_taken_with_the_line_feeds)
{
    const auto fill = [](client& c, std::size_t last) {
        c.send("BATCH +1 draft/multiline #c");
        for (int n = 0; n < 40; ++n)
            c.send(line_of(399)); // and a line feed
        return c.fail(line_of(last));
    };
    client c;
    BOOST_TEST(fill(c, 384) == "");
    BOOST_TEST(std::get<multiline::whole>(c.send("BATCH -1")).text.size() == multiline::max_bytes);
    BOOST_TEST(fill(c, 385) == "MULTILINE_MAX_BYTES 16384");
    c.send("BATCH -1");
    fill(c, 383);
    BOOST_TEST(c.fail("@batch=1;draft/multiline-concat PRIVMSG #c :x") == "");
    BOOST_TEST(c.fail("@batch=1;draft/multiline-concat PRIVMSG #c :x") == "MULTILINE_MAX_BYTES 16384");
}

BOOST_AUTO_TEST_CASE(a_line_that_could_not_be_read_spoils_the_open_batch)
{
    client c;
    BOOST_TEST((c.machine.spoiled() == nothing));
    c.send("@label=L BATCH +1 draft/multiline #c");
    const auto came = c.machine.spoiled();
    BOOST_TEST(std::get<multiline::refusal>(came).code == invalid);
    BOOST_TEST(std::get<multiline::refusal>(came).label == "L");
    BOOST_TEST((c.machine.spoiled() == nothing));
    BOOST_TEST((c.send(line_of(3)) == nothing));
    BOOST_TEST((c.send("BATCH -1") == nothing));
}

BOOST_AUTO_TEST_CASE(few_refused_batches_are_remembered)
{
    client c;
    for (int n = 1; n <= 5; ++n)
        c.fail(fmt::format("BATCH +{} other", n));
    BOOST_TEST(!c.machine.knows("1"));
    for (const auto* one : {"2", "3", "4", "5"})
        BOOST_TEST(c.machine.knows(one));
}

BOOST_AUTO_TEST_CASE(flood_control_charges_a_batch_by_its_bytes)
{
    client c;
    BOOST_TEST(!c.is_free("BATCH +1 draft/multiline #c"));
    BOOST_TEST(!c.is_free(line_of(3)));
    c.send("BATCH +1 draft/multiline #c");
    BOOST_TEST(!c.is_free("@batch=2 PRIVMSG #c :x"));
    BOOST_TEST(!c.is_free("PRIVMSG #c :x"));
    BOOST_TEST(!c.is_free("BATCH -2"));
    BOOST_TEST(!c.is_free("BATCH +2 draft/multiline #c"));
    int charged = 0;
    for (int n = 0; n < 40; ++n) {
        charged += c.is_free(line_of(400)) ? 0 : 1;
        c.send(line_of(400));
    }
    BOOST_TEST(charged == 7); // 16,039 bytes
    BOOST_TEST(c.is_free("BATCH -1"));
    c.fail("@batch=1 PRIVMSG #other :x");
    BOOST_TEST(!c.is_free(line_of(3))); // refused: each line counts again
    BOOST_TEST(!c.is_free("BATCH -1"));
}

BOOST_AUTO_TEST_SUITE_END()
