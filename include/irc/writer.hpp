// Writes IRC lines: `[@tags ]:source COMMAND middle middle :trailing\r\n`. Whatever is put in, exactly one
// line comes out: NUL, CR and LF become spaces.
#pragma once

#include "irc/numerics.hpp"

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
    // The last parameter, behind ':'.
    writer& text(std::string_view value);
    // Ends the line.
    void end();

private:
    void append_clean(std::string_view value);

    std::string& out_;
    bool tagged_ = false;
};

} // namespace irc
