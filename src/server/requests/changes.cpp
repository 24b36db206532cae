#include "server/requests/changes.hpp"

#include "base/log.hpp"
#include "bridge/text/message_text.hpp"

#include <boost/asio.hpp>

#include <string_view>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr std::string_view largest_integer = "9223372036854775807"; // of a database

// Directus's databases have no answer to a key that cannot be one of theirs.
bool could_be(const directus::item_id& id, bridge::key_kind kind)
{
    const auto& text = id.str();
    switch (kind) {
    case bridge::key_kind::integer:
        return id.is_integer() && (text.size() < largest_integer.size() ||
                                   (text.size() == largest_integer.size() && text <= largest_integer));
    case bridge::key_kind::uuid:
        return id.is_uuid();
    default:
        return true;
    }
}

std::string outcome_of(const bridge::ask::outcome& how)
{
    return how.error ? how.error.message() : "done";
}

} // namespace

changes::changes(context& shared, links& users)
    : shared_(shared)
    , links_(users)
    , tasks_(shared.executor)
{
}

void changes::ask(bridge::ask::redact what)
{
    tasks_.spawn(redact(std::move(what)));
}

void changes::ask(bridge::ask::correct what)
{
    tasks_.spawn(correct(std::move(what)));
}

asio::awaitable<void> changes::stop()
{
    co_await tasks_.join();
}

// Directus refuses a row that is not there as one that may not be changed; which it is, reading it tells.
async_result<directus::item> changes::find_row(base::secret token, directus::item_id id)
{
    if (!shared_.room.rows().knows(id) && !could_be(id, links_.key_kind()))
        co_return base::errc::not_found;
    std::vector ids{id};
    auto found = co_await shared_.rest.rows().find(token, std::move(ids));
    const bool is_unreadable =
        !found && (found.error() == base::errc::forbidden || found.error() == base::errc::invalid_payload);
    if (is_unreadable || (found && (found->empty() || found->front().id != id)))
        co_return base::errc::not_found;
    if (!found)
        co_return found.error();
    co_return std::move(found->front());
}

asio::awaitable<void> changes::redact(bridge::ask::redact what)
{
    bridge::ask::outcome how;
    directus::item row{.id = what.id};
    if (const auto* of = links_.find(what.by)) {
        const auto token = of->access_token();
        auto found = co_await find_row(token, what.id);
        if (found) {
            row = std::move(*found);
            const auto done = co_await shared_.rest.rows().remove(token, what.id);
            how.error = done ? base::error_code() : done.error();
            how.perhaps = !done && base::is_temporary(done.error());
        } else {
            how.error = found.error();
        }
    } else {
        how.error = base::errc::unreachable;
    }
    base::log::info("redact",
                    {{"user", what.by.str()}, {"item", what.id.str()}, {"outcome", outcome_of(how)}});
    if (!how.error)
        links_.removed(what.id);
    shared_.room.rows().redacted(what, row, how, base::wall_now());
    shared_.touched();
}

asio::awaitable<void> changes::correct(bridge::ask::correct what)
{
    const auto how = co_await rewrite(what);
    base::log::info("correct",
                    {{"user", what.author.str()}, {"item", what.id.str()}, {"outcome", outcome_of(how)}});
    shared_.room.corrected().answered(what.author, how, base::steady_now());
    shared_.touched();
}

// What is corrected is the text as it is now, and it is written only where it is still that: somebody may
// change it meanwhile.
asio::awaitable<bridge::ask::outcome> changes::rewrite(bridge::ask::correct what)
{
    constexpr int most_attempts = 3;
    const auto* of = links_.find(what.author);
    if (!of)
        co_return bridge::ask::outcome{base::errc::unreachable};
    const auto token = of->access_token();
    std::optional<std::string> compared; // and not found, though it may be there
    std::optional<std::string> written;  // perhaps
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        const auto row = co_await find_row(token, what.id);
        if (!row)
            co_return bridge::ask::outcome{row.error(), written.has_value()};
        // Whoever may not read the author knows his own rows from having stored them.
        if (row->author != what.author && !row->author.empty())
            co_return bridge::ask::outcome{base::errc::forbidden};
        if (row->content == written)
            co_return bridge::ask::outcome{};
        auto text = what.what.applied_to(row->content);
        if (!text || bridge::is_blank(*text))
            co_return bridge::ask::outcome{base::errc::changed, written.has_value()};
        // What was read is not what Directus compares with where an extension changes rows as they are read,
        // or a database cannot compare such texts.
        const bool compares = directus::rest::can_be_compared(row->content) && row->content != compared;
        shared_.room.corrected().writes(what, row->content, *text);
        base::result<void> done;
        if (compares)
            done = co_await shared_.rest.rows().update_if(token, what.id, row->content, *text);
        else
            done = co_await shared_.rest.rows().update(token, what.id, *text);
        if (done)
            co_return bridge::ask::outcome{};
        if (compares && done.error() == base::errc::server_failed)
            written = std::move(*text);
        else if (!compares || done.error() != base::errc::changed)
            co_return bridge::ask::outcome{done.error(), base::is_temporary(done.error())};
        compared = row->content;
    }
    co_return bridge::ask::outcome{base::errc::changed, written.has_value()};
}

} // namespace server
