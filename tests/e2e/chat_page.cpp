// The chat page (conf/chat.html) in Chromium, as conf/directus serves it: beside irssi, while Directus
// restarts, and by itself.
#include "e2e/scenario.hpp"
#include "net/base_url.hpp"
#include "support/browser.hpp"
#include "support/tcp_proxy.hpp"
#include "support/tmux.hpp"

#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/split.hpp>
#include <boost/algorithm/string/trim.hpp>

#include <algorithm>
#include <cstdlib>
#include <utility>

using namespace e2e;

namespace {

using texts = std::vector<std::string>;

// A Directus that permits the page's origin as the quick start's does, with these settings besides.
struct for_pages {
    explicit for_pages(support::directus_process::variables settings = {})
        : directus([&] {
            settings.merge(support::directus_process::variables{
                {"CORS_ENABLED", "true"},
                {"CORS_ORIGIN", fmt::format("http://127.0.0.1:{0},http://localhost:{0}", port)},
                {"CORS_CREDENTIALS", "false"}});
            return std::move(settings);
        }())
    {
    }

    const unsigned short port = support::free_port(); // the page's
    private_directus directus;
};

// The page, and a browser that shows it.
class page {
public:
    page(unsigned short port, const std::string& directus, const std::string& collection)
        : server_({.command = {DIRECTUS_IRCD_SOURCE "/conf/directus", "page", std::to_string(port), directus,
                               collection},
                   .environment = cache(),
                   .output = directory_.path() / "log"})
        , browser_(address(port))
    {
        expect("!document.querySelector('#login button').disabled");
    }

    void log_in(const person& who) const
    {
        browser_.evaluate("document.querySelector('[name=email]').select()");
        browser_.type(who.email);
        browser_.evaluate("document.querySelector('[name=password]').select()");
        browser_.type(who.password);
        browser_.press_enter();
        expect_status("Connected");
    }
    void expect(std::string_view expression, boost::source_location from = BOOST_CURRENT_LOCATION) const
    {
        browser_.expect(expression, from);
    }
    // The element's text; "" for one that is not shown.
    std::string text(const std::string& selector) const
    {
        return evaluate(fmt::format("document.querySelector({}).innerText", support::json_string(selector)));
    }
    void expect_text(const std::string& selector, const std::string& part,
                     boost::source_location from = BOOST_CURRENT_LOCATION) const
    {
        expect(fmt::format("document.querySelector({}).innerText.includes({})",
                           support::json_string(selector), support::json_string(part)),
               from);
    }
    void expect_status(const std::string& part, boost::source_location from = BOOST_CURRENT_LOCATION) const
    {
        expect_text("#status", part, from);
    }
    std::string evaluate(const std::string& expression) const { return browser_.evaluate(expression); }

    // Several lines are typed with Shift+Enter between them.
    void write(const texts& lines) const
    {
        for (const auto& line : lines) {
            if (&line != &lines.front())
                browser_.press_enter(true);
            browser_.type(line);
        }
    }
    void send() const { browser_.press_enter(); }
    void say(const texts& lines) const
    {
        write(lines);
        send();
        expect("document.getElementById('text').value === ''");
    }

    // What the messages say, oldest first; with their authors each line as "Grace: hello".
    texts contents() const { return messages("li.querySelector('p').textContent"); }
    texts lines() const
    {
        return messages("li.querySelector('p').textContent.split('\\n')"
                        ".map((line) => li.querySelector('b').textContent + ': ' + line).join('\\u0000')");
    }

private:
    static std::map<std::string, std::string> cache()
    {
        const char* set = std::getenv("XDG_CACHE_HOME");
        return set ? std::map<std::string, std::string>{{"XDG_CACHE_HOME", set}}
                   : std::map<std::string, std::string>{};
    }
    std::string address(unsigned short port) const
    {
        auto url = fmt::format("http://127.0.0.1:{}", port);
        const auto serves = [&] {
            try {
                return support::rest(url).call("GET", "/settings.json").ok();
            } catch (const std::exception&) {
                return false;
            }
        };
        if (!support::eventually(serves, 3 * support::patience))
            throw std::runtime_error("the page is not served:\n" + server_.output());
        return url + "/";
    }
    texts messages(const std::string& of_item) const
    {
        const auto joined = evaluate("[...document.querySelectorAll('#messages li')].map((li) => " + of_item +
                                     ").join('\\u0000')");
        texts out;
        if (!joined.empty())
            boost::split(out, joined, [](char c) { return c == '\0'; });
        return out;
    }

    support::temporary_directory directory_;
    support::child server_;
    support::browser browser_;
};

// The lines on irssi's screen: "Grace: hello".
texts lines_of(const support::terminal& irssi)
{
    texts rows;
    const auto screen = irssi.screen();
    boost::split(rows, screen, [](char c) { return c == '\n'; });
    texts out;
    for (const auto& row : rows) {
        const auto end = row.find("> ");
        if (row.size() > 8 && row[2] == ':' && row[6] == '<' &&
            end != std::string::npos) // 22:54 <+Ada> hello
            out.push_back(row.substr(8, end - 8) + ": " + boost::trim_right_copy(row.substr(end + 2)));
    }
    return out;
}

void show_the_same(const std::string& name)
{
    for_pages around;
    auto& directus = around.directus;
    scenario on({"--irc.autojoin=yes", "--directus.collection=" + name}, directus.project());
    const support::collection rows(directus.project().url(), name);
    const auto& ada = on.who.ada;
    const auto& grace = on.who.grace;
    rows.create(on.who.linus, "before either came");

    const page web(around.port, directus.project().url(), name);
    web.log_in(grace);
    const support::terminal irssi({"irssi", "--home=$HOME/irssi"});
    irssi.type(fmt::format("/connect 127.0.0.1 {} {}:{}", on.gateway.port(), ada.email, ada.password));
    irssi.expect("[Act: 2]");
    irssi.type("/window goto #messages");
    irssi.expect("before either came");

    irssi.type("hello from irssi 👋");
    web.expect_text("#messages", "hello from irssi 👋");
    web.say({"hello from the web 🎉", "in two lines", "and <b>three</b>"});
    irssi.expect("and <b>three</b>");

    directus.process().stop();
    web.expect_status("rying again");
    web.write({"typed while Directus was away", "✍️ and kept"});
    web.send();
    web.expect_text("#compose .error", "Directus does not answer.");
    irssi.expect("Directus is unreachable; what you write is queued");
    irssi.type("queued by the gateway ⏳");
    irssi.expect("> queued by the gateway");
    directus.process().start();
    rows.wait_for("queued by the gateway ⏳");
    rows.create(on.who.linus, "from elsewhere\nas soon as it was back");

    web.expect_text("#messages", "as soon as it was back");
    irssi.expect("as soon as it was back");
    web.expect_status("Connected");
    web.send();
    irssi.expect("and kept");
    irssi.type("the last line");
    web.expect_text("#messages", "the last line");

    texts stored;
    for (const auto& row : rows.rows()) {
        const auto author = row.author == ada.id ? "Ada: " : row.author == grace.id ? "Grace: " : "Linus: ";
        texts lines;
        boost::split(lines, row.content.value_or("NULL"), [](char c) { return c == '\n'; });
        for (const auto& line : lines)
            stored.push_back(author + line);
    }
    BOOST_TEST(stored.size() == 11u);
    BOOST_TEST(web.lines() == stored, boost::test_tools::per_element());
    BOOST_TEST(lines_of(irssi) == stored, boost::test_tools::per_element());
    irssi.type("/quit");
}

texts numbered(const std::string& what, int count)
{
    texts out;
    for (int n = 0; n < count; ++n)
        out.push_back(fmt::format("{} {}", what, n));
    return out;
}

struct alone : for_pages {
    explicit alone(support::directus_process::variables settings = {})
        : for_pages(std::move(settings))
        , chat(directus.project())
        , rows(chat.messages())
    {
        rows.clear();
    }

    // Waits until the page shows all rows but the first ones.
    void expect_rows_behind(const page& web, std::size_t first) const
    {
        auto expected = rows.contents();
        expected.erase(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(first));
        support::eventually([&] { return web.contents() == expected; }, 3 * support::patience);
        BOOST_TEST(web.contents() == expected, boost::test_tools::per_element());
    }

    const support::chat_project& chat;
    support::collection rows;
};

struct with_short_tokens : alone {
    with_short_tokens()
        : alone(support::directus_process::variables{{"ACCESS_TOKEN_TTL", "2s"}})
    {
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(chat_page)

BOOST_AUTO_TEST_CASE(web_and_irssi_show_the_same_lines_over_a_restart_with_uuid_keys)
{
    show_the_same("messages");
}

BOOST_AUTO_TEST_CASE(web_and_irssi_show_the_same_lines_over_a_restart_with_integer_keys)
{
    show_the_same("tutorial");
}

BOOST_FIXTURE_TEST_CASE(messages_edits_and_deletions_that_were_missed_are_read_back, alone)
{
    support::tcp_proxy proxy(net::base_url::parse(chat.url()).value().port);
    rows.create(chat.people().grace, numbered("history", 130)); // of one date
    const page web(port, fmt::format("http://127.0.0.1:{}", proxy.port()), "messages");
    web.log_in(chat.people().ada);
    expect_rows_behind(web, 30);

    rows.create(chat.people().grace, "<img src=x onerror=\"document.title = 'run'\">");
    const auto all = rows.rows();
    rows.edit(all[126].id, "edited while it was looking");
    rows.remove(all[127].id);
    expect_rows_behind(web, 30);

    proxy.refuse();
    web.expect_status("rying again");
    rows.create(chat.people().grace, numbered("missed", 120));
    rows.edit(all[128].id, "edited while it was away");
    rows.remove(all[129].id);
    // A row that was not shown gets the date of one that is, and its key tells where it belongs.
    const auto moved = std::min_element(all.begin(), all.begin() + 30,
                                        [](const row& a, const row& b) { return a.id < b.id; });
    rows.change(moved->id, fmt::format(R"({{"date_created":"{}"}})", all.back().date));
    proxy.forward();
    expect_rows_behind(web, 29);
    web.expect_status("Connected");
    BOOST_TEST(web.evaluate("document.title") == "Chat");
}

BOOST_FIXTURE_TEST_CASE(
    nothing_is_missed_while_tokens_expire_and_the_login_form_returns_with_the_sessions_end, with_short_tokens)
{
    const auto& ada = chat.people().ada;
    const page web(port, chat.url(), "messages");
    web.evaluate("performance.setResourceTimingBufferSize(10000)");
    web.log_in(ada);
    const auto renewals = [&] {
        return std::stoi(web.evaluate("performance.getEntriesByType('resource')"
                                      ".filter(({ name }) => name.endsWith('/auth/refresh')).length"));
    };
    const auto before = renewals();
    int count = 0;
    const auto writes = [&] {
        rows.create(chat.people().grace, fmt::format("row {}", ++count));
        return renewals() > before + 2;
    };
    BOOST_REQUIRE(support::eventually(writes, 3 * support::patience));
    expect_rows_behind(web, 0);

    chat.admin().patch("/users/" + ada.id, R"({"status":"suspended"})");
    web.expect_text("#login .error", "Your session has ended.");
    BOOST_TEST(web.contents().empty());
}

BOOST_FIXTURE_TEST_CASE(refused_message_stays_in_the_box_with_the_reason, alone)
{
    const page web(port, chat.url(), "messages");
    web.log_in(chat.people().edsger);
    web.write({"may I?", "please"});
    web.send();
    web.expect_text("#compose .error", "Not sent: You don't have permission");
    BOOST_TEST(web.evaluate("document.getElementById('text').value") == "may I?\nplease");
    BOOST_TEST(rows.rows().empty());
}

BOOST_AUTO_TEST_SUITE_END()
