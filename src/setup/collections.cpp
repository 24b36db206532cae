#include "setup/collections.hpp"

namespace setup {

namespace {

using blueprint::collection;

namespace kinds {

using blueprint::field_kind;

constexpr field_kind uuid_key{"uuid",
                              R"({"hidden":true,"readonly":true,"interface":"input","special":["uuid"]})",
                              R"({"is_primary_key":true,"length":36,"has_auto_increment":false})"};
constexpr field_kind integer_key{"integer", R"({"hidden":true,"readonly":true,"interface":"input"})",
                                 R"({"is_primary_key":true,"has_auto_increment":true})"};

// The user who created or last changed the row, filled in by Directus.
constexpr field_kind creator{
    "uuid",
    R"({"special":["user-created"],"interface":"select-dropdown-m2o",)"
    R"("options":{"template":"{{first_name}} {{last_name}}"},"display":"user","readonly":true,"width":"half"})"};
constexpr field_kind editor{
    "uuid",
    R"({"special":["user-updated"],"interface":"select-dropdown-m2o",)"
    R"("options":{"template":"{{first_name}} {{last_name}}"},"display":"user","readonly":true,"width":"half"})"};

// Indexed: history and read-backs are sorted by it.
constexpr field_kind creation_date{
    "timestamp",
    R"({"special":["date-created"],"interface":"datetime","display":"datetime",)"
    R"("display_options":{"relative":true},"readonly":true,"width":"half"})",
    R"({"is_indexed":true})"};

// A relation to the messages: its type is that of their key.
constexpr field_kind message{"", R"({"special":["m2o"],"interface":"select-dropdown-m2o","required":true})",
                             R"({"is_indexed":true})"};

constexpr field_kind long_text{"text", R"({"interface":"input-multiline"})"};
constexpr field_kind entered_text{"string", R"({"interface":"input","required":true})"};
// Fields that nobody edits in the Data Studio.
constexpr field_kind kept_text{"string", R"({"readonly":true})"};
constexpr field_kind kept_time{"timestamp", R"({"readonly":true})"};

} // namespace kinds

// Names in the settings are letters, digits, "-" and "_": they need no escapes in JSON.
collection messages(const directus::schema& shape, std::string_view key_type)
{
    return {.name = shape.collection,
            .meta = R"({"icon":"chat","note":"Chat messages","accountability":null,"display_template":"{{)" +
                    shape.author + ".first_name}}: {{" + shape.content + R"(}}"})",
            .fields = {{shape.key, key_type == "uuid" ? kinds::uuid_key : kinds::integer_key},
                       {shape.content, kinds::long_text},
                       {shape.author, kinds::creator},
                       {shape.date, kinds::creation_date},
                       {blueprint::editor_of(shape), kinds::editor}},
            // A user can be deleted; their messages stay.
            .relations = {{shape.author, "SET NULL"}, {blueprint::editor_of(shape), "SET NULL"}},
            .studio_list = {"-" + shape.date, {{shape.date, 150}, {shape.author, 180}, {shape.content, 800}}},
            .permissions = {{"create"}, {"read"}}};
}

// The text alone: an update of all fields could make a message another user's, or give it another date.
collection edits(const directus::schema& shape)
{
    return {.name = shape.collection,
            .option = "edits",
            .purpose = "users to edit and delete their own messages",
            .permissions = {{.action = "update",
                             .own = shape.author,
                             .fields = {shape.content},
                             .beyond = shape.author,
                             .description = "permission to edit own messages"},
                            {.action = "delete",
                             .own = shape.author,
                             .description = "permission to delete own messages"}},
            .unruled = "people who chat can change or delete each other's messages over Directus's API: the "
                       "policy permits more than --with=edits asks for; limit it to one's own rows",
            .unruled_dry_run = "no permission to edit or delete messages would be created",
            .refusal = "Directus 12 needs a licence to limit a permission to one's own rows. Without that "
                       "limit users could change and delete each other's messages, so the permissions were "
                       "not created."};
}

collection users()
{
    return {.name = std::string(blueprint::users),
            .permissions = {{.action = "read",
                             .fields = {"id", "first_name", "last_name"},
                             .beyond = "email",
                             .description = "permission to read users' names"}},
            .unruled =
                "people who chat can read each other's whole profiles, e-mail addresses included, over "
                "Directus's API (the gateway never shows them); Directus 12 needs a licence to give id, "
                "first_name and last_name of directus_users alone",
            .unruled_dry_run = "whole profiles of users could be read with their names"};
}

} // namespace

std::vector<collection> extras(const server::config& settings)
{
    const auto& markers = settings.read_markers;
    const auto& reactions = settings.shape.reactions;
    return {
        {.name = markers,
         .key = "directus.read_markers",
         .option = "read-markers",
         .purpose = "read markers",
         .meta = R"({"icon":"mark_chat_read","note":"How far people have read the chat","hidden":true,)"
                 R"("accountability":null})",
         .fields = {{"id", kinds::uuid_key},
                    {"user", kinds::creator},
                    {"target", kinds::kept_text},
                    {"timestamp", kinds::kept_time}},
         .relations = {{"user", "CASCADE"}},
         .permissions = {{"create"}, {.action = "read", .own = "user"}, {.action = "update", .own = "user"}},
         .unruled =
             "people who chat can read and change each other's rows of " + markers +
             " over Directus's API: how far each has read (the gateway never shows it); Directus 12 needs "
             "a licence to limit a permission to one's own rows",
         .unruled_dry_run = "everybody's read markers could be read and changed by all who chat"},
        {.name = reactions,
         .key = "directus.reactions",
         .option = "reactions",
         .purpose = "reactions",
         .meta = R"({"icon":"add_reaction","note":"Reactions to chat messages","hidden":true,)"
                 R"("accountability":null})",
         .fields = {{"id", kinds::uuid_key},
                    {"message", kinds::message},
                    {"emoji", kinds::entered_text},
                    {"user_created", kinds::creator},
                    {"date_created", kinds::creation_date}},
         .relations = {{"message", "CASCADE", settings.shape.collection}, {"user_created", "SET NULL"}},
         .permissions = {{"create"}, {"read"}, {.action = "delete", .own = "user_created"}},
         .unruled = "people who chat can delete each other's rows of " + reactions +
                    " over Directus's API (over IRC only their own); Directus 12 needs a licence to limit a "
                    "permission to one's own rows",
         .unruled_dry_run = "everybody's reactions could be deleted by all who chat"},
        edits(settings.shape),
    };
}

blueprint::plan plan_of(const options& options)
{
    const auto& shape = options.settings.shape;
    auto wanted = extras(options.settings);
    std::erase_if(wanted, [&](const collection& extra) { return !options.with.contains(extra.option); });
    return {.shape = shape,
            .messages = messages(shape, options.key.value_or("uuid")),
            .users = users(),
            .extras = std::move(wanted),
            .role = options.role,
            .bot = options.bot,
            .untracked = options.untracked};
}

} // namespace setup
