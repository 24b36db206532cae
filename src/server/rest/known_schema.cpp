#include "server/rest/known_schema.hpp"

#include "base/log.hpp"
#include "base/timestamp.hpp"
#include "directus/zone.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <utility>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr base::duration zone_known_for = std::chrono::seconds(30);
constexpr base::duration summer_time = std::chrono::hours(1);
constexpr std::size_t rows_of_a_second = 100;

bool is_uuid(std::string_view id)
{
    constexpr std::size_t size = 36;
    return id.size() == size && id[8] == '-' && id[13] == '-' && id[18] == '-' && id[23] == '-';
}

} // namespace

directus::schema known_schema::shape_with(directus::files which) const
{
    auto shape = shape_;
    shape.attachment_as = which;
    return shape;
}

// An answer that is exported carries Directus's local time in its name, beside its Date in UTC: that tells
// the zone on every database, before anything was written. It is asked for again from time to time, as clocks
// change.
asio::awaitable<void> known_schema::find_zone(base::secret token, std::optional<directus::item> row)
{
    if (zone_asked_at_ && base::steady_now() - *zone_asked_at_ < zone_known_for)
        co_return;
    const auto answer = co_await sender_.send(directus::rest::export_one(token, shape_));
    std::vector<base::duration> found;
    if (answer) {
        const auto date = base::from_http_date(answer->date);
        found = directus::zone::offsets_in(answer->disposition, date.value_or(sender_.directus_now()));
    }
    if (found.size() > 1) {
        const auto chosen = co_await choose_zone(std::move(token), found, std::move(row));
        found.assign(1, chosen);
    }
    zone_asked_at_ = base::steady_now();
    if (!found.empty())
        zone_is(found.front());
    else if (!zone_ && !std::exchange(zone_missed_, true))
        base::log::warning("zone_unknown", {{"collection", shape_.collection}, {"field", shape_.date}});
}

// One name in a hundred fits two offsets, for some minutes. SQLite compares instants, so that a row is found
// at its own; other databases leave out the zone, and there the one nearer to UTC is taken until a later name
// tells.
asio::awaitable<base::duration> known_schema::choose_zone(base::secret token,
                                                          std::vector<base::duration> from,
                                                          std::optional<directus::item> row)
{
    if (zone_ && std::ranges::find(from, *zone_) != from.end())
        co_return *zone_;
    auto absolute = shape_;
    absolute.zoned_dates = true;
    for (const auto offset : from) {
        if (!row || !row->date || offset == base::duration::zero())
            continue;
        const auto instant = *row->date - offset;
        const directus::rest::page second{.from = instant,
                                          .end = instant + base::duration(std::chrono::seconds(1)),
                                          .newest_first = false,
                                          .keys_only = true,
                                          .limit = rows_of_a_second};
        auto query = directus::rest::rows(absolute, second);
        const auto page = co_await queries_.send(token, std::move(query));
        if (!page)
            continue;
        const auto rows = directus::rest::parse_items(page->answer, absolute);
        if (rows && std::ranges::find(*rows, row->id, &directus::item::id) != rows->end())
            co_return offset;
    }
    co_return std::ranges::min(from, {}, [](base::duration offset) { return std::chrono::abs(offset); });
}

void known_schema::zone_is(base::duration offset)
{
    shape_.zoned_dates = false;
    shape_.date_offset = offset;
    if (std::exchange(zone_, offset) != offset)
        base::log::info("zone_found",
                        {{"field", shape_.date}, {"offset", directus::zone::to_string(offset)}});
}

// A text that is no user's id shows it, where no row has one. What Directus's own description says comes
// first.
void known_schema::look_at_authors(const std::vector<directus::item>& rows)
{
    if (shape_.author_as != directus::author_kind::filled)
        return;
    const bool is_text = std::ranges::any_of(rows, [](const auto& row) { return !row.author_name.empty(); });
    if (!is_text || std::ranges::any_of(rows, [](const auto& row) { return is_uuid(row.author.str()); }))
        return;
    shape_.author_as = directus::author_kind::named;
    base::log::info("authors_are_text", {{"collection", shape_.collection}, {"field", shape_.author}});
}

void known_schema::place(std::vector<directus::item>& rows) const
{
    directus::zone::place(rows, shape_);
    if (shape_.author_as != directus::author_kind::named)
        return;
    for (auto& row : rows) // a link may have taken a short name for an id
        if (!row.author.empty())
            row.author_name = std::exchange(row.author, {}).str();
}

asio::awaitable<void> known_schema::adapt(base::secret token, base::result<std::vector<directus::item>>& rows)
{
    if (!rows)
        co_return;
    look_at_authors(*rows);
    if (const auto one = std::ranges::find_if(*rows, &directus::item::zoneless); one != rows->end()) {
        shape_.zoned_dates = false;
        std::optional<directus::item> row = *one;
        if (!zone_)
            co_await find_zone(std::move(token), std::move(row));
    }
    place(*rows);
}

void known_schema::adapt(std::vector<directus::item>& rows)
{
    if (!zone_ && !rows.empty() && rows.front().zoneless)
        return adapt_fresh(rows);
    place(rows);
}

// A hook may date a row as it likes: what was found otherwise is changed only as clocks are.
void known_schema::adapt_fresh(std::vector<directus::item>& rows)
{
    for (const auto& row : rows) {
        const auto offset =
            row.zoneless ? directus::zone::offset_of(*row.date, sender_.directus_now()) : std::nullopt;
        if (offset && (!zone_ || std::chrono::abs(*offset - *zone_) <= summer_time))
            zone_is(*offset);
    }
    place(rows);
}

} // namespace server
