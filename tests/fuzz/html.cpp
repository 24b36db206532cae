// A row's text that is HTML on its way to IRC, and a line's on its way to such a row.
#include "bridge/text/html.hpp"

#include "base/utf8.hpp"
#include "bridge/changes/substitution.hpp"
#include "bridge/text/html_scan.hpp"
#include "fuzz/fuzz.hpp"
#include "irc/formatting.hpp"

#include <algorithm>

namespace {

bool is_control(char c)
{
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && !irc::has_codes(std::string_view(&c, 1))) ||
           c == 0x7f;
}

void check_shown(const std::string& text, std::size_t content)
{
    fuzz::require(base::utf8::valid(text), "UTF-8");
    fuzz::require(std::ranges::none_of(text, is_control), "no control characters but codes");
    fuzz::require(text.size() <= 8 * content + 64, "not much more than there is");
}

// Without codes, white space and C1 controls.
std::string letters(std::string_view text)
{
    const auto plain = irc::without_codes(text);
    std::string out;
    for (std::size_t n = 0; n < plain.size(); ++n) {
        const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(plain[at]); };
        if (byte(n) == 0xc2 && byte(n + 1) <= 0xa0)
            ++n;
        else if (byte(n) > ' ')
            out += plain[n];
    }
    return out;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::source in(data, size);
    const auto cut = in.below(4096);
    const auto text = base::utf8::repaired(in.rest());

    std::string together;
    bridge::html_scanner scanner(text);
    for (bridge::html_token next; scanner.next(next); together += next.raw) {
        fuzz::require(!next.raw.empty(), "it goes on");
        bridge::html_attribute(next.raw, "href");
    }
    fuzz::require(together == text, "tokens make the whole");

    const bridge::nick_lookup nicks = [](std::string_view id) {
        return std::string(id.empty() ? "" : "Ada");
    };
    check_shown(bridge::html_to_irc(text), text.size());
    check_shown(bridge::html_to_irc(text, nicks), text.size());
    fuzz::require(bridge::html_cut(text, cut) <= text.size(), "a part");
    bridge::evidence_of_html(text);
    bridge::html_with_lead("(edited) ", text);

    const bridge::substitution what{"a", "<b>", true, true};
    if (const auto after = what.applied_to(text))
        check_shown(bridge::html_to_irc(*after), after->size());

    std::string said = text;
    std::erase_if(said,
                  [](char c) { return is_control(c) || c == '\x11'; }); // monospace is shown in backticks
    const auto stored = bridge::html_from_irc(said);
    const auto again = bridge::html_to_irc(stored);
    check_shown(again, stored.size());
    fuzz::require(letters(again) == letters(said), "what is said shows as it was said");
    fuzz::require(stored.empty() || bridge::evidence_of_html(stored) == bridge::html_evidence::strong,
                  "it is HTML");
    return 0;
}
