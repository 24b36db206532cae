#include "bridge/rows/formatting_guess.hpp"

#include "bridge/text/message_text.hpp"

#include <algorithm>

namespace bridge {

void formatting_guess::configure(formatting configured)
{
    open_ = configured == formatting::automatic && !decided_;
    in_force_ = configured == formatting::automatic ? decided_.value_or(formatting::markdown) : configured;
}

void formatting_guess::read(const std::vector<row>& rows)
{
    for (const auto& one : rows)
        count(one);
    decide(1);
}

void formatting_guess::came(const row& what)
{
    count(what);
    decide(2);
}

formatting formatting_guess::of(std::string_view content) const
{
    return open_ && evidence_of_html(content) == html_evidence::strong ? formatting::html : in_force_;
}

void formatting_guess::count(const row& what)
{
    if (!open_ || seen_.size() == most_rows || is_blank(what.content) ||
        std::ranges::find(seen_, what.id) != seen_.end())
        return;
    seen_.push_back(what.id);
    const auto evidence = evidence_of_html(what.content);
    strong_ += evidence == html_evidence::strong ? 1 : 0;
    weak_ += evidence == html_evidence::weak ? 1 : 0;
}

void formatting_guess::decide(std::size_t least)
{
    if (!open_)
        return;
    constexpr std::size_t enough = 3; // that only have a tag somewhere
    const auto html = strong_ + weak_;
    if ((strong_ >= least || html >= enough) && 2 * html > seen_.size())
        end(formatting::html);
    else if (seen_.size() == most_rows)
        end(formatting::markdown);
}

void formatting_guess::end(formatting with)
{
    open_ = false;
    in_force_ = with;
    decided_ = with;
    decision_ = with;
    seen_.clear();
}

} // namespace bridge
