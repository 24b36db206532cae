#include "base/log.hpp"

#include "base/utf8.hpp"

#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include <array>
#include <cstdio>
#include <string>

using base::log::level;

namespace {

// What is written to standard error while it lives.
class captured_stderr {
public:
    captured_stderr()
        : file_(std::tmpfile())
        , saved_(dup(STDERR_FILENO))
    {
        dup2(fileno(file_), STDERR_FILENO);
    }
    captured_stderr(const captured_stderr&) = delete;
    captured_stderr& operator=(const captured_stderr&) = delete;
    ~captured_stderr()
    {
        dup2(saved_, STDERR_FILENO);
        ::close(saved_);
        std::fclose(file_);
    }

    std::string text() const
    {
        std::string out;
        std::array<char, 4096> buffer{};
        std::rewind(file_);
        while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), file_))
            out.append(buffer.data(), size);
        return out;
    }

private:
    std::FILE* file_;
    int saved_;
};

std::string value(std::string_view text)
{
    return base::log::format(level::info, "e", {{"v", text}}).substr(21);
}

std::string json(std::string_view text)
{
    constexpr std::string_view before = R"("level":"info","event":"e","v":)";
    return base::log::format_json(level::info, "e", {{"v", text}}).substr(before.size());
}

} // namespace

BOOST_AUTO_TEST_SUITE(log_)

BOOST_AUTO_TEST_CASE(a_line_is_level_event_and_fields)
{
    BOOST_TEST(base::log::format(level::info, "login", {{"user", "ada lovelace"}, {"host", "192.0.2.7"}}) ==
               "level=info event=login user=\"ada lovelace\" host=192.0.2.7");
    BOOST_TEST(base::log::format(level::debug, "tick", {}) == "level=debug event=tick");
    BOOST_TEST(base::log::format(level::warning, "late", {}) == "level=warning event=late");
    BOOST_TEST(base::log::format(level::error, "lost", {}) == "level=error event=lost");
}

BOOST_AUTO_TEST_CASE(values_are_quoted_where_they_could_be_misread)
{
    BOOST_TEST(value("plain") == "plain");
    BOOST_TEST(value("größe") == "größe");
    BOOST_TEST(value("") == "\"\"");
    BOOST_TEST(value("two words") == "\"two words\"");
    BOOST_TEST(value("a=b") == "\"a=b\"");
    BOOST_TEST(value("say \"hi\"") == "\"say \\\"hi\\\"\"");
    BOOST_TEST(value("back\\slash") == "\"back\\\\slash\"");
}

BOOST_AUTO_TEST_CASE(no_value_can_forge_a_line_or_move_the_cursor)
{
    BOOST_TEST(value("a\r\nlevel=info") == R"("a\x0d\x0alevel=info")");
    BOOST_TEST(value(std::string_view("\0\t\x1B\x7F", 4)) == R"("\x00\x09\x1b\x7f")");
    BOOST_TEST(value("csi \u009B0m") == R"("csi \xc2\x9b0m")");
    BOOST_TEST(value("bad \xFF\xE2\x82") == R"("bad \xff\xe2\x82")");
    BOOST_TEST(base::log::format(level::info, "a\nb", {}) == R"(level=info event="a\x0ab")");
}

BOOST_AUTO_TEST_CASE(an_object_of_json)
{
    BOOST_TEST(base::log::format_json(level::info, "login", {{"user", "ada lovelace"}, {"n", "1"}}) ==
               R"("level":"info","event":"login","user":"ada lovelace","n":"1")");
    BOOST_TEST(base::log::format_json(level::error, "a\"b", {}) == R"("level":"error","event":"a\"b")");
    BOOST_TEST(json("") == R"("")");
    BOOST_TEST(json("größe 🎉 a=b") == R"("größe 🎉 a=b")");
    BOOST_TEST(json("say \"hi\" \\o/") == R"("say \"hi\" \\o/")");
    BOOST_TEST(json("a\r\n{\"level\":\"info\"}") == R"("a\u000d\u000a{\"level\":\"info\"}")");
    BOOST_TEST(json(std::string_view("\0\t\x1B\x7F", 4)) == R"("\u0000\u0009\u001b\u007f")");
    BOOST_TEST(json("csi \u009B0m") == R"("csi \u009b0m")");
}

// A parser of JSON refuses the whole line for one bad byte.
BOOST_AUTO_TEST_CASE(json_is_utf8_whatever_a_client_sent)
{
    BOOST_TEST(json("bad \xFF\xE2\x82") == R"("bad \ufffd\ufffd\ufffd")");
    BOOST_TEST(json("\xC0\xAF") == R"("\ufffd\ufffd")");             // overlong
    BOOST_TEST(json("\xED\xA0\x80x") == R"("\ufffd\ufffd\ufffdx")"); // a surrogate
    BOOST_TEST(json("\xF0\x9F\x8E") == R"("\ufffd\ufffd\ufffd")");   // cut off
    for (int byte = 0; byte < 256; ++byte) {
        const char one = static_cast<char>(byte);
        BOOST_TEST(base::utf8::valid(json(std::string_view(&one, 1))), byte);
    }
}

BOOST_AUTO_TEST_CASE(layouts_are_known_by_name)
{
    BOOST_TEST((base::log::layout_from("logfmt") == base::log::layout::logfmt));
    BOOST_TEST((base::log::layout_from("json") == base::log::layout::json));
    BOOST_TEST(!base::log::layout_from("JSON").has_value());
    BOOST_TEST(!base::log::layout_from("").has_value());
}

BOOST_AUTO_TEST_CASE(a_line_of_json_is_an_object_with_the_time)
{
    std::string text;
    {
        const captured_stderr capture;
        base::log::set_layout(base::log::layout::json);
        base::log::info("seen", {{"n", "1"}});
        base::log::set_layout(base::log::layout::logfmt);
        base::log::info("seen");
        text = capture.text();
    }
    constexpr std::string_view time = "2026-11-23T18:49:42.618Z";
    constexpr std::string_view before = R"({"time":")";
    BOOST_REQUIRE(text.size() > before.size() + time.size());
    BOOST_TEST(text.substr(0, before.size()) == before);
    text.erase(0, before.size() + time.size());
    const auto second = text.find('\n') + 1;
    BOOST_TEST(text.substr(0, second) == "\",\"level\":\"info\",\"event\":\"seen\",\"n\":\"1\"}\n");
    BOOST_TEST(text.substr(second + time.size()) == " level=info event=seen\n");
}

BOOST_AUTO_TEST_CASE(levels_are_known_by_name)
{
    BOOST_TEST((base::log::level_from("debug") == level::debug));
    BOOST_TEST((base::log::level_from("info") == level::info));
    BOOST_TEST((base::log::level_from("warning") == level::warning));
    BOOST_TEST((base::log::level_from("error") == level::error));
    BOOST_TEST((base::log::level_from("off") == level::off));
    BOOST_TEST(!base::log::level_from("INFO").has_value());
    BOOST_TEST(!base::log::level_from("").has_value());
}

BOOST_AUTO_TEST_CASE(what_is_written_has_the_time_and_is_at_the_level_or_above)
{
    std::string text;
    {
        const captured_stderr capture;
        base::log::debug("unseen");
        base::log::info("seen", {{"n", "1"}});
        base::log::set_level(level::error);
        base::log::warning("unseen");
        base::log::error("seen");
        base::log::set_level(level::off);
        base::log::error("unseen");
        base::log::set_level(level::info);
        text = capture.text();
    }
    constexpr std::size_t time = std::string_view("2026-11-23T18:49:42.618Z ").size();
    const std::size_t second = text.find('\n') + 1;
    BOOST_REQUIRE(text.size() > time);
    BOOST_TEST(text.substr(time, second - time) == "level=info event=seen n=1\n");
    BOOST_TEST(text.substr(second + time) == "level=error event=seen\n");
    BOOST_TEST(text[10] == 'T');
    BOOST_TEST(text.substr(19, 1) == ".");
    BOOST_TEST(text.substr(23, 2) == "Z ");
}

BOOST_AUTO_TEST_SUITE_END()
