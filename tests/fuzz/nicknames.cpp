// Names of people become nicks, whatever they hold.
#include "irc/nicknames.hpp"

#include "base/utf8.hpp"
#include "fuzz/fuzz.hpp"
#include "irc/mask.hpp"
#include "irc/text.hpp"
#include "net/content_disposition.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::source in(data, size);
    const std::size_t most = 16 + in.byte();
    const auto name = in.rest();
    const auto nick = irc::nick_from(name);
    fuzz::require(nick.size() <= irc::max_nick_bytes, "a nick is short");
    fuzz::require(base::utf8::valid(nick), "UTF-8");
    fuzz::require(nick.find_first_of(" ,:!@*?.#&$+~%") == nick.npos, "no character that means something");
    if (!nick.empty()) {
        fuzz::require(irc::nick_from(nick) == nick, "a nick's nick is itself");
        fuzz::require(irc::is_nick(nick), "it can be typed");
        fuzz::require(irc::disambiguated(nick, "8f3a1c2b").size() <= irc::max_nick_bytes,
                      "short all the same");
        fuzz::require(irc::mask(nick).matches(nick), "its mask is itself");
    }
    fuzz::require(irc::folded(irc::folded(name)) == irc::folded(name), "folded once is folded");
    const auto shown = irc::printable(name, most);
    fuzz::require(shown.size() <= most && base::utf8::valid(shown), "printable");
    fuzz::require(shown.find_first_of(std::string_view("\r\n\0\x1b", 4)) == shown.npos, "without controls");
    fuzz::require(irc::away_text(name).size() <= irc::away_length, "an AWAY is short");
    const auto file = net::file_name_of(name);
    fuzz::require(file.size() <= net::longest_file_name && file.find_first_of("/\r\n") == file.npos,
                  "a file's name is no path");
    return 0;
}
