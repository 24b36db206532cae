// The books of a chaos run, closed.
#include "e2e/chaos_books.hpp"

#include "base/timestamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <unordered_map>

namespace e2e::chaos {

using namespace std::chrono_literals;
using base::wall_time;

namespace {

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
    wall_time shown{}; // no two rows are shown with the same time
    std::vector<wall_time> dates;
    for (const auto& row : rows) {
        dates.push_back(base::from_iso8601(row.date).value_or(wall_time{}));
        shown = std::max(dates.back(), shown + 1ms);
        const auto index = dates.size() - 1;
        const std::string_view text = row.content ? std::string_view(*row.content) : std::string_view();
        const stored_row found{
            .row = &row, .index = index, .date = dates.back(), .shift = shown - dates.back()};
        const auto [at, is_new] = out.try_emplace(text, found);
        if (!is_new)
            ++at->second.times;
    }
    // Those of one date may be shown in another order.
    for (auto& [text, one] : out)
        for (auto later = one.index + 1; later < dates.size() && dates[later] == one.date; ++later)
            ++one.shift;
    return out;
}

class auditor {
public:
    auditor(const books::rules& with, const stored_rows& rows, const books::troubled& between, report& into)
        : rules_(with)
        , rows_(rows)
        , troubled_(between)
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
        auto& known = shown_to_[person()];
        for (const auto& [text, is_shown] : seen_)
            known.emplace(text);
        if (!one.echoes) // its client has shown what was typed
            for (const auto& line : one.lines)
                known.emplace(line.text);
    }

private:
    std::string_view person() const
    {
        return std::string_view(stream_->name).substr(0, stream_->name.rfind('.'));
    }

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
        newest_.clear();
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

            check_order(one, *row);
        }
    }

    void check_order(const shown& one, const stored_row& row)
    {
        const auto [name, number] = origin_of(one.text);
        auto*& of_stream = newest_[name];
        auto*& of_author = newest_[row.row->author];
        auto*& of_all = newest_["everybody"];
        const auto after = [&](const stored_row* other) {
            return fmt::format(" shown {}, after \"{}\" {}", base::to_iso8601(one.at), *other->row->content,
                               other->row->date);
        };
        const bool in_order = rules_.order_of_authors;
        if (of_stream && (in_order || !name.ends_with(rest_suffix)) && row.date != of_stream->date &&
            number < origin_of(*of_stream->row->content).second)
            complain(report_.disordered, "not in the order of writing", one.text, after(of_stream));
        else if (of_author && row.date < of_author->date && in_order)
            complain(report_.disordered, "not in the order of its author", one.text, after(of_author));
        else if (of_all && row.date + rules_.order_within < of_all->date && in_order &&
                 !troubled_(row.date, one.at))
            complain(report_.disordered, "late", one.text, after(of_all));
        else if (of_all && row.date + rules_.order_within < of_all->date)
            ++report_.overtaken;
        else if (of_all && row.date < of_all->date)
            ++report_.swapped;
        for (auto** newest : {&of_stream, &of_author, &of_all})
            if (!*newest || (*newest)->date <= row.date)
                *newest = &row;
    }

    // No gap from the first row of the history, or from the join, to the end, but for what an earlier
    // connection acknowledged. Who left before a fault was made good has not seen everything.
    void check_completeness()
    {
        if (stream_->joined == wall_time{})
            return;
        wall_time from = stream_->from_start ? wall_time{} : stream_->joined;
        wall_time last{};
        wall_time left{};
        for (const auto& one : stream_->rows) {
            const auto* row = find(one.text);
            if (!row)
                continue;
            if (one.past)
                from = std::min(from, row->date);
            last = std::max(last, row->date);
            left = one.at;
        }
        const bool stayed = stream_->how == ending::none;
        const auto& before = shown_to_[person()];
        for (const auto& [text, row] : rows_) {
            const bool own = origin_of(text).first == stream_->name;
            const bool has_to_be =
                stayed || (row.date < last - rules_.order_within && !troubled_(row.date, left));
            if (row.date > from && has_to_be && !seen_.contains(text) && !before.contains(text) &&
                (stream_->echoes || !own))
                complain(report_.unseen, "not shown", text,
                         fmt::format(" joined {}", base::to_iso8601(stream_->joined)));
        }
    }

    const books::rules& rules_;
    const stored_rows& rows_;
    const books::troubled& troubled_;
    report& report_;
    const stream* stream_ = nullptr;
    std::unordered_map<std::string_view, bool> seen_;                           // by this connection
    std::unordered_map<std::string_view, std::set<std::string_view>> shown_to_; // by person, until then
    std::unordered_map<std::string_view, const stored_row*>
        newest_; // so far: of each stream, each author, all
};

} // namespace

report books::audit(const std::vector<support::row>& rows, const troubled& between) const
{
    report out{.rows = rows.size()};
    const auto stored = by_text(rows);
    const std::lock_guard lock(mutex_);
    auditor closing(rules_, stored, between, out);
    for (const auto& one : streams_)
        closing.check(one);
    return out;
}

} // namespace e2e::chaos
