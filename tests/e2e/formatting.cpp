// Formatting on its way between IRC's codes and Markdown, and files of rows.
#include "e2e/scenario.hpp"

using namespace e2e;

namespace {

constexpr auto tags = "message-tags server-time echo-message";

// The collection has a field for a file, and the role Chat may read files; Linus's may not.
struct with_file_field : private_directus {
    with_file_field()
    {
        const auto admin = project().admin();
        admin.post(
            "/fields/messages",
            R"({"field":"picture","type":"uuid","meta":{"interface":"file","special":["file"]},"schema":{}})");
        admin.post("/relations",
                   R"({"collection":"messages","field":"picture",)"
                   R"("related_collection":"directus_files","schema":{"on_delete":"SET NULL"}})");
        const auto policy = admin.get("/policies?fields=id&filter[name][_eq]=Chat").data().at(0)["id"].key();
        admin.post(
            "/permissions",
            fmt::format(R"({{"policy":"{}","collection":"directus_files","action":"read","fields":["*"]}})",
                        policy.value()));
        file = admin
                   .post("/files", R"({"filename_download":"a cat.png","type":"image/png","filesize":842,)"
                                   R"("storage":"local"})")
                   .data()["id"]
                   .key()
                   .value();
    }

    std::string file;
};

struct files_shown : with_file_field, scenario {
    files_shown()
        : scenario({"--irc.history=0", "--directus.attachment_field=picture",
                    "--directus.public_url=https://chat.example"},
                   with_file_field::project())
    {
    }

    void add(const std::string& text)
    {
        chat.as(who.ada).post("/items/messages",
                              fmt::format(R"({{"content":{},"picture":"{}"}})", text, file));
    }

    std::string link() const { return "https://chat.example/assets/" + file; }
};

// The texts are written in the Data Studio's WYSIWYG editor, and some are there.
struct with_editor : private_directus {
    with_editor()
    {
        project().admin().patch("/fields/messages/content",
                                R"({"meta":{"interface":"input-rich-text-html"}})");
    }
};

struct html_shown : with_editor, scenario {
    html_shown()
        : scenario({}, with_editor::project())
    {
        rows.create(who.ada, "<p>Hello&nbsp;<strong>all</strong> &amp; <em>you</em></p>");
        rows.create(who.ada, "<p>see <a href=\"https://d.example/a?b&amp;c\">this</a><br />and that</p>");
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(formatting)

BOOST_FIXTURE_TEST_CASE(codes_are_stored_as_markdown_and_come_back_as_codes, scenario)
{
    auto ada = join(who.ada, tags);
    auto linus = join(who.linus);
    ada.send("PRIVMSG #messages :a \x02"
             "bold\x02 and \x1ditalic\x1d word, \x03"
             "4red");
    for (auto* one : {&ada, &linus})
        one->expect("*PRIVMSG #messages :a \x02"
                    "bold\x02 and \x1ditalic\x1d word, red");
    BOOST_TEST(rows.wait_for("a **bold** and _italic_ word, red").author == who.ada.id);
}

BOOST_FIXTURE_TEST_CASE(plain_text_is_stored_and_shown_as_typed, scenario)
{
    auto ada = join(who.ada, tags);
    auto linus = join(who.linus);
    auto grace = join(who.grace, "draft/chathistory batch server-time");
    for (const std::string text : {"def __init__(self, *args, **kwargs):", "\\\\server\\share \\*",
                                   "¯\\_(ツ)_/¯", "use `ls` or ``x``"}) {
        ada.say(text);
        for (auto* one : {&ada, &linus, &grace})
            one->expect("*PRIVMSG #messages :*");
        for (auto* one : {&ada, &linus, &grace})
            BOOST_TEST(text_of(one->seen().back()) == text);
        rows.wait_for(text);
        grace.send("CHATHISTORY LATEST #messages * 1");
        BOOST_TEST(text_of(grace.expect("*PRIVMSG #messages :*")) == text);
    }
}

BOOST_FIXTURE_TEST_CASE(correction_of_typed_text_is_shown_as_it_is_typed, scenario)
{
    auto typist =
        join(chat.add_person("Typist", chat.add_role("Typists", {"read", "create", "update"})), tags);
    auto linus = join(who.linus);
    typist.say("f(*a, *b) // *helo*");
    for (auto* one : {&typist, &linus})
        one->expect("*PRIVMSG #messages :f(*");
    typist.say("s/helo/_hello_/");
    for (auto* one : {&typist, &linus})
        BOOST_TEST(text_of(one->expect("*(edited)*")) == "(edited) f(*a, *b) // *_hello_*");
    rows.wait_for("f(*a, *b) // *_hello_*");
}

BOOST_FIXTURE_TEST_CASE(markdown_is_shown_as_codes_live_and_as_history, scenario)
{
    auto linus = join(who.linus);
    rows.create(who.ada, "**bold** [here](https://d.example/a_b) \\* `*x*`\n```\n*y* = z;\n```");
    const auto lines = {"*:\x02"
                        "bold\x02 here <https://d.example/a_b> \\* `*x*`",
                        "*:```", "*:*y* = z;", "*:```"};
    for (const auto* line : lines)
        linus.expect(line);
    auto grace = join(who.grace, "draft/chathistory batch server-time");
    grace.send("CHATHISTORY LATEST #messages * 10");
    for (const auto* line : lines)
        grace.expect(line);
}

BOOST_FIXTURE_TEST_CASE(html_is_found_out_by_the_history_and_stored, html_shown)
{
    auto linus =
        join(who.linus, "message-tags server-time echo-message batch draft/multiline standard-replies");
    linus.expect("*PRIVMSG #messages :Hello \x02"
                 "all\x02 & \x1dyou\x1d");
    linus.expect("*PRIVMSG #messages :see this (https://d.example/a?b&c)");
    linus.expect("*PRIVMSG #messages :and that");

    linus.send("PRIVMSG #messages :a < \x02"
               "b\x02 & <i>c</i>");
    linus.expect("*PRIVMSG #messages :a < \x02"
                 "b\x02 & <i>c</i>");
    rows.wait_for("<p>a &lt; <strong>b</strong> &amp; &lt;i&gt;c&lt;/i&gt;</p>");
    linus.send("PRIVMSG #messages :\x01"
               "ACTION waves\x01");
    linus.expect("*PRIVMSG #messages :\x01"
                 "ACTION waves\x01");
    rows.wait_for("<p>/me waves</p>");
    linus.send({"BATCH +1 draft/multiline #messages", "@batch=1 PRIVMSG #messages :one",
                "@batch=1 PRIVMSG #messages :two", "BATCH -1"});
    linus.expect("*PRIVMSG #messages :two");
    rows.wait_for("<p>one<br>two</p>");
}

BOOST_FIXTURE_TEST_CASE(a_file_is_shown_with_its_name_and_link, files_shown)
{
    auto grace = join(who.grace, "draft/chathistory batch server-time");
    auto linus = join(who.linus, "draft/chathistory batch server-time");
    add(R"("look")");
    grace.expect("*PRIVMSG #messages :look");
    grace.expect("*PRIVMSG #messages :a cat.png (842 B) " + link());
    linus.expect("*PRIVMSG #messages :look");
    linus.expect("*PRIVMSG #messages :" + link()); // whose name he may not read
    add("null");
    grace.expect("*PRIVMSG #messages :a cat.png (842 B) " + link());
    linus.expect("*PRIVMSG #messages :" + link());

    grace.send("CHATHISTORY LATEST #messages * 10");
    const auto lines = grace.until("* BATCH -*");
    BOOST_TEST(only(lines, "*PRIVMSG #messages :a cat.png (842 B) " + link()).size() == 2u);
    linus.send("CHATHISTORY LATEST #messages * 10");
    const auto bare = linus.until("*PRIVMSG #messages :" + link());
    BOOST_TEST(only(bare, "*PRIVMSG #messages :look").size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
