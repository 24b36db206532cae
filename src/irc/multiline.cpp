#include "irc/multiline.hpp"

#include "base/utf8.hpp"
#include "irc/casemap.hpp"
#include "irc/tags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace irc {

namespace {

constexpr std::size_t most_refused = 4;     // that are remembered at once
constexpr std::size_t bytes_charged = 2048; // as one line

bool is_reference(std::string_view text)
{
    const auto fits = [](char c) {
        return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    return !text.empty() && std::ranges::all_of(text, fits);
}

} // namespace

multiline::outcome multiline::batch(const message& line, bool negotiated, std::string label)
{
    const auto reference = line[0].substr(std::min<std::size_t>(1, line[0].size()));
    if (line[0].starts_with('+'))
        return begin(reference, line, negotiated, std::move(label));
    return end(line[0].starts_with('-') ? reference : std::string_view());
}

multiline::outcome multiline::begin(std::string_view reference, const message& line, bool negotiated,
                                    std::string label)
{
    std::string_view why;
    if (!negotiated)
        why = "Batches need the capabilities draft/multiline and batch";
    else if (!is_reference(reference))
        why = "The reference of a batch has letters, digits and hyphens alone";
    else if (line[1] != batch_type)
        why = "Batches of this type cannot be sent";
    else if (line[2].empty())
        why = "The batch names no target";
    if (!why.empty()) {
        swallow(reference);
        return refusal{"MULTILINE_INVALID", {}, std::string(why), std::move(label)};
    }

    outcome before;
    if (open_)
        before = refuse("Another batch began before this one ended");
    std::erase(refused_, reference);
    open_ = std::make_unique<open_batch>(open_batch{
        std::string(reference), std::string(line[2]), std::move(label), std::string(line.tags), {}});
    return before;
}

multiline::outcome multiline::end(std::string_view reference)
{
    if (!open_ || open_->reference != reference) {
        if (std::erase(refused_, reference) > 0)
            return {};
        return refuse("No such batch is open");
    }
    auto refused = [&](std::string_view text) {
        auto why = refuse(text);
        refused_.pop_back(); // nothing more comes of it
        return why;
    };
    if (open_->lines == 0)
        return refused("The batch is empty");
    // Pieces of a line may have been cut inside a character: together they count.
    if (!base::utf8::valid(open_->text))
        return refused("Message rejected: it is not valid UTF-8");
    const auto done = std::move(open_);
    return whole{std::move(done->target), std::move(done->text), done->notice, std::move(done->label),
                 std::move(done->tags)};
}

bool multiline::knows(std::string_view reference) const
{
    return (open_ && open_->reference == reference) ||
           std::ranges::find(refused_, reference) != refused_.end();
}

multiline::outcome multiline::received(const message& line, std::string_view reference)
{
    if (open_ && open_->reference == reference)
        return add(line);
    if (knows(reference))
        return {};
    swallow(reference);
    return refuse("No such batch is open");
}

multiline::outcome multiline::add(const message& line)
{
    const bool notice = line.is("NOTICE");
    const auto text = line[1];
    const bool concat = find_tag(line.tags, concat_tag).has_value();
    if (!notice && !line.is("PRIVMSG"))
        return refuse("Only PRIVMSG or NOTICE can be in a batch");
    if (!same(line[0], open_->target))
        return refuse("MULTILINE_INVALID_TARGET", {open_->target, std::string(line[0])},
                      "The target of a line is not that of its batch");
    if (open_->lines > 0 && notice != open_->notice)
        return refuse("A batch cannot hold both PRIVMSG and NOTICE");
    if (concat && text.empty())
        return refuse("A blank line cannot be joined to the one before");
    if (open_->lines == max_lines)
        return refuse("MULTILINE_MAX_LINES", {std::to_string(max_lines)}, "A message has at most 100 lines");
    const bool breaks = open_->lines > 0 && !concat;
    if (open_->text.size() + (breaks ? 1 : 0) + text.size() > max_bytes)
        return refuse("MULTILINE_MAX_BYTES", {std::to_string(max_bytes)},
                      fmt::format("A message has at most {} bytes", max_bytes));
    if (breaks)
        open_->text += '\n';
    open_->text += text;
    open_->notice = notice;
    ++open_->lines;
    return {};
}

multiline::outcome multiline::spoiled()
{
    if (!open_)
        return {};
    return refuse("A line could not be read");
}

bool multiline::is_free(const message& line) const
{
    if (!open_)
        return false;
    if (line.is("BATCH"))
        return line[0].starts_with('-') && line[0].substr(1) == open_->reference;
    if (find_tag(line.tags, "batch") != open_->reference)
        return false;
    const auto size = open_->text.size();
    return size / bytes_charged == (size + line[1].size()) / bytes_charged;
}

multiline::refusal multiline::refuse(std::string_view code, std::vector<std::string> context,
                                     std::string_view text)
{
    refusal why{std::string(code), std::move(context), std::string(text), {}};
    if (const auto given_up = std::move(open_)) {
        why.label = given_up->label;
        swallow(given_up->reference);
    }
    return why;
}

void multiline::swallow(std::string_view reference)
{
    std::erase(refused_, reference);
    if (!reference.empty())
        refused_.emplace_back(reference);
    if (refused_.size() > most_refused)
        refused_.erase(refused_.begin());
}

} // namespace irc
