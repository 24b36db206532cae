#include "bridge/channel/reply.hpp"

#include "bridge/channel/server_lines.hpp"
#include "irc/tags.hpp"

#include <fmt/format.h>

#include <utility>

namespace bridge {

namespace {

// The specification wants `batch` with it: an answer of several lines could not be told otherwise.
bool knows_labels(const irc::cap_set& caps)
{
    return caps.has(irc::cap::labeled_response) && caps.has(irc::cap::batch);
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

reply::reply(audience& clients, const std::string& server, client& to, std::string label)
    : clients_(clients)
    , server_(server)
    , to_(to)
    , label_(knows_labels(to.caps) ? std::move(label) : std::string())
{
}

std::string reply::label_of(const client& from, const irc::message& command)
{
    if (command.tags.empty() || !knows_labels(from.caps))
        return {};
    auto label = irc::find_tag(command.tags, "label");
    return label && label->size() <= longest_label ? std::move(*label) : std::string();
}

void reply::numeric(irc::numeric number, std::initializer_list<std::string_view> params,
                    std::string_view text)
{
    auto what = numeric_line(server_, to_, number, params);
    what.text = text;
    add(std::move(what));
}

void reply::numeric(irc::numeric number, std::initializer_list<std::string_view> params)
{
    add(numeric_line(server_, to_, number, params));
}

void reply::fail(std::string_view command, std::string_view code,
                 std::initializer_list<std::string_view> context, std::string_view text)
{
    fail(command, code, std::vector<std::string>(context.begin(), context.end()), text);
}

void reply::fail(std::string_view command, std::string_view code, const std::vector<std::string>& context,
                 std::string_view text)
{
    add(fail_line(server_, to_, command, code, context, text));
}

void reply::notice(std::string_view text)
{
    add(server_line(server_, "NOTICE", {to_.nick()}, text));
}

void reply::add(line what)
{
    if (label_.empty())
        clients_.send(to_, what);
    else if (is_for(what, to_.caps))
        lines_.push_back(std::move(what));
}

std::string reply::later()
{
    is_later_ = true;
    return label_;
}

void reply::finish()
{
    if (label_.empty())
        return;
    auto lines = std::exchange(lines_, {});
    const auto label = std::exchange(label_, {});
    if (is_later_) {
        // They tell of something else than the command's end.
    } else if (lines.empty()) {
        lines.push_back({.source = server_, .command = "ACK", .label = label});
    } else if (lines.size() == 1 || is_batch(lines)) {
        lines.front().label = label;
    } else {
        const auto batch = fmt::format("l{}", ++to_.labelled);
        for (auto& each : lines)
            if (each.batch.empty())
                each.batch = batch;
        lines.insert(lines.begin(), {.source = server_,
                                     .command = "BATCH",
                                     .params = {"+" + batch, "labeled-response"},
                                     .label = label});
        lines.push_back({.source = server_, .command = "BATCH", .params = {"-" + batch}});
    }
    for (const auto& each : lines)
        clients_.send(to_, each);
}

void reply::finish_with(std::vector<line> lines)
{
    for (auto& one : lines)
        add(std::move(one));
    finish();
}

} // namespace bridge
