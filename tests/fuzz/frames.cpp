// What comes from Directus over the WebSocket, and the bodies of its answers over REST.
#include "directus/frames.hpp"

#include "directus/json.hpp"
#include "directus/reaction.hpp"
#include "directus/read_marker.hpp"
#include "directus/refusal.hpp"
#include "directus/rest.hpp"
#include "directus/upload.hpp"
#include "fuzz/fuzz.hpp"
#include "setup/collections.hpp"
#include "setup/project.hpp"

#include <algorithm>

namespace {

directus::schema shape()
{
    directus::schema out;
    out.editor = "user_updated";
    out.reply = "reply_to";
    out.attachment = "file";
    out.attachment_as = directus::files::details;
    out.reactions = "reactions";
    return out;
}

bool is_visible(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

void check(const std::vector<directus::item>& rows)
{
    for (const auto& one : rows)
        fuzz::require(is_visible(one.id.str()), "a key can be a msgid");
}

setup::blueprint::plan plan()
{
    server::config settings;
    settings.shape = shape();
    settings.read_markers = "read_markers";
    setup::options options;
    options.settings = settings;
    options.with = {"read-markers", "reactions"};
    return setup::plan_of(options);
}

// Each takes what `directus-ircd setup` is told.
void look_at_project(std::string_view body)
{
    const auto parsed = directus::json::document::parse(body);
    if (!parsed)
        return;
    const auto data = parsed->root()["data"];
    static const auto all = plan();
    setup::project found(all);
    for (const auto* collection : all.collections()) {
        found.collection(*collection, data);
        found.fields(*collection, data);
        found.relations(*collection, data);
    }
    found.policies(data);
    found.permissions(data);
    found.roles(data);
    found.grants(data);
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    namespace rest = directus::rest;
    static const auto of = shape();
    fuzz::source in(data, size);
    constexpr unsigned statuses[] = {200, 204, 400, 401, 403, 413, 429, 500, 503};
    const auto status = statuses[in.below(std::size(statuses))];
    const std::string body(in.rest());

    const auto frame = directus::frames::parse(body, of);
    if (frame) {
        if (const auto* rows = std::get_if<directus::frames::rows>(&*frame))
            check(rows->items);
        if (const auto* answer = std::get_if<directus::frames::answer>(&*frame))
            check(answer->items);
    }
    const rest::response answer{status, body, ""};
    if (const auto rows = rest::parse_items(answer, of))
        check(*rows);
    if (const auto tokens = rest::parse_tokens(answer))
        fuzz::require(!tokens->access_token.empty() && tokens->lifetime > base::duration::zero(), "tokens");
    rest::parse_me(answer);
    rest::parse_permissions(answer, of);
    rest::parse_people(answer);
    rest::parse_nothing(answer);
    rest::parse_ping(answer);
    directus::reactions::parse(answer);
    directus::read_marker::parse(answer);
    directus::upload::parse(answer);
    const auto refused = directus::read_refusal(answer);
    fuzz::require(refused.message.find('\n') == refused.message.npos, "one line");
    look_at_project(body);
    return 0;
}
