// The rows that were missed, read oldest first in pages: a connection that is lost between two of them costs
// none of those read before. A Directus that fails every half minute would never be caught up with otherwise.
#pragma once

#include "server/rest/rest_client.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

namespace server {

class gap_reader {
public:
    static constexpr std::size_t most_rows = 20'000;    // of more the newest
    static constexpr std::size_t most_bytes = 64 << 20; // of their texts

    explicit gap_reader(rest_client& rest)
        : rest_(rest)
    {
    }

    // Reads to the end, from where a call for the same `from` has failed. Rows dated `from` or later. A call
    // that is under way ends with errc::interrupted, and has read what it has read.
    async_result<void> read(base::secret token, base::wall_time from, directus::files which);

    struct gap {
        std::vector<directus::item> rows; // oldest first, most_rows at most
        std::size_t read_before = 0; // so many of them an earlier call has read: they may have changed since
        base::time_point asked{};    // when the first of the calls began …
        base::wall_time started{};   // … the same, by Directus's clock
    };
    // What was read; the next read() begins anew.
    gap take();

private:
    enum class place { within, end };
    async_result<place> read_page(base::secret token, directus::files which);
    async_result<void> skip_to_newest(base::secret token);

    rest_client& rest_;
    std::optional<directus::rest::page> next_; // none: nothing is under way
    base::wall_time from_{};
    base::time_point asked_{};
    base::wall_time started_{};
    std::deque<directus::item> rows_;
    std::size_t bytes_ = 0;
    std::size_t read_before_ = 0;
    std::size_t late_pages_ = 0; // of rows that came after the call began
    bool is_cut_ = false;        // to the newest
    unsigned call_ = 0;
};

} // namespace server
