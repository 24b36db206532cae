#include "bridge/rows/shown_rows.hpp"

#include "base/utf8.hpp"
#include "bridge/rows/attachment.hpp"
#include "bridge/text/message_text.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace bridge {

namespace {

constexpr std::size_t quotation = 240; // bytes of a text that are kept: a NOTICE shows fewer

// Of what is shown of it: another file is an edit, too.
std::size_t hash_of(const directus::item& row)
{
    const auto text = std::string_view(row.content).substr(0, looked_at);
    const auto hash = std::hash<std::string_view>();
    return row.attachment ? hash(std::string(text) + '\0' + row.attachment->id) : hash(text);
}

bool have_same_file(const directus::item& one, const directus::item& other)
{
    return one.attachment.has_value() == other.attachment.has_value() &&
           (!one.attachment || one.attachment->id == other.attachment->id);
}

std::string beginning(const std::string& text)
{
    const auto whole = base::utf8::repaired(std::string_view(text).substr(0, quotation + 8));
    return whole.substr(0, base::utf8::prefix(whole, quotation));
}

} // namespace

void shown_rows::add(const directus::item& row, std::optional<base::time_point> at)
{
    directus::item kept{.id = row.id,
                        .content = beginning(row.content),
                        .author = row.author,
                        .date = row.date,
                        .attachment = row.attachment,
                        .author_name = row.author_name};
    const auto known_at = at.value_or(base::time_point());
    const auto fresh = rows_.try_emplace(row.id, shown{std::move(kept), hash_of(row), at, known_at});
    if (!fresh.second) {
        if (!fresh.first->second.at)
            fresh.first->second.at = at;
        return;
    }
    order_.push_back(row.id);
    while (order_.size() > capacity_) {
        rows_.erase(order_.front());
        order_.pop_front();
    }
}

std::optional<change> shown_rows::found(const directus::item& row, base::time_point asked,
                                        base::time_point now)
{
    const auto known = rows_.find(row.id);
    if (known == rows_.end())
        return std::nullopt;
    auto& one = known->second;
    const auto hash = hash_of(row);
    if (one.known_at > asked || hash == one.text_hash)
        return std::nullopt;
    one.known_at = now;
    one.text_hash = hash;
    auto before = one.row;
    const bool same_file = have_same_file(before, row);
    one.row.content = beginning(row.content);
    one.row.attachment = row.attachment;
    if (!is_message(row))
        return removed{std::move(before), one.at};
    one.row.editor = row.editor;
    edited changed{.row = one.row, .number = ++one.edits, .shown_at = one.at, .other_file = !same_file};
    changed.row.content = row.content;
    return changed;
}

bool shown_rows::is_another(const directus::item& row) const
{
    const auto found = rows_.find(row.id);
    if (found == rows_.end() || !row.id.is_integer() || !row.date || !found->second.row.date)
        return false;
    const auto& known = found->second;
    return *row.date != *known.row.date &&
           (row.author != known.row.author || hash_of(row) != known.text_hash);
}

bool shown_rows::is_known_since(const directus::item_id& id, base::time_point asked) const
{
    const auto found = rows_.find(id);
    return found != rows_.end() && found->second.known_at > asked;
}

std::optional<change> shown_rows::gone(const directus::item_id& id, base::time_point asked)
{
    const auto known = rows_.find(id);
    if (known == rows_.end() || known->second.known_at > asked)
        return std::nullopt;
    removed out{std::move(known->second.row), known->second.at};
    rows_.erase(known);
    std::erase(order_, id);
    if (!is_message(out.row))
        return std::nullopt;
    return out;
}

std::vector<directus::item_id> shown_rows::keys() const
{
    return {order_.begin(), order_.end()};
}

} // namespace bridge
