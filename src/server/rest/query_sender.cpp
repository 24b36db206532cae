#include "server/rest/query_sender.hpp"

#include "base/log.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <utility>

namespace server {

namespace queries = directus::queries;

namespace {

constexpr int most_attempts = 16; // for one page: halving comes to one row
constexpr std::size_t longest_url =
    7680; // bytes, percent-encoded; many proxies take 8 KiB with what is around it
constexpr base::duration search_again_after = std::chrono::minutes(10);
constexpr base::duration look_up_after = std::chrono::hours(1);

} // namespace

auto query_sender::send(base::secret token, directus::query of, base::duration limit) -> async_result<page>
{
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
        of.limit = std::min(of.limit, page_limit_);
        auto answer = co_await ask(token, of, limit);
        if (!answer)
            co_return answer.error();
        if (queries::refuses_size(*answer))
            co_return base::errc::too_large;
        const auto named = queries::page_limit_in(*answer);
        if (!named) {
            is_unusable_ = false;
            co_return page{std::move(*answer), of.limit};
        }
        if (!try_lower(of.limit, *named))
            break;
    }
    if (!std::exchange(is_unusable_, true))
        base::log::warning(
            "page_limit_unusable",
            {{"reason", "Directus allows no page of any size: set its QUERY_LIMIT_MAX to -1 or to "
                        "1 or more"}});
    co_return base::errc::invalid_payload;
}

auto query_sender::send(base::secret token, directus::query of) -> async_result<page>
{
    return send(std::move(token), std::move(of), sender_.limit());
}

auto query_sender::ask(const base::secret& token, const directus::query& of, base::duration limit)
    -> async_result<directus::rest::response>
{
    const auto now = base::steady_now();
    if (search_again_ && now < *search_again_)
        co_return co_await ask_by_get(token, of, limit);
    auto request = queries::search(token, of);
    auto answer = co_await sender_.send(std::move(request), limit);
    const bool is_refused =
        answer ? queries::refuses_search(*answer) : answer.error() == base::errc::malformed;
    if (!is_refused) {
        if (answer && std::exchange(search_again_, std::nullopt))
            base::log::info("search_method_accepted");
        co_return answer;
    }
    auto by_get = co_await ask_by_get(token, of, limit);
    // Where GET fares no better, the method is not to blame.
    if (!by_get || queries::refuses_search(*by_get) || by_get->status == 429 || by_get->status >= 500)
        co_return answer;
    if (!std::exchange(search_again_, now + search_again_after))
        base::log::warning(
            "search_method_refused",
            {{"status", answer ? std::to_string(answer->status) : answer.error().message()},
             {"reason",
              "a proxy in front of Directus does not let the HTTP method SEARCH through; reading by "
              "GET: allow SEARCH for /items and /users"}});
    co_return by_get;
}

auto query_sender::ask_by_get(const base::secret& token, const directus::query& of, base::duration limit)
    -> async_result<directus::rest::response>
{
    auto request = queries::get(token, of);
    if (request.target.size() > longest_url)
        co_return base::errc::too_large;
    co_return co_await sender_.send(std::move(request), limit);
}

bool query_sender::try_lower(std::size_t refused, std::size_t named)
{
    if (refused <= 1)
        return false;
    // A number that explains no refusal teaches nothing.
    const auto rows = named > 0 && named < refused ? named : refused / 2;
    set_page_limit(std::min(page_limit_, rows)); // another page may have taught a smaller one meanwhile
    look_up_at_ = base::steady_now() + look_up_after;
    return true;
}

void query_sender::looked_up(std::size_t rows, std::optional<std::size_t> named)
{
    if (!named)
        set_page_limit(unlimited);
    else if (*named > 0 && *named < rows)
        set_page_limit(*named);
}

bool query_sender::claim_look_up()
{
    const auto now = base::steady_now();
    if (look_up_at_ && now < *look_up_at_)
        return false;
    look_up_at_ = now + look_up_after;
    return true;
}

void query_sender::set_page_limit(std::size_t rows)
{
    if (std::exchange(page_limit_, rows) == rows)
        return;
    base::log::info("page_limit", {{"rows", rows == unlimited ? "unlimited" : std::to_string(rows)},
                                   {"reason", "Directus's QUERY_LIMIT_MAX; reading in pages of that size"}});
}

} // namespace server
