// IRC over a WebSocket: the upgrade, and frames that come in whatever pieces.
#include "net/websocket_frames.hpp"
#include "net/websocket_upgrade.hpp"

#include "fuzz/fuzz.hpp"

#include <algorithm>

namespace {

struct heard {
    std::string lines, replies;
    bool open = true;
    friend bool operator==(const heard&, const heard&) = default;
};

heard hear(std::string_view bytes, std::size_t chunk)
{
    net::websocket_frames frames(false);
    heard found;
    for (; !bytes.empty() && found.open; bytes.remove_prefix(std::min(chunk, bytes.size())))
        found.open = frames.received(bytes.substr(0, chunk), found.lines, found.replies);
    return found;
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::source in(data, size);
    const std::size_t chunk = 1 + in.below(32);
    const auto bytes = in.rest();
    if (const auto head = net::http_head::parse(bytes)) {
        const auto answer = net::answer_upgrade(*head, {"https://chat.example"});
        fuzz::require(answer.response.starts_with("HTTP/1.1 "), "an answer");
        fuzz::require(answer.response.find("\r\n\r\n") != std::string::npos, "with an end");
        fuzz::require(answer.accepted == answer.response.starts_with("HTTP/1.1 101 "), "that says so");
    }
    const auto whole = hear(bytes, std::max<std::size_t>(bytes.size(), 1));
    fuzz::require(whole == hear(bytes, chunk), "pieces make no difference");
    fuzz::require(whole.lines.empty() || whole.lines.ends_with("\r\n"), "lines");
    net::websocket_frames binary(true), text(false);
    std::string out;
    binary.encode(whole.lines, out);
    text.encode(whole.lines, out);
    return 0;
}
