// Plain text that was typed on IRC is shown there as it was typed.
#include "room_fixture.hpp"

BOOST_AUTO_TEST_SUITE(room_typed)

using namespace room_test;

namespace {

const std::string from_ada = ":" + ada_mask + " PRIVMSG #messages :";
const std::string edit = from_ada + "(edited) ";
const std::string code = "def __init__(self, *args, **kwargs): `\\*`";

// Ada types, with echo-message; Bob reads.
struct typing : house {
    explicit typing(bridge::formatting as = bridge::formatting::markdown)
        : house(with(as))
    {
        rights_changed(people().ensure(ada),
                       {.read = access::full, .create = access::full, .update = access::full}, wall);
        enter(1, ada, {cap::echo_message, cap::multiline, cap::batch, cap::message_tags});
        enter(2, bob);
        enter(3, bob, {cap::chathistory, cap::batch, cap::message_tags, cap::server_time});
    }
    static room::settings with(bridge::formatting as)
    {
        auto out = plain();
        out.formatting = as;
        return out;
    }

    // The line that is to be stored for what the last command said.
    send_queue::line stored_line()
    {
        const auto asked = take_actions();
        BOOST_REQUIRE(asked.size() == 1u);
        return std::get<bridge::ask::store>(asked.front()).what;
    }
    // As the gateway does it once Directus has stored the text so.
    void stored_as(const std::string& key, const std::string& content)
    {
        const auto line = stored_line();
        became(line, base::item_id(key));
        shown(row(key, content), 1);
        delivered(line, ada, row(key, content));
    }
    void say(const std::string& key, const std::string& text, const std::string& content)
    {
        lines(1);
        check(send(1, "PRIVMSG #messages :" + text), {});
        stored_as(key, content);
    }
    void say(const std::string& key, const std::string& text) { say(key, text, text); }
    // The texts of a page with this row alone.
    strings page_of(const directus::item& row)
    {
        lines(3);
        send(3, "CHATHISTORY LATEST #messages * 1");
        const auto asked = std::get<bridge::ask::read_page>(take_actions().at(0));
        pages().page(asked, past_of({row}), wall);
        return texts(3);
    }
    strings texts(std::uint64_t n)
    {
        strings out;
        for (const auto& line : lines(n))
            if (const auto at = line.find(from_ada); at != std::string::npos)
                out.push_back(line.substr(at + from_ada.size()));
        return out;
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(typed_text_is_not_read_as_markdown)
{
    typing all;
    all.say("17", code);
    check(all.texts(1), {code});
    check(all.lines(2), {from_ada + code});
    all.say("18",
            "\x01"
            "ACTION *waves*\x01",
            "/me *waves*");
    check(all.lines(2), {from_ada + "\x01"
                                    "ACTION *waves*\x01"});
}

BOOST_AUTO_TEST_CASE(rows_from_elsewhere_are_markdown)
{
    typing all;
    all.shown(all.row("17", "*a*"));
    check(all.lines(2), {from_ada + "\x1d"
                                    "a\x1d"});
}

BOOST_AUTO_TEST_CASE(text_typed_with_codes_is_read_as_markdown)
{
    typing all;
    all.say("17",
            "\x02"
            "a\x02 b",
            "**a** b");
    check(all.lines(2), {from_ada + "\x02"
                                    "a\x02 b"});
    all.say("18",
            "\x03"
            "4*red*\x03 and \x02**bold**\x02",
            "*red* and **bold**"); // of its codes nothing is left
    check(all.lines(2), {from_ada + "*red* and **bold**"});
}

BOOST_AUTO_TEST_CASE(text_that_directus_altered_is_read_as_any_row)
{
    typing all;
    all.say("17", "*a*", "*a* (checked)");
    check(all.lines(2), {from_ada + "\x1d"
                                    "a\x1d (checked)"});
}

BOOST_AUTO_TEST_CASE(a_typed_batch_is_shown_as_typed)
{
    typing all;
    for (const auto* line :
         {"BATCH +b draft/multiline #messages", "@batch=b PRIVMSG #messages :```",
          "@batch=b PRIVMSG #messages :int *a, *b;", "@batch=b PRIVMSG #messages :``` *c*", "BATCH -b"})
        check(all.send(1, line), {});
    all.stored_as("17", "```\nint *a, *b;\n``` *c*");
    check(all.lines(2), {from_ada + "```", from_ada + "int *a, *b;", from_ada + "``` *c*"});
}

BOOST_AUTO_TEST_CASE(history_shows_typed_text_as_it_was_shown_live)
{
    typing all;
    all.say("17", code);
    all.lines(2);
    check(all.page_of(all.row("17", code)), {code});
    check(all.page_of(all.row("18", "*a*")), {"\x1d"
                                              "a\x1d"});
}

BOOST_AUTO_TEST_CASE(edit_from_elsewhere_is_markdown)
{
    typing all;
    all.say("17", "*a*");
    all.lines(2);
    all.edited(all.row("17", "*b*"), all.now);
    check(all.lines(2), {edit + "\x1d"
                                "b\x1d"});
    all.edited(all.row("17", "*a*"), all.now, 2); // what was typed is there again
    check(all.lines(2), {edit + "*a*"});
}

BOOST_AUTO_TEST_CASE(correction_of_typed_text_is_shown_as_typed)
{
    typing all;
    const auto correct = [&](const std::string& text, const std::string& before, const std::string& after) {
        all.send(1, "PRIVMSG #messages :" + text);
        const auto asked = std::get<bridge::ask::correct>(all.take_actions().at(0));
        BOOST_TEST(asked.what.applied_to(before).value() == after);
        all.corrected().writes(asked, before, after);
        all.edited(all.row("17", after), all.now);
        all.corrected().answered(ada, {}, all.now);
    };
    all.say("17", "*helo*");
    all.lines(2);
    correct("s/helo/hello_/", "*helo*", "*hello_*");
    check(all.lines(2), {edit + "*hello_*"});
    correct("s/o_/o \x02you\x02/", "*hello_*", "*hello **you***");
    check(all.lines(2), {edit + "\x1dhello \x02you\x1d\x02"});
}

BOOST_AUTO_TEST_CASE(correction_of_a_row_from_elsewhere_stays_markdown)
{
    typing all;
    all.shown(all.row("17", "*helo*"));
    all.lines(2);
    all.send(1, "PRIVMSG #messages :s/helo/hello/");
    const auto asked = std::get<bridge::ask::correct>(all.take_actions().at(0));
    all.corrected().writes(asked, "*helo*", "*hello*");
    all.edited(all.row("17", "*hello*"), all.now);
    check(all.lines(2), {edit + "\x1dhello\x1d"});
}

BOOST_AUTO_TEST_CASE(deletion_quotes_typed_text_as_it_was_shown)
{
    typing all;
    all.say("17", code);
    all.lines(2);
    all.removed(all.row("17", code), all.now);
    check(all.lines(2), {":irc.example NOTICE #messages :A message of Ada was deleted: “" + code + "”"});
}

BOOST_AUTO_TEST_CASE(typed_text_stays_so_where_formatting_is_left_out)
{
    typing all(bridge::formatting::strip);
    all.say("17", "*a*");
    check(all.lines(2), {from_ada + "*a*"});
}

BOOST_AUTO_TEST_CASE(html_is_read_as_html_whoever_stored_it)
{
    typing all(bridge::formatting::html);
    all.say("17", "a *b* <i>", "<p>a *b* &lt;i&gt;</p>");
    check(all.lines(2), {from_ada + "a *b* <i>"});
}

BOOST_AUTO_TEST_SUITE_END()
