// Writes IRC lines: `[@tags ]:source COMMAND middle middle :trailing\r\n`. Whatever is put in, exactly one
// line comes out, of at most 512 bytes behind its tags: NUL, CR and LF become spaces, and what is too long is
// cut between two characters. https://modern.ircdocs.horse/#message-format
#pragma once

#include "irc/numerics.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace irc {

class writer {
public:
    // Appends to `out`, from begin() or tag() up to end().
    explicit writer(std::string& out)
        : out_(out)
    {
    }

    // Tags come before everything else; the value is escaped here. An empty value is written as the bare key.
    writer& tag(std::string_view key, std::string_view value = {});
    // An empty source is left out.
    writer& begin(std::string_view source, std::string_view command);
    writer& begin(std::string_view source, numeric number); // three digits
    // A middle parameter. Where the value cannot be one (empty, a space, ':' first) "*" takes its place.
    writer& param(std::string_view value);
    // The same for a word that a client may have sent: at most 200 bytes of it, or it would leave no room for
    // the rest of the line.
    writer& echo(std::string_view value);
    // The last parameter, behind ':'.
    writer& text(std::string_view value);
    // Ends the line.
    void end();

private:
    void append_clean(std::string_view value);

    std::string& out_;
    std::size_t start_ = 0; // of the line without its tags
    bool tagged_ = false;
};

} // namespace irc
