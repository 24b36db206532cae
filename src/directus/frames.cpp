#include "directus/frames.hpp"

#include "directus/json.hpp"
#include "directus/reaction.hpp"
#include "directus/row.hpp"
#include "directus/users.hpp"

#include <algorithm>
#include <charconv>

namespace directus::frames {

namespace {

constexpr base::duration default_wait = std::chrono::seconds(1);
constexpr base::duration longest_wait = std::chrono::hours(1);

// With as many rows as Directus tells at once: its default is fewer (QUERY_LIMIT_DEFAULT), and with a cap
// (QUERY_LIMIT_MAX) it would apply to what is created or changed together.
template <class Names>
void write_query(json::writer& out, const Names& fields)
{
    out.key("query").object().key("fields").array();
    for (const auto& name : fields)
        out.string(name);
    out.end().key("limit").integer(-1).end();
}

template <class Names>
std::string subscribe_to(std::string_view collection, const Names& fields, std::string_view event,
                         std::string_view uid)
{
    json::writer out;
    out.object().key("type").string("subscribe");
    out.key("collection").string(collection);
    out.key("event").string(event);
    write_query(out, fields);
    return out.key("uid").string(uid).end().take();
}

// "Too many messages, retry after 1994ms."
base::duration wait_in(std::string_view message)
{
    constexpr std::string_view before = "retry after ";
    const auto at = message.find(before);
    if (at == std::string_view::npos)
        return default_wait;
    const auto number = message.substr(at + before.size());
    std::uint32_t milliseconds = 0;
    const auto [end, failed] = std::from_chars(number.data(), number.data() + number.size(), milliseconds);
    if (failed != std::errc() ||
        !number.substr(static_cast<std::size_t>(end - number.data())).starts_with("ms"))
        return default_wait;
    return std::min<base::duration>(std::chrono::milliseconds(milliseconds), longest_wait);
}

// What every frame has: who it answers, and how it failed if it did.
struct envelope {
    std::string uid;
    bool failed = false;
    std::string code;
    std::string message;
};

envelope envelope_of(json::value root)
{
    envelope found;
    found.uid = root["uid"].key().value_or("");
    found.failed = root["status"].string() == "error";
    found.code = root["error"]["code"].string().value_or("");
    found.message = root["error"]["message"].string().value_or("");
    return found;
}

frame subscription(json::value root, envelope about, const schema& shape)
{
    const auto event = root["event"].string().value_or("");
    if (event == "init")
        return subscribed{std::move(about.uid)};
    if (event == "unsubscribe")
        return unsubscribed{std::move(about.uid)};
    if (event == "create" || event == "update") {
        rows came{std::move(about.uid), std::string(event), row::read_all(root["data"], shape)};
        if (!shape.reactions.empty())
            came.reactions = reactions::read_all(root["data"]);
        came.users = users::read_named(root["data"]);
        return came;
    }
    if (event != "delete")
        return unknown{};
    keys gone{std::move(about.uid), {}};
    const auto data = root["data"];
    for (std::size_t n = 0; n < data.size(); ++n) {
        if (auto key = row::key_from(data.at(n)))
            gone.ids.push_back(std::move(*key));
    }
    return gone;
}

} // namespace

std::string auth(const base::secret& token, std::string_view uid)
{
    return json::writer()
        .object()
        .key("type")
        .string("auth")
        .key("access_token")
        .string(token.reveal())
        .key("uid")
        .string(uid)
        .end()
        .take();
}

std::string subscribe(const schema& shape, std::string_view event, std::string_view uid)
{
    return subscribe_to(shape.collection, row::fields(shape), event, uid);
}

std::string subscribe_reactions(const schema& shape, std::string_view event, std::string_view uid)
{
    return subscribe_to(shape.reactions, reactions::fields, event, uid);
}

std::string subscribe_users(std::string_view event, std::string_view uid)
{
    return subscribe_to(users::collection, users::fields, event, uid);
}

std::string unsubscribe(std::string_view uid)
{
    return json::writer().object().key("type").string("unsubscribe").key("uid").string(uid).end().take();
}

std::string create(const schema& shape, std::span<const draft> rows, std::string_view uid)
{
    json::writer out;
    out.object().key("type").string("items");
    out.key("collection").string(shape.collection);
    out.key("action").string("create");
    out.key("data");
    if (rows.size() == 1) {
        row::write(out, rows.front(), shape);
    } else {
        out.array();
        for (const auto& one : rows)
            row::write(out, one, shape);
        out.end();
    }
    // Of a file nothing: it has none yet, and a field that may not be read would make the answer a refusal.
    auto without_file = shape;
    without_file.attachment_as = files::none;
    write_query(out, row::fields(without_file));
    return out.key("uid").string(uid).end().take();
}

std::string pong()
{
    return R"({"type":"pong"})";
}

base::result<frame> parse(std::string_view text, const schema& shape)
{
    const auto parsed = json::document::parse(text);
    if (!parsed)
        return parsed.error();
    const auto root = parsed->root();
    const auto type = root["type"].string();
    if (!type)
        return base::make_error_code(base::errc::malformed);

    auto about = envelope_of(root);
    if (type == "items") {
        if (about.failed)
            return answer_failed{std::move(about.uid), std::move(about.code), std::move(about.message)};
        return answer{std::move(about.uid), row::read_all(root["data"], shape)};
    }
    if (type == "subscription")
        return subscription(root, std::move(about), shape);
    if (type == "ping")
        return pinged{};
    if (type == "auth") {
        if (root["status"].string() == "ok")
            return authenticated{std::move(about.uid)};
        return auth_failed{std::move(about.uid), std::move(about.code)};
    }
    if (type == "subscribe" && about.failed)
        return subscribe_failed{std::move(about.uid), std::move(about.code)};
    // A licence to be sorted out stops frames just as the limiter does: SERVICE_UNAVAILABLE, nothing
    // executed.
    if ((type == "server" && about.code == "REQUESTS_EXCEEDED") || (type == "license" && about.failed))
        return throttled{wait_in(about.message)};
    return unknown{};
}

} // namespace directus::frames
