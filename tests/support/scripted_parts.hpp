// What the parts of scripted_directus share.
#pragma once

#include "support/scripted_directus.hpp"

#include "directus/json.hpp"
#include "support/websocket_frames.hpp"

#include <optional>

namespace support {

inline std::string text_of(directus::json::value from)
{
    return std::string(from.string().value_or(""));
}

// Null where it is not JSON.
inline directus::json::document parsed(std::string_view text)
{
    auto found = directus::json::document::parse(text);
    return found ? std::move(*found) : std::move(*directus::json::document::parse("null"));
}

inline std::string with_uid(std::string frame, const std::string& uid)
{
    constexpr std::string_view mark = "$uid";
    for (auto at = frame.find(mark); at != std::string::npos; at = frame.find(mark))
        frame.replace(at, mark.size(), uid);
    return frame;
}

// Rows as the answer to a create tells them: the first `most`.
std::string in_key_order(std::vector<scripted_directus::row> rows, std::size_t most);

struct scripted_directus::request {
    std::string method, path, query, body, bearer;
};

struct scripted_directus::page {
    directus::json::document source; // of the filter
    directus::json::value filter{};
    std::string sort{};
    std::optional<long> limit{};
    std::size_t offset = 0;
};

struct scripted_directus::socket {
    loopback_stream& stream;
    std::size_t connection;
    const user* who = nullptr;
    std::map<std::string, std::string> subscriptions{}; // event by uid
    std::mutex writing{};

    bool say(std::string_view frame)
    {
        const std::scoped_lock lock(writing);
        return stream.write(websocket_frame(frame));
    }
};

} // namespace support
