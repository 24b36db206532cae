#include "bridge/text/markdown.hpp"

#include "bridge/text/markdown_scan.hpp"

#include <array>
#include <utility>

namespace bridge {

namespace {

constexpr std::size_t most_open = 32; // beyond that nobody means it; it keeps hostile lines cheap

// How many of each style begin with a run, or (negative) end.
struct style_change {
    int bold = 0;
    int italic = 0;
    int strikethrough = 0;
};

class matcher {
public:
    explicit matcher(std::vector<markdown_piece> pieces)
        : pieces_(std::move(pieces))
        , changes_(pieces_.size())
    {
    }

    std::vector<irc::formatted> match();

private:
    bool close(std::size_t with);
    std::size_t shared(const markdown_piece& open, const markdown_piece& close) const;
    void begin_and_end(std::size_t from, std::size_t to, std::size_t markers);
    std::vector<irc::formatted> result();

    std::vector<markdown_piece> pieces_;
    std::vector<style_change> changes_;
    std::vector<std::size_t> open_; // runs that may still begin something
};

std::vector<irc::formatted> matcher::match()
{
    for (std::size_t n = 0; n < pieces_.size(); ++n) {
        auto& run = pieces_[n];
        bool closed = false;
        while (run.closes && !run.text.empty() && close(n))
            closed = true;
        if (closed || !run.opens)
            continue;
        open_.push_back(n);
        if (open_.size() > most_open)
            open_.erase(open_.begin());
    }
    return result();
}

// The markers that an opening and a closing run have for each other: 2 of ** , 1 of *; 0 where they do not
// fit.
std::size_t matcher::shared(const markdown_piece& open, const markdown_piece& close) const
{
    const auto a = open.text.size();
    const auto b = close.text.size();
    const bool fit = a == b || a == 3 || b == 3;
    if (open.marker != close.marker || !fit)
        return 0;
    // What begins and ends inside words is within one word: a*b + c*d is none.
    if (open.inside && close.inside && open.spaces != close.spaces)
        return 0;
    const std::size_t markers = a == 1 || b == 1 ? 1 : 2;
    return markers == 1 && open.words == close.words ? 0 : markers; // *_* and -_- are faces
}

bool matcher::close(std::size_t with)
{
    for (auto n = open_.size(); n-- > 0;) {
        auto& open = pieces_[open_[n]];
        const auto markers = shared(open, pieces_[with]);
        if (markers == 0)
            continue;
        begin_and_end(open_[n], with, markers);
        open.text.resize(open.text.size() - markers);
        pieces_[with].text.resize(pieces_[with].text.size() - markers);
        open_.resize(open.text.empty() ? n : n + 1); // those between are text
        return true;
    }
    return false;
}

void matcher::begin_and_end(std::size_t from, std::size_t to, std::size_t markers)
{
    const auto which = pieces_[from].marker == '~' ? &style_change::strikethrough
                       : markers == 2              ? &style_change::bold
                                                   : &style_change::italic;
    ++(changes_[from].*which);
    --(changes_[to].*which);
}

std::vector<irc::formatted> matcher::result()
{
    std::vector<irc::formatted> out;
    style_change now;
    const auto add = [&](const style_change& more) {
        now.bold += more.bold;
        now.italic += more.italic;
        now.strikethrough += more.strikethrough;
    };
    for (std::size_t n = 0; n < pieces_.size(); ++n) {
        auto& piece = pieces_[n];
        const auto& more = changes_[n];
        const bool ends = more.bold < 0 || more.italic < 0 || more.strikethrough < 0;
        if (ends)
            add(more);
        auto how = piece.how;
        how.bold |= now.bold > 0;
        how.italic |= now.italic > 0;
        how.strikethrough |= now.strikethrough > 0;
        if (!ends)
            add(more);
        if (piece.text.empty())
            continue;
        if (out.empty() || out.back().how != how)
            out.push_back({{}, std::move(how)});
        out.back().text += piece.text;
    }
    return out;
}

} // namespace

std::vector<irc::formatted> read_markdown(std::string_view line)
{
    return matcher(scan_markdown(line)).match();
}

} // namespace bridge
