#include "server/login/schema_watch.hpp"

#include "base/log.hpp"
#include "directus/filter.hpp"
#include "directus/row.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <vector>

namespace server {

namespace asio = boost::asio;
namespace oas = directus::oas;
using directus::schema_search;

namespace {

constexpr auto look_again_after = std::chrono::seconds(2); // a document that could not be asked for

// An answer about the fields.
bool is_refused(const base::error_code& why)
{
    return why == base::errc::forbidden || why == base::errc::invalid_payload;
}

// No answer, or none of Directus's own making: what may be read is not known.
bool is_away(const base::error_code& why)
{
    return base::is_temporary(why) && why != base::errc::malformed && why != base::errc::too_large;
}

// The configuration's key for a field of the schema; null where it has none.
const char* key_of(const directus::schema& shape, const std::string& field)
{
    const bool is_filtered =
        std::ranges::find(shape.filter, field, &directus::condition::field) != shape.filter.end();
    return field == shape.content      ? "field.content"
           : field == shape.author     ? "field.author"
           : field == shape.date       ? "field.date"
           : field == shape.key        ? "field.key"
           : field == shape.editor     ? "directus.user_updated"
           : field == shape.reply      ? "directus.reply_field"
           : field == shape.attachment ? "directus.attachment_field"
           : is_filtered               ? "directus.filter"
                                       : nullptr;
}

std::string_view name_of(oas::type type)
{
    constexpr std::array<std::string_view, 7> names{"text",      "uuid",     "integer", "timestamp",
                                                    "date-time", "relation", "other"};
    return names[static_cast<std::size_t>(type)];
}

bridge::key_kind kind_of(oas::type key)
{
    return key == oas::type::uuid      ? bridge::key_kind::uuid
           : key == oas::type::integer ? bridge::key_kind::integer
                                       : bridge::key_kind::unknown;
}

std::string_view name_of(directus::author_kind kind)
{
    return kind == directus::author_kind::filled    ? "filled by Directus"
           : kind == directus::author_kind::written ? "written"
                                                    : "plain text";
}

void log_schema(const directus::schema& shape, oas::type key_type)
{
    std::vector<std::string> filter;
    std::ranges::transform(shape.filter, std::back_inserter(filter), directus::filter::text_of);
    base::log::info("schema", {{"collection", shape.collection},
                               {"key", shape.key},
                               {"key_type", std::string(name_of(key_type))},
                               {"content", shape.content},
                               {"author", shape.author},
                               {"author_kind", std::string(name_of(shape.author_as))},
                               {"date", shape.date},
                               {"date_zone", shape.zoned_dates ? "UTC" : "the server's"},
                               {"reply", shape.reply},
                               {"attachment", shape.attachment},
                               {"editor", shape.editor},
                               {"filter", fmt::format("{}", fmt::join(filter, ", "))}});
}

} // namespace

directus::fixed_names fixed_in(const config& settings)
{
    const auto is_set = [&](std::string_view key) { return settings.set_keys.contains(key); };
    return {.collection = is_set("directus.collection"),
            .key = is_set("field.key"),
            .content = is_set("field.content"),
            .author = is_set("field.author"),
            .date = is_set("field.date"),
            .editor = is_set("directus.user_updated"),
            .reply = is_set("directus.reply_field"),
            .attachment = is_set("directus.attachment_field"),
            .filter = is_set("directus.filter")};
}

schema_watch::schema_watch(context& shared, adopted on_adopted)
    : shared_(shared)
    , adopted_(std::move(on_adopted))
    , search_(shared.settings.shape, fixed_in(shared.settings))
    , settled_(!shared.settings.find_schema)
    , readable_(shared.checks)
    , spare_(fixed_in(shared.settings))
    , tasks_(shared.executor)
{
}

async_result<directus::rights> schema_watch::rights_of(directus::user_id user, base::secret token,
                                                       occasion when)
{
    const auto outcome = co_await find(user, token, when);
    if (!outcome)
        co_return outcome.error();
    const auto& searched = *outcome;
    auto rights = co_await shared_.rest.accounts().my_permissions(token);
    if (!rights)
        co_return rights;
    if (!searched.reason.empty()) { // without a collection nobody can have permission to read it
        rights->obstacle = fmt::format("{}; ask an administrator of Directus or of this gateway to {}",
                                       searched.reason, searched.change);
        co_return rights;
    }
    if (rights->read == directus::access::none) {
        readable_.forget(user);
        co_return rights;
    }
    const bool may_find_more = settled_ && found_ && !searched.found && sees_more(*rights);
    searched_.insert(rights->read_fields.begin(), rights->read_fields.end());
    if (may_find_more && co_await look_for_more(token)) {
        rights = co_await shared_.rest.accounts().my_permissions(token); // the files' field may be another
        if (!rights)
            co_return rights;
    }
    if (found_ && rights->create != directus::access::none)
        settled_ = true;
    const auto failed = co_await check_fields(std::move(user), std::move(token), *rights);
    if (failed)
        co_return failed;
    co_return rights;
}

// Where nobody yet may write in the collection that was found, it may not be the chat: each login looks
// again.
bool schema_watch::is_found(const directus::user_id& user, occasion when) const
{
    if (settled_ || !found_ || when == occasion::login)
        return settled_;
    const auto* known = shared_.room.people().find(user);
    return !known || known->rights.obstacle.empty();
}

// One after the other: what the first one finds serves all. Who may not read the collection finds nothing,
// and leaves the search to the next.
async_result<schema_search::result> schema_watch::find(directus::user_id user, base::secret token,
                                                       occasion when)
{
    while (under_way_) {
        const auto other = under_way_;
        co_await other->done.async_wait(asio::as_tuple(asio::use_awaitable));
        if (!other->ended) // somebody gave up waiting
            co_return schema_search::result{};
    }
    if (is_found(user, when))
        co_return schema_search::result{};
    if (try_again_ && base::steady_now() < *try_again_) {
        if (not_answered_)
            co_return not_answered_;
        co_return schema_search::result{};
    }
    const auto mine = std::make_shared<attempt>(shared_.executor);
    under_way_ = mine;
    tasks_.spawn(ask(mine, std::move(token)));
    if (!mine->ended)
        co_await mine->done.async_wait(asio::as_tuple(asio::use_awaitable));
    if (mine->failure)
        co_return mine->failure;
    co_return mine->result;
}

asio::awaitable<void> schema_watch::ask(std::shared_ptr<attempt> one, base::secret token)
{
    const bool is_service = token == shared_.settings.service_token;
    base::result<oas::document> told = base::make_error_code(base::errc::unreachable);
    try {
        told = co_await shared_.rest.collections().describe(token, search_.collections());
        if (!told && is_away(told.error())) // one answer that stays out keeps nobody out
            told = co_await shared_.rest.collections().describe(std::move(token), search_.collections());
    } catch (const boost::system::system_error&) { // cancelled
        told = base::make_error_code(base::errc::stopping);
    }
    const auto now = base::steady_now();
    if (!away_since_)
        away_since_ = now;
    // A Directus or a proxy that never answers for the document keeps nobody out for longer than this.
    const bool is_away_for_long = now - *away_since_ >= shared_.settings.recheck;
    not_answered_ = {};
    if (told) {
        away_since_.reset();
        one->result = search_.in(*told);
        take(one->result, is_service);
    } else if (is_away(told.error()) && (found_ || !is_away_for_long)) {
        if (!found_)
            one->failure = not_answered_ = told.error();
        try_again_ = now + look_again_after;
    } else {
        try_again_ = now + shared_.settings.recheck;
        const auto reason = told.error().message();
        if (std::exchange(last_reason_, reason) != reason)
            base::log::warning("schema_not_told",
                               {{"reason", reason},
                                {"taken", "the configured names"},
                                {"change", "leave OPENAPI_ENABLED on in Directus, or set the names and "
                                           "directus.schema = configured"}});
    }
    one->ended = true;
    under_way_.reset();
    one->done.cancel();
}

void schema_watch::take(const schema_search::result& what, bool is_service)
{
    if (what.found) {
        const bool is_certain = what.certain || is_service;
        if (found_ && !is_certain) // the first one stands
            return;
        settled_ = is_certain;
        const auto before = std::exchange(found_, what.found);
        if (before == found_)
            return;
        spare_.found(*found_, !before || before->collection != found_->collection);
        searched_.clear();
        shared_.checks.clear("schema");
        readable_.reset();
        shared_.rest.schema().adopt(spare_.in(*found_));
        log_schema(shared_.rest.shape(), what.key_type);
        adopted_(kind_of(what.key_type));
    } else if (std::exchange(last_reason_, what.reason) != what.reason) {
        base::log::warning("schema_not_found", {{"reason", what.reason}, {"change", what.change}});
        if (!found_)
            shared_.checks.raise({"schema", finding::grade::fail, what.reason, what.change});
    }
}

asio::awaitable<base::error_code> schema_watch::check_fields(directus::user_id user, base::secret token,
                                                             directus::rights& of)
{
    spare_.rights_are(user, of);
    ask_for_spare();
    if (readable_.has(user, of)) {
        readable_.forget(user);
        co_return base::error_code();
    }
    auto shape = shared_.rest.shape();
    shape.attachment_as = of.read_files;
    for (bool asked_twice = false;;) {
        const auto read = co_await shared_.rest.collections().probe(token, directus::row::fields(shape));
        if (read) {
            readable_.add(user, of);
            co_return base::error_code();
        }
        if (!is_refused(read.error())) {
            if (is_away(read.error()) && !std::exchange(asked_twice, true))
                continue; // one answer that stays out keeps nobody out
            co_return is_away(read.error()) ? read.error() : base::error_code();
        }
        const auto field = co_await unreadable_field(token, of);
        if (found_ && spare_.leave_out(field)) {
            ask_for_spare();
            shape.reply = shared_.rest.shape().reply;
            shape.editor = shared_.rest.shape().editor;
            continue;
        }
        const auto& in = shared_.rest.shape();
        const auto* key = key_of(in, field);
        const auto what = field.empty() ? fmt::format("the collection {} cannot be read", in.collection)
                                        : fmt::format("the field {} of {} is not there or may not be read",
                                                      field, in.collection);
        of.obstacle = fmt::format("{}; ask an administrator for read permission on it{}", what,
                                  key ? fmt::format(", or to correct {} of this gateway", key) : "");
        readable_.refused(user, field, what);
        co_return base::error_code();
    }
}

// Of the fields that are asked for together, the first that Directus refuses alone; empty where there is
// none.
asio::awaitable<std::string> schema_watch::unreadable_field(base::secret token, const directus::rights& of)
{
    const auto all = directus::row::fields(shared_.rest.shape());
    const auto hidden = std::ranges::find_if(all, [&](const auto& one) { return !may_read(of, one); });
    if (hidden != all.end())
        co_return *hidden;
    for (const auto& one : all) {
        std::vector fields{one};
        const auto read = co_await shared_.rest.collections().probe(token, std::move(fields));
        if (!read && !base::is_temporary(read.error()))
            co_return one;
    }
    co_return std::string();
}

// Whether a search with their permissions may find fields that others were not told of.
bool schema_watch::sees_more(const directus::rights& of) const
{
    return !searched_.contains("*") && std::ranges::any_of(of.read_fields, [&](const std::string& field) {
        return !searched_.contains(field);
    });
}

// In the collection that was found, with another reader's permissions. Returns whether other fields are in
// force.
asio::awaitable<bool> schema_watch::look_for_more(base::secret token)
{
    std::vector<std::string> names{found_->collection};
    const auto told = co_await shared_.rest.collections().describe(std::move(token), std::move(names));
    if (!told)
        co_return false;
    const auto other = search_.in(*told).found;
    if (!other || other->collection != found_->collection)
        co_return false;
    spare_.add(*other);
    co_return ask_for_spare();
}

// Returns whether that is a change.
bool schema_watch::ask_for_spare()
{
    const auto& before = shared_.rest.shape();
    auto shape = found_ ? spare_.in(before) : before;
    if (shape == before)
        return false;
    const auto is_added = [&](auto field) { return (before.*field).empty() && !(shape.*field).empty(); };
    if (is_added(&directus::schema::reply) || is_added(&directus::schema::editor) ||
        is_added(&directus::schema::attachment))
        readable_.distrust_all();
    base::log::info("schema_fields",
                    {{"reply", shape.reply}, {"attachment", shape.attachment}, {"editor", shape.editor}});
    shared_.rest.schema().adopt(std::move(shape));
    adopted_(bridge::key_kind::unknown);
    return true;
}

void schema_watch::left(const directus::user_id& user)
{
    readable_.forget(user);
    spare_.left(user);
    ask_for_spare();
}

void schema_watch::distrust(const directus::user_id& user, const directus::rights& with)
{
    readable_.distrust(user, with);
}

asio::awaitable<void> schema_watch::stop()
{
    tasks_.cancel();
    co_await tasks_.join();
}

} // namespace server
