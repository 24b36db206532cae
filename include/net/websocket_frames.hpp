// The server's side of a WebSocket that carries IRC: frames to lines, a message each, and lines to frames. No
// sockets. Beast has no frame codec apart from its streams, and these bytes are shared and written gathered.
// https://www.rfc-editor.org/rfc/rfc6455#section-5, https://ircv3.net/specs/extensions/websocket
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace net {

class websocket_frames {
public:
    static constexpr std::size_t max_message = 16 * 1024; // bytes; more is answered with code 1009
    static constexpr std::size_t max_replies = 64 * 1024; // bytes that wait; more pings are not answered

    // `binary`: what is sent goes in binary messages, byte for byte. In text messages whatever is not valid
    // UTF-8 is replaced by U+FFFD. Either kind is taken.
    explicit websocket_frames(bool binary)
        : binary_(binary)
    {
    }
    ~websocket_frames();
    websocket_frames(const websocket_frames&) = delete;
    websocket_frames& operator=(const websocket_frames&) = delete;

    // Takes what came from the client. Appends its messages to `lines`, each with CR LF (a line break inside
    // one becomes a bare CR, so that no message is more than one line), and what has to be answered at once
    // to `replies`. False once the client has closed the WebSocket or broken the protocol: the answer is then
    // among the replies. A message may hold a password: nothing of it stays behind here.
    bool received(std::string_view bytes, std::string& lines, std::string& replies);

    // Appends a message for each line; lines end in CR LF, the last one too.
    void encode(std::string_view lines, std::string& out) const;
    // Appends a closing frame, unless one was sent before.
    void close(std::uint16_t code, std::string_view reason, std::string& out);

private:
    struct frame {
        unsigned opcode = 0;
        bool last = false;
        std::string_view payload{}; // in undecoded_
    };
    enum class step { taken, incomplete, failed };

    bool take(std::string& lines, std::string& replies);
    step next(std::string& replies, frame& into);
    bool control(const frame& one, std::string& replies);
    bool data(const frame& one, std::string& lines, std::string& replies);
    step fail(std::uint16_t code, std::string_view reason, std::string& replies);

    bool binary_;
    bool over_ = false;       // the client says no more
    bool closed_ = false;     // we have sent our closing frame
    unsigned kind_ = 0;       // of the message whose fragments come; 0: none
    std::string message_{};   // its fragments so far
    std::string undecoded_{}; // the beginning of a frame …
    std::size_t decoded_ = 0; // … behind so many bytes
};

} // namespace net
