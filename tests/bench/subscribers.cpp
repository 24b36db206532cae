#include "bench/subscribers.hpp"

#include <optional>
#include <stdexcept>

namespace bench {

namespace {

constexpr auto subscribe =
    R"({"type":"subscribe","collection":"messages","event":"create","uid":"live",)"
    R"("query":{"fields":["id","content","date_created","user_created.id","user_created.first_name"]}})";

// A frame from the server: unmasked and, for what is sent here, never fragmented
// (https://www.rfc-editor.org/rfc/rfc6455#section-5.2). Empty where it is not whole yet.
std::optional<std::string> take_frame(std::string& buffer)
{
    const auto byte = [&](std::size_t n) {
        return static_cast<std::uint64_t>(static_cast<unsigned char>(buffer[n]));
    };
    if (buffer.size() < 2)
        return std::nullopt;
    std::size_t head = 2;
    auto size = byte(1) & 0x7f;
    if (size >= 126) {
        head = size == 126 ? 4 : 10;
        if (buffer.size() < head)
            return std::nullopt;
        size = 0;
        for (std::size_t n = 2; n < head; ++n)
            size = size << 8 | byte(n);
    }
    if (buffer.size() < head + size)
        return std::nullopt;
    auto payload = buffer.substr(head, size);
    buffer.erase(0, head + size);
    return payload;
}

} // namespace

subscribers::subscribers(const stage& on, std::size_t count)
    : upgraded_(count)
{
    const auto& url = on.directus.url();
    const auto port = static_cast<unsigned short>(std::stoi(url.substr(url.rfind(':') + 1)));
    const auto& accounts = on.people().crowd;
    std::size_t live = 0;
    const auto proceed = [&](std::size_t who, std::string_view frame) {
        if (frame.find(R"("type":"auth","status":"ok")") != std::string_view::npos)
            send(who, subscribe);
        live += frame.find(R"("event":"init")") != std::string_view::npos;
    };
    for (std::size_t n = 0; n < count; ++n) {
        connections_.connect(port);
        connections_.send(
            n, fmt::format("GET /websocket HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nUpgrade: websocket\r\n"
                           "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                           "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
                           port));
    }
    std::vector<bool> asked(count);
    const auto done = [&] {
        for (std::size_t n = 0; n < count; ++n)
            if (upgraded_[n] && !asked[n]) {
                asked[n] = true;
                send(n, fmt::format(R"({{"type":"auth","access_token":"{}"}})",
                                    accounts[n % accounts.size()].token));
            }
        return live == count;
    };
    if (!receive(proceed, done, 120s))
        throw std::runtime_error(fmt::format("{} of {} subscriptions are live", live, count));
}

// With a mask of zeros.
void subscribers::send(std::size_t who, std::string_view json)
{
    std::string frame("\x81", 1);
    if (json.size() < 126) {
        frame += static_cast<char>(0x80 | json.size());
    } else {
        frame += static_cast<char>(0x80 | 126);
        frame += static_cast<char>(json.size() >> 8);
        frame += static_cast<char>(json.size() & 0xff);
    }
    frame.append(4, '\0').append(json);
    connections_.send(who, frame);
}

bool subscribers::receive(const handler& arrived, const std::function<bool()>& done, support::duration limit)
{
    const auto frames = [&](std::size_t who, std::string& buffer) {
        if (!upgraded_[who]) {
            const auto end = buffer.find("\r\n\r\n");
            if (end == std::string::npos)
                return;
            if (!buffer.starts_with("HTTP/1.1 101"))
                throw std::runtime_error("no WebSocket: " + buffer);
            buffer.erase(0, end + 4);
            upgraded_[who] = true;
        }
        while (const auto frame = take_frame(buffer)) {
            if (*frame == R"({"type":"ping"})")
                send(who, R"({"type":"pong"})");
            arrived(who, *frame);
        }
    };
    return connections_.receive(frames, done, limit);
}

} // namespace bench
