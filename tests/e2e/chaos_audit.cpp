// The books of a chaos run, closed.
#include "e2e/chaos_books.hpp"

#include "base/timestamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <unordered_map>

namespace e2e::chaos {

using namespace std::chrono_literals;
using base::wall_time;

namespace {

constexpr auto window = 250ms; // within which rows of several authors may be swapped

struct stored_row {
    const support::row* row;
    std::size_t index;
    std::size_t times = 1; // that the text is there
    wall_time date;
    std::chrono::milliseconds shift{}; // at most, so that no date is equal
};

using stored_rows = std::unordered_map<std::string_view, stored_row>;

std::pair<std::string_view, std::size_t> origin_of(std::string_view text)
{
    const auto space = text.find(' ');
    if (space == std::string_view::npos)
        return {text, 0};
    return {text.substr(0, space), std::strtoul(text.data() + space + 1, nullptr, 10)};
}

stored_rows by_text(const std::vector<support::row>& rows)
{
    stored_rows out;
    std::size_t near = 0; // the first row of those with dates that can run into this one
    std::vector<wall_time> dates;
    for (const auto& row : rows) {
        dates.push_back(base::from_iso8601(row.date).value_or(wall_time{}));
        while (dates.back() - dates[near] > 20ms)
            ++near;
        const auto index = dates.size() - 1;
        const std::string_view text = row.content ? std::string_view(*row.content) : std::string_view();
        const stored_row found{.row = &row,
                               .index = index,
                               .date = dates.back(),
                               .shift = std::chrono::milliseconds(index - near)};
        const auto [at, is_new] = out.try_emplace(text, found);
        if (!is_new)
            ++at->second.times;
    }
    return out;
}

class auditor {
public:
    auditor(const books::rules& with, const stored_rows& rows, report& into)
        : rules_(with)
        , rows_(rows)
        , report_(into)
    {
    }

    void check(const stream& one)
    {
        stream_ = &one;
        if (one.how == ending::closed && one.renews)
            ++report_.sessions_lost;
        else if (one.how == ending::closed)
            complain(report_.cut_off, "cut off", one.reason);
        check_lines();
        if (!one.irc)
            return;
        ++report_.connections;
        check_rows();
        check_completeness();
    }

private:
    void complain(std::size_t& counter, std::string_view what, std::string_view text,
                  std::string_view more = {})
    {
        ++counter;
        const auto* row = find(text);
        report_.complaints.push_back(fmt::format("{}: {}: \"{}\" {}{}", what, stream_->name, text,
                                                 row ? row->row->date + " " + row->row->id : "no row", more));
    }

    const stored_row* find(std::string_view text) const
    {
        const auto at = rows_.find(text);
        return at == rows_.end() ? nullptr : &at->second;
    }

    // Whether a line without any answer has to be stored.
    bool is_due() const
    {
        return stream_->irc &&
               (stream_->how == ending::none || (stream_->how == ending::quit && !stream_->renews));
    }

    void check_lines()
    {
        auto refused = stream_->refused; // without a text
        std::optional<std::size_t> before;
        for (const auto& line : stream_->lines) {
            const auto* row = find(line.text);
            const auto sent = fmt::format(" sent {}", base::to_iso8601(line.at));
            ++report_.sent;
            report_.acknowledged += line.known == fate::acknowledged;
            report_.returned += line.known == fate::returned;
            report_.stored += row != nullptr;
            if (row && row->times > 1)
                complain(report_.doubled, "doubled", line.text, sent);
            if (row && row->row->author != stream_->author)
                complain(report_.misattributed, "stored as another's", line.text, sent);
            if (row && line.known == fate::returned)
                complain(report_.misreported, "returned and stored", line.text, sent);
            if (line.known == fate::perhaps && rules_.keys_are_ours && is_due())
                complain(report_.misreported, "perhaps not sent", line.text, sent);
            if (row && stream_->irc && before && row->index < *before)
                complain(report_.disordered, "stored out of order", line.text, sent);
            if (row)
                before = row->index;
            else if (line.known == fate::acknowledged)
                complain(report_.lost, "acknowledged and lost", line.text, sent);
            else if (line.known == fate::open && is_due() && refused > 0)
                --refused;
            else if (line.known == fate::open && is_due())
                complain(report_.lost, "lost", line.text, sent);
            report_.unknown += line.known == fate::perhaps || (line.known == fate::open && !row && !is_due());
        }
    }

    void check_rows()
    {
        seen_.clear();
        std::unordered_map<std::string_view, wall_time> of_author;
        std::unordered_map<std::string_view, const stored_row*> of_stream;
        wall_time newest{};
        for (const auto& one : stream_->rows) {
            ++report_.deliveries;
            const auto at = fmt::format(" shown {}", base::to_iso8601(one.at));
            const auto* row = find(one.text);
            if (!row) {
                complain(report_.misreported, "shown and not stored", one.text, at);
                continue;
            }
            if (!seen_.emplace(one.text, true).second) {
                complain(report_.doubled, "shown twice", one.text, at);
                continue;
            }
            if ((!one.key.empty() && one.key != row->row->id) ||
                one.host != fmt::format("user-{}.directus", row->row->author.substr(0, 8)))
                complain(report_.misattributed, "another key or author", one.text, at + " " + one.host);
            if (one.date && (*one.date < row->date || *one.date > row->date + row->shift))
                complain(report_.misdated, "another date", one.text, " " + base::to_iso8601(*one.date) + at);

            const auto [name, number] = origin_of(one.text);
            auto*& last = of_stream.try_emplace(name, row).first->second;
            auto& latest = of_author.try_emplace(row->row->author, row->date).first->second;
            const bool own_late = row->date < latest && rules_.order_of_authors;
            if (own_late || (number < origin_of(*last->row->content).second && row->date != last->date))
                complain(report_.disordered, "its author's later line came before", one.text, at);
            else if (row->date + window < newest && rules_.order_of_authors)
                complain(report_.disordered, "a later row came before", one.text, at);
            else if (row->date < newest)
                ++report_.swapped;
            last = row;
            latest = std::max(latest, row->date);
            newest = std::max(newest, row->date);
        }
    }

    // No gap from the join, or from the first row that was shown, to the end.
    void check_completeness()
    {
        if (stream_->joined == wall_time{})
            return;
        wall_time from = stream_->from_start ? wall_time{} : stream_->joined;
        wall_time last{};
        for (const auto& [text, yes] : seen_) {
            from = std::min(from, find(text)->date);
            last = std::max(last, find(text)->date);
        }
        const auto to = stream_->how == ending::none ? wall_time::max() : last - window;
        for (const auto& [text, row] : rows_) {
            const bool own = origin_of(text).first == stream_->name;
            if (row.date > from && row.date < to && !seen_.contains(text) && (stream_->echoes || !own))
                complain(report_.unseen, "not shown", text,
                         fmt::format(" joined {}", base::to_iso8601(stream_->joined)));
        }
    }

    const books::rules& rules_;
    const stored_rows& rows_;
    report& report_;
    const stream* stream_ = nullptr;
    std::unordered_map<std::string_view, bool> seen_;
};

} // namespace

report books::audit(const std::vector<support::row>& rows) const
{
    report out{.rows = rows.size()};
    const auto stored = by_text(rows);
    const std::lock_guard lock(mutex_);
    auditor closing(rules_, stored, out);
    for (const auto& one : streams_)
        closing.check(one);
    return out;
}

} // namespace e2e::chaos
