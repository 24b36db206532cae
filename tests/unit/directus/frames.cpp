#include "directus/frames.hpp"

#include "base/timestamp.hpp"
#include "unit/directus/expect.hpp"

#include <boost/test/unit_test.hpp>

using namespace directus;
using namespace std::chrono_literals;
using base::errc;

BOOST_AUTO_TEST_SUITE(frames_)

namespace {

template <class Frame>
void check(std::string_view text, const Frame& expected)
{
    BOOST_TEST_CONTEXT(text)
    {
        const auto got = frames::parse(text, schema());
        BOOST_TEST_REQUIRE(got.has_value());
        BOOST_TEST_REQUIRE(std::holds_alternative<Frame>(*got));
        BOOST_TEST((std::get<Frame>(*got) == expected));
    }
}

item row(std::string id, std::string content)
{
    return {item_id(std::move(id)), std::move(content), user_id("3761646b-ea30-43aa-a01a-6f553b179fed"),
            base::from_iso8601("2026-11-23T21:11:45.875Z")};
}

} // namespace

BOOST_AUTO_TEST_CASE(what_is_sent)
{
    const schema shape{"chat", "key", "text", "by", "at"};
    const auto create = [&](const std::vector<draft>& rows) { return frames::create(shape, rows, "c3"); };
    BOOST_TEST(frames::auth(base::secret("t\"k"), "a1") ==
               R"({"type":"auth","access_token":"t\"k","uid":"a1"})");
    BOOST_TEST(frames::subscribe(shape, "create", "f2") ==
               R"({"type":"subscribe","collection":"chat","event":"create",)"
               R"("query":{"fields":["key","at","by","text"],"limit":-1},"uid":"f2"})");
    auto with_reactions = shape;
    with_reactions.reactions = "feelings";
    BOOST_TEST(
        frames::subscribe_reactions(with_reactions, "delete", "x6") ==
        R"({"type":"subscribe","collection":"feelings","event":"delete",)"
        R"("query":{"fields":["id","message","emoji","user_created","date_created"],"limit":-1},"uid":"x6"})");
    BOOST_TEST(frames::subscribe_users("update", "m7") ==
               R"({"type":"subscribe","collection":"directus_users","event":"update",)"
               R"("query":{"fields":["id","first_name","last_name"],"limit":-1},"uid":"m7"})");
    BOOST_TEST(frames::unsubscribe("f2") == R"({"type":"unsubscribe","uid":"f2"})");
    BOOST_TEST(
        create({{item_id("u-1"), "hi \"you\"\n"}}) ==
        R"({"type":"items","collection":"chat","action":"create","data":{"key":"u-1","text":"hi \"you\"\n"},)"
        R"("query":{"fields":["key","at","by","text"],"limit":-1},"uid":"c3"})");
    BOOST_TEST(create({{item_id(), "hi"}}) ==
               R"({"type":"items","collection":"chat","action":"create","data":{"text":"hi"},)"
               R"("query":{"fields":["key","at","by","text"],"limit":-1},"uid":"c3"})");
    BOOST_TEST(create({{item_id("u-1"), "a"}, {item_id(), "b"}}) ==
               R"({"type":"items","collection":"chat","action":"create","data":[{"key":"u-1","text":"a"},)"
               R"({"text":"b"}],"query":{"fields":["key","at","by","text"],"limit":-1},"uid":"c3"})");
    BOOST_TEST(frames::pong() == R"({"type":"pong"})");
}

BOOST_AUTO_TEST_CASE(of_a_file_is_asked_what_may_be_read)
{
    schema shape{.attachment = "file"};
    const auto asked = [&](files which) {
        shape.attachment_as = which;
        return frames::subscribe(shape, "create", "f2");
    };
    const std::string before =
        R"({"type":"subscribe","collection":"messages","event":"create","query":{"fields":["id","date_created","user_created","content")";
    BOOST_TEST(asked(files::none) == before + R"(],"limit":-1},"uid":"f2"})");
    BOOST_TEST(asked(files::ids) == before + R"(,"file"],"limit":-1},"uid":"f2"})");
    BOOST_TEST(asked(files::details) ==
               before + R"(,"file.id","file.filename_download","file.filesize"],"limit":-1},"uid":"f2"})");
    // Not by a create, whose row has none.
    const std::vector<draft> rows{{item_id(), "hi"}};
    BOOST_TEST(frames::create(shape, rows, "c3").find("file") == std::string::npos);
    shape.attachment.clear();
    BOOST_TEST(asked(files::details) == before + R"(],"limit":-1},"uid":"f2"})");
}

BOOST_AUTO_TEST_CASE(a_file_is_an_id_or_more)
{
    const schema shape{.attachment = "file"};
    const auto file_of = [&](const std::string& text) {
        const auto got = frames::parse(R"({"type":"subscription","event":"create","data":[{"id":1,"file":)" +
                                           text + R"(}],"uid":"f2"})",
                                       shape);
        BOOST_TEST_REQUIRE(got.has_value());
        return std::get<frames::rows>(*got).items.at(0).attachment;
    };
    const std::string id = "0a1b2c3d-0000-4000-8000-000000000009";
    BOOST_TEST((file_of('"' + id + '"') == file{id}));
    BOOST_TEST((file_of(R"({"id":")" + id + R"(","filename_download":"cat.png","filesize":842})") ==
                file{id, "cat.png", 842}));
    BOOST_TEST((file_of(R"({"id":")" + id + R"(","filename_download":"cat.png","filesize":"5000000000"})") ==
                file{id, "cat.png", 5'000'000'000}));
    BOOST_TEST((file_of(R"({"id":")" + id + R"(","filename_download":null,"filesize":null})") == file{id}));
    BOOST_TEST((file_of(R"({"id":")" + id + R"(","filesize":"-1x"})")->bytes <= 0));
    for (const auto* text :
         {"null", "7", "[]", "{}", R"("")", R"("../../users?access_token=x")", R"({"id":null})"})
        BOOST_TEST(!file_of(text));
}

BOOST_AUTO_TEST_CASE(auth)
{
    check(R"({"type":"auth","status":"ok","uid":"a1"})", frames::authenticated{"a1"});
    check(R"({"type":"auth","status":"ok","uid":"a1","refresh_token":"x"})", frames::authenticated{"a1"});
    check(
        R"({"type":"auth","status":"error","error":{"code":"AUTH_FAILED","message":"Authentication failed."},"uid":"a10"})",
        frames::auth_failed{"a10", "AUTH_FAILED"});
    check(
        R"({"type":"auth","status":"error","error":{"code":"AUTH_FAILED","message":"Authentication handshake failed."}})",
        frames::auth_failed{"", "AUTH_FAILED"});
    check(R"({"type":"auth","status":"error","error":{"code":"TOKEN_EXPIRED","message":"Token expired."}})",
          frames::auth_failed{"", "TOKEN_EXPIRED"});
}

BOOST_AUTO_TEST_CASE(subscriptions)
{
    check(R"({"type":"subscription","event":"init","uid":"f2"})", frames::subscribed{"f2"});
    check(
        R"({"type":"subscribe","status":"error","error":{"code":"FORBIDDEN","message":"You don't have permission to access collection \"nope\" or it does not exist. Queried in root."},"uid":"f3"})",
        frames::subscribe_failed{"f3", "FORBIDDEN"});
    check(
        R"({"type":"subscribe","status":"error","error":{"code":"INVALID_PAYLOAD","message":"Validation error: …"}})",
        frames::subscribe_failed{"", "INVALID_PAYLOAD"});
}

BOOST_AUTO_TEST_CASE(events)
{
    check(
        R"({"type":"subscription","event":"create","data":[{"id":"0192f3a0-0000-7000-8000-93e03f443362","date_created":"2026-11-23T21:11:45.875Z","user_created":"3761646b-ea30-43aa-a01a-6f553b179fed","content":"hi"}],"uid":"f2"})",
        frames::rows{"f2", "create", {row("0192f3a0-0000-7000-8000-93e03f443362", "hi")}});
    check(
        R"({"type":"subscription","event":"update","data":[{"id":7,"date_created":"2026-11-23T21:11:45.875Z","user_created":{"id":"3761646b-ea30-43aa-a01a-6f553b179fed","first_name":"Ada"},"content":"hi"}],"uid":"u"})",
        frames::rows{"u", "update", {row("7", "hi")}});
    check(
        R"({"type":"subscription","event":"delete","data":["0192f3a0-0000-7000-8000-93e03f443362",7,null],"uid":"d"})",
        frames::keys{"d", {item_id("0192f3a0-0000-7000-8000-93e03f443362"), item_id("7")}});
}

BOOST_AUTO_TEST_CASE(event_of_users_tells_their_names)
{
    const auto got = frames::parse(
        R"({"type":"subscription","event":"update","data":[{"id":"u-1","first_name":"Ada","last_name":null},)"
        R"({"id":"u 2","first_name":"no id"},{"id":"u-3"}],"uid":"m7"})",
        {});
    BOOST_REQUIRE(got);
    const std::vector<person> expected{{user_id("u-1"), "Ada", "", ""}};
    BOOST_TEST((std::get<frames::rows>(*got).users == expected));
}

BOOST_AUTO_TEST_CASE(rows_of_any_shape)
{
    item bare;
    bare.id = item_id("1");
    check(R"({"type":"subscription","event":"create","data":[{"id":1}],"uid":"f"})",
          frames::rows{"f", "create", {bare}});
    check(
        R"({"type":"subscription","event":"create","data":[{"id":1,"content":null,"user_created":null,"date_created":null}],"uid":"f"})",
        frames::rows{"f", "create", {bare}});
    check(
        R"({"type":"subscription","event":"create","data":[{"id":1,"content":{"a":1},"user_created":{"first_name":"Ada"},"date_created":"soon"}],"uid":"f"})",
        frames::rows{"f", "create", {bare}});
    check(
        R"({"type":"subscription","event":"create","data":[{"content":"no key"},{"id":null},{"id":""},{"id":[]},7,{"id":1}],"uid":"f"})",
        frames::rows{"f", "create", {bare}});
    check(R"({"type":"subscription","event":"create","data":null,"uid":"f"})",
          frames::rows{"f", "create", {}});
}

BOOST_AUTO_TEST_CASE(answers)
{
    check(
        R"({"type":"items","data":{"id":"0192f3a0-0000-7000-8000-93e03f443362","date_created":"2026-11-23T21:11:45.875Z","user_created":"3761646b-ea30-43aa-a01a-6f553b179fed","content":"hi"},"uid":"c3"})",
        frames::answer{"c3", {row("0192f3a0-0000-7000-8000-93e03f443362", "hi")}});
    check(R"({"type":"items","data":[],"uid":"h1"})", frames::answer{"h1", {}});
    check(
        R"({"type":"items","status":"error","error":{"code":"RECORD_NOT_UNIQUE","message":"Value \"x\" for field \"id\" in collection \"messages\" has to be unique."},"uid":"c4"})",
        frames::answer_failed{"c4", "RECORD_NOT_UNIQUE",
                              R"(Value "x" for field "id" in collection "messages" has to be unique.)"});
    check(R"({"type":"items","status":"error","error":{"code":"FORBIDDEN","message":"no"}})",
          frames::answer_failed{"", "FORBIDDEN", "no"});
    check(R"({"type":"items","status":"error","uid":"c4"})", frames::answer_failed{"c4", "", ""});
}

BOOST_AUTO_TEST_CASE(limits)
{
    const auto limited = [](std::string_view message) {
        return R"({"type":"server","status":"error","error":{"code":"REQUESTS_EXCEEDED","message":")" +
               std::string(message) + R"("}})";
    };
    check(limited("Too many messages, retry after 1994ms."), frames::throttled{1994ms});
    check(limited("Too many messages, retry after 0ms."), frames::throttled{0ms});
    check(limited("Too many messages."), frames::throttled{1s});
    check(limited("retry after a while"), frames::throttled{1s});
    check(limited("retry after -5ms"), frames::throttled{1s});
    check(limited("retry after 99999999999999999999ms"), frames::throttled{1s});
    check(limited("retry after 4000000000ms"), frames::throttled{1h});
    check(
        R"({"type":"license","status":"error","error":{"code":"SERVICE_UNAVAILABLE","message":"License is in a locked state and must be resolved"}})",
        frames::throttled{1s});
}

BOOST_AUTO_TEST_CASE(heartbeat)
{
    check(R"({"type":"ping"})", frames::pinged{});
    check(R"({"type":"subscription","event":"unsubscribe","uid":"p9"})", frames::unsubscribed{"p9"});
    check(R"({"type":"subscription","event":"unsubscribe"})", frames::unsubscribed{""});
}

BOOST_AUTO_TEST_CASE(what_does_not_concern_us)
{
    check(
        R"({"type":"server","status":"error","error":{"code":"INVALID_PAYLOAD","message":"Unable to parse the incoming message."}})",
        frames::unknown{});
    check(R"({"type":"collab","action":"init"})", frames::unknown{});
    check(R"({"type":"subscription","event":"sort","uid":"f2"})", frames::unknown{});
    check(R"({"type":"subscription"})", frames::unknown{});
}

BOOST_AUTO_TEST_CASE(malformed)
{
    for (const std::string_view text : {"", "pong", "[1]", "{}", R"({"type":7})", R"({"uid":"x"})", "null"}) {
        const auto got = frames::parse(text, schema());
        BOOST_TEST_REQUIRE(got.has_error());
        BOOST_TEST(got.error() == errc::malformed);
    }
}

BOOST_AUTO_TEST_SUITE_END()
