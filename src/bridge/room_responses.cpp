// Answers that carry the label of their command. https://ircv3.net/specs/extensions/labeled-response
#include "bridge/room.hpp"

#include "irc/tags.hpp"

#include <fmt/format.h>

namespace bridge {

using irc::cap;

namespace {

// The specification wants `batch` with it: an answer of several lines could not be told otherwise.
bool knows_labels(const irc::cap_set& caps)
{
    return caps.has(cap::labeled_response) && caps.has(cap::batch);
}

} // namespace

void room::begin_response(client& who, const irc::message& line)
{
    if (line.tags.empty() || !knows_labels(who.caps))
        return;
    auto label = irc::find_tag(line.tags, "label");
    if (label && !label->empty() && label->size() <= response::longest_label)
        who.answering.emplace(response{.label = std::move(*label)});
}

void room::finish_response(client& who)
{
    if (!who.answering)
        return;
    auto done = *std::exchange(who.answering, std::nullopt);
    if (!done.later)
        return answer(who, done.label, std::move(done.lines));
    for (const auto& one : done.lines)
        send(who, one);
}

std::string room::answer_later(client& who)
{
    if (!who.answering)
        return {};
    who.answering->later = true;
    return who.answering->label;
}

void room::answer(client& to, const std::string& label, std::vector<line> lines)
{
    std::erase_if(lines, [&](const line& one) { return !is_for(one, to.caps); });
    const bool labelled = !label.empty() && knows_labels(to.caps);
    if (labelled && lines.empty())
        lines.push_back({.source = settings_.server_name, .command = "ACK"});
    const bool is_batch = lines.size() > 1 && lines.front().command == "BATCH"; // of a kind of its own
    if (labelled && (lines.size() == 1 || is_batch)) {
        lines.front().label = label;
    } else if (labelled) {
        const auto batch = fmt::format("l{}", next_batch_++);
        for (auto& one : lines)
            if (one.batch.empty())
                one.batch = batch;
        lines.insert(lines.begin(), {.source = settings_.server_name,
                                     .command = "BATCH",
                                     .params = {"+" + batch, "labeled-response"},
                                     .label = label});
        lines.push_back({.source = settings_.server_name, .command = "BATCH", .params = {"-" + batch}});
    }
    for (const auto& one : lines)
        send(to, one);
}

} // namespace bridge
