// Sends queries to Directus in the form and in pages of the size that it, and what stands in front of it, let
// through: by SEARCH, else by GET.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "directus/query.hpp"
#include "directus/rest.hpp"
#include "server/rest/async_result.hpp"
#include "server/rest/request_sender.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <limits>
#include <optional>

namespace server {

class query_sender {
public:
    struct page {
        directus::rest::response answer;
        std::size_t limit = 0; // rows that Directus was asked for

        // There may be more behind it. `usable`: rows that were made of it.
        bool is_full(std::size_t usable) const
        {
            return usable >= limit || directus::queries::rows_in(answer) >= limit;
        }
    };

    explicit query_sender(request_sender& sender)
        : sender_(sender)
    {
    }

    // The rows of `of`, or the first page of them where Directus allows no page of so many (QUERY_LIMIT_MAX).
    // errc::too_large where the request is larger than Directus or a proxy takes: fewer keys may do.
    async_result<page> send(base::secret token, directus::query of, base::duration limit);
    // The same, within the usual time limit.
    async_result<page> send(base::secret token, directus::query of);

    // The most rows of a page, as far as is known.
    std::size_t page_limit() const { return page_limit_; }
    // A look at whether more rows are allowed by now is due; it is not for an hour then.
    bool claim_look_up();
    // A limit of `rows` was looked at: `named` as queries::page_limit_in() says of the answer.
    void looked_up(std::size_t rows, std::optional<std::size_t> named);

private:
    async_result<directus::rest::response> ask(const base::secret& token, const directus::query& of,
                                               base::duration limit);
    async_result<directus::rest::response> ask_by_get(const base::secret& token, const directus::query& of,
                                                      base::duration limit);
    bool try_lower(std::size_t refused, std::size_t named); // false where no smaller one is worth trying
    void set_page_limit(std::size_t rows);

    request_sender& sender_;
    static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();
    std::size_t page_limit_ = unlimited;
    std::optional<base::time_point> look_up_at_;   // empty: at the next opportunity
    std::optional<base::time_point> search_again_; // SEARCH is refused, and tried again then
    bool is_unusable_ = false;                     // no page of any size is allowed
};

} // namespace server
