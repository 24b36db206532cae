// Answers that carry the label of their command. https://ircv3.net/specs/extensions/labeled-response
#include "bridge/room.hpp"

#include "base/utf8.hpp"
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

// Of a kind of its own.
bool is_batch(const std::vector<line>& lines)
{
    const auto& first = lines.front();
    const auto& last = lines.back();
    return lines.size() > 1 && first.command == "BATCH" && last.command == "BATCH" &&
           first.params.front().substr(1) == last.params.front().substr(1);
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

void room::refuse_batch(client& to, const irc::multiline::refusal& why)
{
    if (!why.label.empty())
        to.answering.emplace(response{.label = why.label});
    if (!to.caps.has(cap::standard_replies))
        return send(to, from_server("NOTICE", {to.user->nick}, why.text));
    auto what = from_server("FAIL", {"BATCH", why.code}, why.text);
    for (const auto& one : why.context)
        what.params.push_back(base::utf8::repaired(one));
    send(to, what);
}

void room::answer(client& to, const std::string& label, std::vector<line> lines)
{
    std::erase_if(lines, [&](const line& one) { return !is_for(one, to.caps); });
    const bool labelled = !label.empty() && knows_labels(to.caps);
    if (labelled && lines.empty())
        lines.push_back({.source = settings_.server_name, .command = "ACK"});
    if (labelled && (lines.size() == 1 || is_batch(lines))) {
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
