// Finding what was said. https://codeberg.org/emersion/soju/src/branch/master/doc/ext/search.md
#include "bridge/room.hpp"

#include <fmt/format.h>

#include <utility>

namespace bridge {

namespace {

constexpr std::size_t most_searches = 10; // that a client may wait for

} // namespace

void room::ask_search(client& who, client::search what)
{
    if (who.searches.size() >= most_searches)
        return fail(who, "SEARCH", "INTERNAL_ERROR", {}, "Too many requests at once");
    what.label = answer_later(who);
    who.searches.push_back(std::move(what));
    if (who.searches.size() == 1)
        act(find_rows{who.id, who.searches.front()});
}

void room::found(const find_rows& asked, const past& rows)
{
    auto* who = find(asked.who);
    if (!who || who->searches.empty())
        return;
    who->searches.erase(who->searches.begin());
    if (!who->searches.empty())
        act(find_rows{who->id, who->searches.front()});

    const auto& label = asked.what.label;
    if (!rows) {
        if (!label.empty())
            who->answering.emplace(response{.label = label});
        fail(*who, "SEARCH", "INTERNAL_ERROR", {},
             fmt::format("The search could not be run: {}", rows.error().message()));
        return finish_response(*who);
    }
    show_found(*who, *rows, label);
}

void room::show_found(client& who, const std::vector<past_row>& rows, const std::string& label)
{
    const auto batch = fmt::format("h{}", next_batch_++);
    std::string all;
    opening(who, batch, {"soju.im/search"}, label, all);
    all += past_lines(who, rows, batch).lines;
    closing(who, batch, all);
    if (!all.empty())
        push(who, std::make_shared<const std::string>(std::move(all)));
}

} // namespace bridge
