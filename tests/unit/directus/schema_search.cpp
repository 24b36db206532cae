// The six schemas of the wild, as recorded (see oas.cpp), and small ones made here.
#include "directus/schema_search.hpp"

#include "unit/directus/oas_documents.hpp"

#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

using namespace directus;
using oas_documents::answer;
using oas_documents::recorded;

BOOST_AUTO_TEST_SUITE(schema_finding)

namespace {

schema_search::result find(const std::string& body, const schema& configured = {}, fixed_names fixed = {})
{
    const schema_search search(configured, fixed);
    return search.in(oas::parse(answer(body), search.collections()).value());
}

// As text, for a comparison that shows what differs.
std::string text_of(const schema_search::result& what)
{
    if (!what.found)
        return what.reason;
    const auto& s = *what.found;
    return fmt::format("{} key={} content={} author={}/{} date={}{} reply={} file={} editor={}", s.collection,
                       s.key, s.content, s.author, static_cast<int>(s.author_as), s.date,
                       s.zoned_dates ? "" : " without zone", s.reply, s.attachment, s.editor);
}

// A document with one collection for each of these pairs of a name and its properties.
std::string made(std::initializer_list<std::pair<std::string, std::string>> collections)
{
    std::string schemas =
        R"("Users":{"x-collection":"directus_users"},"Files":{"x-collection":"directus_files"})";
    for (const auto& [name, properties] : collections)
        schemas +=
            fmt::format(R"(,"Items{}":{{"x-collection":"{}","properties":{{{}}}}})", name, name, properties);
    return fmt::format(R"({{"openapi":"3.0.1","tags":[{{"x-collection":"directus_users"}}],)"
                       R"("components":{{"schemas":{{{}}}}}}})",
                       schemas);
}

const std::string id = R"("id":{"type":"integer","nullable":false})";
const std::string text = R"("content":{"type":"string"})";
const std::string date = R"("date_created":{"type":"string","format":"timestamp"})";

std::string relation(const std::string& name, const std::string& to)
{
    return fmt::format(R"("{}":{{"oneOf":[{{"type":"string"}},{{"$ref":"#/components/schemas/{}"}}]}})", name,
                       to);
}

const std::string author = relation("user_created", "Users");
const std::string whole = id + "," + text + "," + author + "," + date;

} // namespace

BOOST_AUTO_TEST_CASE(a_status_leaves_out_archived_rows_unless_a_filter_is_set)
{
    const auto filter_of = [](const std::string& more, fixed_names fixed = {}) {
        return find(made({{"messages", whole + more}}), {}, fixed).found.value().filter;
    };
    const auto status = R"(,"status":{"type":"string"})";
    BOOST_TEST((filter_of(status) == std::vector<condition>{{"status", {"archived"}, true}}));
    BOOST_TEST(filter_of(status, {.filter = true}).empty());
    BOOST_TEST(filter_of(R"(,"status":{"type":"integer"})").empty());
    BOOST_TEST(filter_of("").empty());
}

BOOST_AUTO_TEST_CASE(schemas_of_the_wild_are_found)
{
    const auto is = [](const char* name, std::string_view expected) {
        BOOST_TEST_CONTEXT(name)
        BOOST_TEST(text_of(find(recorded(name))) == expected);
    };
    is("tutorial_text",
       "messages key=id content=text author=user_created/0 date=date_created reply= file= editor=");
    is("public_policy",
       "messages key=id content=content author=user_created/0 date=date_created reply= file= editor=");
    is("user_text", "messages key=id content=text author=user/2 date=date_created reply= file= editor=");
    is("channel_html", "messages key=id content=content author=user_created/0 date=date_created "
                       "reply=parent_id file=file editor=user_updated");
    is("chat_messages",
       "chat_messages key=id content=message author=sender/1 date=created_at reply= file= editor=");
    is("uuid_datetime",
       "messages key=id content=content author=user_created/0 date=date_created without zone "
       "reply= file= editor=");
    BOOST_TEST((find(recorded("uuid_datetime")).key_type == oas::type::uuid));
    BOOST_TEST((find(recorded("chat_messages")).key_type == oas::type::integer));
}

BOOST_AUTO_TEST_CASE(singleton_is_refused)
{
    BOOST_TEST(find(recorded("singleton")).reason ==
               "the collection messages is a singleton: it has place for one row only");
}

BOOST_AUTO_TEST_CASE(messages_wins_over_other_collections)
{
    BOOST_TEST(find(made({{"chat", whole}, {"messages", whole}})).found->collection == "messages");
}

BOOST_AUTO_TEST_CASE(only_fitting_collection_is_taken)
{
    BOOST_TEST(find(made({{"posts", id + "," + text}, {"chat", whole}})).found->collection == "chat");
}

// The first who logs in may be somebody who only reads the website's posts.
BOOST_AUTO_TEST_CASE(collection_that_is_only_read_is_not_certain_unless_it_is_messages_or_set)
{
    const fixed_names fixed{.collection = true};
    BOOST_TEST(!find(made({{"posts", whole}})).certain);
    BOOST_TEST(find(made({{"messages", whole}})).certain);
    BOOST_TEST(find(made({{"posts", whole}}), {.collection = "posts"}, fixed).certain);
    BOOST_TEST(find(recorded("chat_messages")).certain);
}

BOOST_AUTO_TEST_CASE(two_candidates_are_the_operators_choice)
{
    BOOST_TEST(find(made({{"posts", whole}, {"chat", whole}})).reason ==
               "several collections could be the chat: chat, posts");
    fixed_names fixed{.collection = true};
    BOOST_TEST(
        find(made({{"posts", whole}, {"chat", whole}}), {.collection = "posts"}, fixed).found->collection ==
        "posts");
}

BOOST_AUTO_TEST_CASE(missing_fields_are_named)
{
    const auto reason = [](const std::string& properties) {
        return find(made({{"messages", properties}})).reason;
    };
    BOOST_TEST(
        reason(id + "," + author + "," + date) ==
        "the collection messages has no text field that may be read (content, text, message, body or msg)");
    BOOST_TEST(reason(id + "," + text + "," + author) ==
               "the collection messages has no field for the date (date_created) that may be read");
    BOOST_TEST(reason(id + "," + text + "," + date) ==
               "the collection messages has no field for the author that may be read");
    BOOST_TEST(reason(text + "," + author + "," + date) == "the primary key of messages cannot be told");
    BOOST_TEST(find(made({{"articles", whole}})).reason ==
               "there is no collection messages that may be read (there are articles)");
}

BOOST_AUTO_TEST_CASE(key_of_another_name_is_the_only_one_that_can_be)
{
    const auto other = R"("message_id":{"type":"string","format":"uuid","nullable":false})";
    const auto result =
        find(made({{"messages", std::string(other) + "," + text + "," + author + "," + date}}));
    BOOST_TEST(result.found->key == "message_id");
}

BOOST_AUTO_TEST_CASE(only_date_is_taken_but_not_that_of_changes)
{
    const std::string posted = R"("posted":{"type":"string","format":"timestamp"})";
    const std::string updated = R"("date_updated":{"type":"string","format":"timestamp"})";
    const auto start = id + "," + text + "," + author + ",";
    BOOST_TEST(find(made({{"messages", start + posted + "," + updated}})).found->date == "posted");
    BOOST_TEST(!find(made({{"messages", start + updated}})).found);
}

BOOST_AUTO_TEST_CASE(names_that_are_set_win)
{
    const auto properties = whole + R"(,"body":{"type":"string"},)" + relation("reply_to", "Itemsmessages");
    const auto document = made({{"messages", properties}});
    BOOST_TEST(find(document).found->reply == "reply_to");
    BOOST_TEST(find(document, {}, {.reply = true}).found->reply == "");
    BOOST_TEST(find(document, {.content = "body"}, {.content = true}).found->content == "body");
    BOOST_TEST(find(document, {.content = "txt"}, {.content = true}).reason ==
               "the collection messages has no field txt that may be read");
    BOOST_TEST(find(document, {.collection = "chats"}, {.collection = true}).reason ==
               "there is no collection chats that may be read");
}

BOOST_AUTO_TEST_CASE(uuid_author_is_a_relation_to_whoever_may_not_read_users)
{
    auto document =
        made({{"messages", id + "," + text + "," + date + R"(,"author":{"type":"string","format":"uuid"})"}});
    BOOST_TEST(!find(document).found);
    document.replace(document.find("directus_users"), 14, "directus_roles"); // the tag
    BOOST_TEST((find(document).found->author_as == author_kind::written));
}

BOOST_AUTO_TEST_SUITE_END()
