#include "server/rest/text_allowance.hpp"

#include "base/utf8.hpp"
#include "bridge/text/message_text.hpp"

namespace server {

namespace {

// Bytes of the texts so far: behind these `bridge::looked_at` of each text is kept, then its beginning.
constexpr std::size_t whole_bytes = 4 << 20;
constexpr std::size_t looked_at_bytes = 12 << 20;
constexpr std::size_t beginning = 4 << 10;

} // namespace

void text_allowance::shorten(std::vector<directus::item>& rows)
{
    for (auto& row : rows) {
        const auto size = row.content.size();
        if (bytes_ + size > whole_bytes) {
            const auto most = bytes_ > looked_at_bytes ? beginning : bridge::looked_at;
            if (size > most)
                row.content = row.content.substr(0, base::utf8::prefix(row.content, most)) + "\n…";
        }
        bytes_ += row.content.size();
    }
}

} // namespace server
