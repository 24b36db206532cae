// What clients change of rows that are there: over REST, in their names.
#include "server/gateway.hpp"

#include "base/log.hpp"
#include "bridge/translate.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <cctype>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr std::size_t longest_integer = 18; // digits that any database can read

// Directus's databases have no answer to a key that cannot be one of theirs.
bool could_be(const directus::item_id& id, bridge::key_kind kind)
{
    const auto& text = id.str();
    const auto is_uuid = [&] {
        constexpr std::string_view form = "........-....-....-....-............";
        return text.size() == form.size() && std::ranges::equal(text, form, [](char c, char of) {
                   return of == '-' ? c == '-' : std::isxdigit(static_cast<unsigned char>(c)) != 0;
               });
    };
    switch (kind) {
    case bridge::key_kind::integer:
        return id.is_integer() && text.size() <= longest_integer;
    case bridge::key_kind::uuid:
        return is_uuid();
    default:
        return true;
    }
}

std::string outcome_of(const bridge::room::outcome& how)
{
    return how.error ? how.error.message() : "done";
}

} // namespace

// Directus refuses a row that is not there as one that may not be changed; which it is, reading it tells.
async_result<directus::item> gateway::find_row(base::secret token, directus::item_id id)
{
    if (!could_be(id, key_kind()))
        co_return base::errc::not_found;
    std::vector ids{id};
    auto found = co_await rest_.items(token, std::move(ids));
    const bool is_unreadable =
        !found && (found.error() == base::errc::forbidden || found.error() == base::errc::invalid_payload);
    if (is_unreadable || (found && (found->empty() || found->front().id != id)))
        co_return base::errc::not_found;
    if (!found)
        co_return found.error();
    co_return std::move(found->front());
}

asio::awaitable<void> gateway::redact(bridge::room::redact what)
{
    bridge::room::outcome how;
    directus::item row{.id = what.id};
    if (const auto* of = find_upstream(what.by)) {
        const auto token = of->access_token();
        auto found = co_await find_row(token, what.id);
        if (found) {
            row = std::move(*found);
            const auto done = co_await rest_.remove(token, what.id);
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
    // Their delete event tells nothing new then, and comes later or not at all.
    if (!how.error)
        for (const auto& [scope, one] : feeds_)
            one->removed(what.id);
    room_.redacted(what, row, how, base::wall_now());
    touch();
}

asio::awaitable<void> gateway::correct(bridge::room::correct what)
{
    const auto how = co_await change(what);
    base::log::info("correct",
                    {{"user", what.author.str()}, {"item", what.id.str()}, {"outcome", outcome_of(how)}});
    room_.corrected(what.author, how, base::steady_now());
    touch();
}

// Somebody may have changed it meanwhile: what is corrected is the text as it is now.
asio::awaitable<bridge::room::outcome> gateway::change(bridge::room::correct what)
{
    const auto* of = find_upstream(what.author);
    if (!of)
        co_return bridge::room::outcome{base::errc::unreachable};
    const auto token = of->access_token();
    const auto row = co_await find_row(token, what.id);
    if (!row)
        co_return bridge::room::outcome{row.error()};
    // Whoever may not read the author knows his own rows from having stored them.
    if (row->author != what.author && !row->author.empty())
        co_return bridge::room::outcome{base::errc::forbidden};
    auto text = what.what.applied_to(row->content);
    if (!text || bridge::is_blank(*text))
        co_return bridge::room::outcome{base::errc::changed};
    const auto done = co_await rest_.update(token, what.id, std::move(*text));
    if (!done)
        co_return bridge::room::outcome{done.error(), base::is_temporary(done.error())};
    co_return bridge::room::outcome{};
}

} // namespace server
