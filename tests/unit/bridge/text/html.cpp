#include "bridge/text/html.hpp"

#include "base/utf8.hpp"
#include "bridge/changes/substitution.hpp"
#include "bridge/text/formatting.hpp"
#include "bridge/text/html_entities.hpp"
#include "bridge/text/html_scan.hpp"
#include "bridge/text/message_text.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(html)

namespace {

using namespace std::string_view_literals;

void shown(std::string_view content, std::string_view expected, int at = __builtin_LINE())
{
    BOOST_TEST_CONTEXT("expected at line " << at)
    {
        BOOST_TEST(bridge::html_to_irc(content) == expected);
    }
}

void stored(std::string_view typed, std::string_view expected, int at = __builtin_LINE())
{
    BOOST_TEST_CONTEXT("expected at line " << at)
    {
        BOOST_TEST(bridge::html_from_irc(typed) == expected);
        BOOST_TEST(bridge::html_to_irc(expected) == typed);
    }
}

void corrected(std::string_view typed, std::string_view before, std::string_view after,
               int at = __builtin_LINE())
{
    BOOST_TEST_CONTEXT("expected at line " << at)
    {
        auto what = bridge::substitution::parse(typed).value();
        what.html = true;
        BOOST_TEST(what.applied_to(before).value_or("(none)") == after);
    }
}

std::string repeated(std::string_view text, int times)
{
    std::string out;
    for (int n = 0; n < times; ++n)
        out += text;
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(editors_output_is_shown_as_text_with_codes)
{
    // TinyMCE
    shown("<p>Hello <strong>x</strong>&nbsp;&amp; <a href=\"https://d.example/a?b=1&amp;c\">link</a><br "
          "/>two</p>",
          "Hello \x02x\x02 & link (https://d.example/a?b=1&c)\ntwo");
    shown(
        "<p>Gr&uuml;&szlig;e &ndash; &quot;caf&eacute;&quot; &#8364;&#x1F600;</p>\n<p>&nbsp;</p>\n<p>end</p>",
        "Grüße – \"café\" €😀\n \nend");
    // Tiptap
    shown("<p>a <em>b</em> <s>c</s> <strong><em>d</em></strong></p><p></p><p>e</p>", "a \x1d"
                                                                                     "b\x1d \x1e"
                                                                                     "c\x1e \x02\x1d"
                                                                                     "d\x1d\x02\ne");
    shown("<ul><li><p>one</p></li><li><p>two</p><ul><li><p>three</p></li></ul></li></ul><ol><li><p>a</p></li>"
          "<li><p>b</p></li></ol>",
          "- one\n- two\n  - three\n1. a\n2. b");
    shown(
        "<pre><code class=\"language-cpp\">if (a &lt; b)\n    x();</code></pre><p>use <code>a  b</code></p>",
        "if (a < b)\n    x();\nuse `a b`");
    // CKEditor, Quill
    shown("<h2>Title</h2><p>text</p><blockquote><p>quoted</p><p>more</p></blockquote><p>answer</p>",
          "\x02Title\x02\ntext\n> quoted\n> more\nanswer");
    shown("<figure "
          "class=\"table\"><table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table></"
          "figure>",
          "a b\nc");
    shown("<p><span style=\"color: rgb(1, 2, 3);\">red</span> <u>line</u></p>", "red line");
    // A contenteditable element
    shown("first<div>second</div><div><br></div><div>third</div>", "first\nsecond\n\nthird");
    // Word
    shown("<!--[if mso]><p>x</p><![endif]--><p class=MsoNormal>text<o:p></o:p></p>", "text");
}

BOOST_AUTO_TEST_CASE(a_link_is_text_and_address)
{
    shown("<a href='https://d.example/'>https://d.example</a>", "https://d.example");
    shown("<a href=\"mailto:a@d.example\">a@d.example</a> <a href=mailto:b@d.example>Bob</a>",
          "a@d.example Bob (mailto:b@d.example)");
    shown(
        "<a href=\"javascript:alert(1)\">x</a> <a href=\" java\nscript:alert(1)\">y</a> <a href=\"/z\">z</a>",
        "x y z");
    shown("<a href=\"https://d.example\"></a>", "https://d.example");
    shown("<a title=\"a > b\" href=\"https://d.example\">x</a>", "x (https://d.example)");
    shown("<p><img src=\"https://d.example/1.png\" alt=\"A cat\"><img src=\"data:image/png;base64,AA\"></p>",
          "A cat (https://d.example/1.png)[image]");
}

BOOST_AUTO_TEST_CASE(what_is_no_markup_stays_as_it_is)
{
    shown("a < b and c > d", "a < b and c > d");
    shown("x <y> z, <you@example.com>, <3, 1<2", "x <y> z, <you@example.com>, <3, 1<2");
    shown("AT&T &unknown; &amp &#0; &#xD800; &#99999999; &;",
          "AT&T &unknown; &amp &#0; &#xD800; &#99999999; &;");
    shown("&lt;b&gt;no tag&lt;/b&gt; &amp;lt;", "<b>no tag</b> &lt;");
    shown("", "");
}

BOOST_AUTO_TEST_CASE(scripts_comments_and_controls_are_dropped)
{
    shown("a<script>alert('<p>x</p>')</script >b<style>p { x }</style><!-- c <b> -->c", "abc");
    shown("a<SCRIPT src=x>never closed", "a");
    shown("<p onclick=\"x('>')\">a\x02\x03"
          "4b&#1;&#10;&#13;c\x7f\xc2\x9f</p>",
          "a4b c");
    shown("a\0b"sv, "ab");
    BOOST_TEST(bridge::irc_lines("<p>a&#10;PRIVMSG&#1;&#0;</p>", {.formatting = bridge::formatting::html},
                                 {}) == std::vector<std::string>{"a PRIVMSG&#0;"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(broken_markup_shows_its_text)
{
    shown("<p>a <b>b <i>c</p><p>d", "a \x02"
                                    "b \x1d"
                                    "c\x1d\x02\n\x02\x1d"
                                    "d\x1d\x02");
    shown("</b></p></ul>a</code>", "a");
    shown("a <img src=\"data:", "a [image]");
    shown("a <!-- b", "a <!-- b");
}

BOOST_AUTO_TEST_CASE(hostile_markup_costs_linear_time_and_space)
{
    for (const auto* one : {"<b>", "<ul><li>", "<blockquote>x", "<div>", "<a href=\"", "<a b='\"", "<b ",
                            "<!--", "&", "<", "<span data-id=x>", "<script>", "</script",
                            "<a href=https://d.example>x", "<code>", "<p>x", "<b>x", "<br>"}) {
        const auto text = repeated(one, 20'000);
        BOOST_TEST_CONTEXT(one)
        {
            BOOST_TEST(bridge::html_to_irc(text).size() <= 4 * text.size());
            const auto lines = bridge::irc_lines(text, {.formatting = bridge::formatting::html}, {});
            BOOST_TEST(lines.size() <= 21u);
            bridge::evidence_of_html(text);
            bridge::html_with_lead("x", text);
        }
    }
    shown(repeated("<div>", 10'000) + "deep" + repeated("</div>", 10'000), "deep");
    shown(repeated("<b>", 10'000) + "deep", "\x02"
                                            "deep\x02");
}

BOOST_AUTO_TEST_CASE(a_text_is_stored_as_one_escaped_paragraph)
{
    stored("hello", "<p>hello</p>");
    stored("a < b && <b>c</b> \"d\"", "<p>a &lt; b &amp;&amp; &lt;b&gt;c&lt;/b&gt; \"d\"</p>");
    stored("one\ntwo\n\nthree", "<p>one<br>two<br><br>three</p>");
    stored("a \x02"
           "b\x02 \x1d"
           "c\x1d \x1e"
           "d\x1e",
           "<p>a <strong>b</strong> <em>c</em> <s>d</s></p>");
    stored("  a  b   c", "<p>&nbsp;&nbsp;a &nbsp;b &nbsp;&nbsp;c</p>");
    stored("&amp; &nbsp;", "<p>&amp;amp; &amp;nbsp;</p>");
    stored("https://d.example/?a&b", "<p>https://d.example/?a&amp;b</p>");
    BOOST_TEST(bridge::html_from_irc("\x03"
                                     "4red\x03 \x11x\x11") == "<p>red <code>x</code></p>");
    BOOST_TEST(bridge::html_from_irc("\x02 \x02").empty());
}

BOOST_AUTO_TEST_CASE(an_action_is_one_on_both_ways)
{
    const auto kept = bridge::stored_text("\x01"
                                          "ACTION waves & \x02smiles\x02\x01",
                                          bridge::formatting::html);
    BOOST_TEST(kept.value() == "<p>/me waves &amp; <strong>smiles</strong></p>");
    BOOST_TEST(bridge::irc_lines(*kept, {.formatting = bridge::formatting::html}, {}) ==
                   std::vector<std::string>{"\x01"
                                            "ACTION waves & \x02smiles\x02\x01"},
               boost::test_tools::per_element());
    BOOST_TEST(bridge::stored_text("\x01"
                                   "ACTION  \x01",
                                   bridge::formatting::html)
                   .value()
                   .empty());
    BOOST_TEST(!bridge::stored_text("\x01VERSION\x01", bridge::formatting::html));
}

BOOST_AUTO_TEST_CASE(a_blank_row_of_an_editor_is_no_message)
{
    for (const auto* one : {"<p></p>", "<p>&nbsp;</p>", "<p><br></p>", "<p><br data-mce-bogus=\"1\"></p>"})
        BOOST_TEST(bridge::irc_lines(one, {.formatting = bridge::formatting::html}, {}).empty(), one);
}

BOOST_AUTO_TEST_CASE(a_mention_shows_the_nick_of_a_user_who_is_known)
{
    const bridge::nick_lookup nicks = [](std::string_view id) { return id == "u1" ? "Ada_L" : ""; };
    const auto told = [&](std::string_view content) { return bridge::html_to_irc(content, nicks); };
    BOOST_TEST(
        told("<p>hi <span class=\"mention\" data-type=\"mention\" data-id=\"u1\">@Ada</span>, you</p>") ==
        "hi @Ada_L, you");
    BOOST_TEST(told("<span class='mention' data-id='u1'><span>Ada</span></span> and <span "
                    "data-id=\"u2\">@Bob</span>") == "Ada_L and @Bob");
    BOOST_TEST(told("<p><span data-id=u1>@Ada</p><p>next</p>") == "@Ada_L\nnext");
}

BOOST_AUTO_TEST_CASE(a_lead_stands_in_the_first_line)
{
    BOOST_TEST(bridge::html_with_lead("(edited) ", "<p>a</p><p>b</p>") == "<p>(edited) a</p><p>b</p>");
    BOOST_TEST(bridge::html_with_lead("A&B: ", "\n<div><p><strong>a</strong></p></div>") ==
               "\n<div><p>A&amp;B: <strong>a</strong></p></div>");
    BOOST_TEST(bridge::html_with_lead("x: ", "<ul><li>a</li></ul>") == "x: <ul><li>a</li></ul>");
    BOOST_TEST(bridge::html_with_lead("x: ", "") == "x: ");
}

BOOST_AUTO_TEST_CASE(a_long_row_is_cut_outside_of_tags_entities_and_characters)
{
    const std::string words(100, 'x');
    BOOST_TEST(bridge::html_cut(words + "<strong>", 104) == 100u);
    BOOST_TEST(bridge::html_cut(words + "&nbsp;", 104) == 100u);
    BOOST_TEST(bridge::html_cut(words + "&nbsp;y", 106) == 106u);
    BOOST_TEST(bridge::html_cut(words, 104) == 100u);
    auto content = "<p>" + std::string(bridge::looked_at - 6, 'x');
    for (const auto* last : {"&nbsp;&nbsp;", "<em>a</em>", "é€😀"}) {
        const auto lines =
            bridge::irc_lines(content + last + "</p>",
                              {.lines = 1000, .bytes = 100'000, .formatting = bridge::formatting::html}, {});
        BOOST_REQUIRE(lines.size() > 1);
        const auto& end = lines[lines.size() - 2];
        BOOST_TEST(base::utf8::valid(end));
        BOOST_TEST(end.find_first_of("&<") == std::string::npos, end);
    }
}

BOOST_AUTO_TEST_CASE(a_correction_leaves_the_markup_as_it_is)
{
    corrected("s/helo/hello/", "<p>helo <strong>helo</strong></p>", "<p>hello <strong>helo</strong></p>");
    corrected("s/helo/hello/g", "<p>helo <strong>helo</strong></p>", "<p>hello <strong>hello</strong></p>");
    corrected("s/p/<q>/", "<p class=\"p\">p &amp; b</p>", "<p class=\"p\">&lt;q&gt; &amp; b</p>");
    corrected("s/a & b/c/", "<p>a&nbsp;&amp; b</p>", "<p>c</p>");
    corrected("s/strong/x/", "<p><strong>a</strong></p>", "(none)");
    corrected("s/ab/c/", "<p>a<em>b</em></p>", "(none)"); // across a tag
    corrected("s/a//", "<p>a</p>", "(none)");             // nothing would be left
    corrected("s/a/" + std::string(9000, 'b') + "/g", "<p>a a</p>", "(none)");
}

BOOST_AUTO_TEST_CASE(attributes_are_read_as_html_does)
{
    using bridge::html_attribute;
    BOOST_TEST(html_attribute("<a HREF = 'x&amp;y' b>", "href") == "x&y");
    BOOST_TEST(html_attribute("<a b=href href=z>", "href") == "z");
    BOOST_TEST(html_attribute("<a data-href=\"x\">", "href").empty());
    BOOST_TEST(html_attribute("<a href>", "href").empty());
    BOOST_TEST(html_attribute("<a href=\"x", "href") == "x");
    BOOST_TEST(html_attribute("<", "href").empty());
}

BOOST_AUTO_TEST_SUITE_END()
