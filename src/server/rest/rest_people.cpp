// What rest_client asks about users.
#include "server/rest/rest_client.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <span>

namespace server {

namespace rest = directus::rest;

namespace {

constexpr std::size_t looked_for = 10'000; // rows: more than any page that is asked for needs

} // namespace

// A limit that is too large is refused whatever is asked, so that this tells how many rows a page may have
// before the first is read, and costs nothing where there is no cap.
async_result<rest::response> rest_client::ask_me(base::secret token)
{
    auto request = rest::me(token);
    if (!queries_.claim_look_up())
        co_return co_await send(std::move(request));
    request.target += "&limit=" + std::to_string(looked_for);
    auto answer = co_await send(std::move(request));
    if (!answer || (answer->status != 200 && answer->status != 400))
        co_return answer;
    queries_.looked_up(looked_for, directus::queries::page_limit_in(*answer));
    if (answer->status == 400) {
        auto without_limit = rest::me(token);
        answer = co_await send(std::move(without_limit));
    }
    co_return answer;
}

async_result<directus::person> rest_client::me(base::secret token)
{
    auto answer = co_await ask_me(token);
    if (!answer)
        co_return answer.error();
    auto person = rest::parse_me(*answer);
    if (!person && person.error() == base::errc::forbidden) {
        const auto id_alone = co_await send(rest::my_id(token));
        if (!id_alone)
            co_return id_alone.error();
        person = rest::parse_me(*id_alone);
    }
    if (!person || !person->first_name.empty() || !person->last_name.empty())
        co_return person;
    // Directus 11 tells nothing but the id where one of the fields, as the e-mail, may not be read.
    std::vector ids{person->id};
    const auto named = co_await people(token, std::move(ids));
    if (named && !named->empty()) {
        person->first_name = named->front().first_name;
        person->last_name = named->front().last_name;
    }
    co_return person;
}

async_result<std::vector<directus::person>> rest_client::people(base::secret token, std::size_t limit)
{
    std::vector<directus::person> all;
    for (bool is_full = true; is_full && all.size() < limit;) {
        auto next = rest::people(limit - all.size());
        next.offset = all.size();
        const auto page = co_await queries_.send(token, std::move(next), limit_);
        if (!page)
            co_return page.error();
        auto found = rest::parse_people(page->answer);
        if (!found)
            co_return found.error();
        is_full = page->is_full(found->size());
        std::ranges::move(*found, std::back_inserter(all));
    }
    if (all.size() > limit) // whatever Directus answers
        all.resize(limit);
    co_return all;
}

async_result<std::vector<directus::person>> rest_client::people(base::secret token,
                                                                std::vector<directus::user_id> ids)
{
    std::vector<directus::person> all;
    const read_piece read = [&](std::size_t first, std::size_t count) -> async_result<void> {
        auto query = rest::people(std::span(ids).subspan(first, count));
        const auto answer = co_await read_whole(token, std::move(query));
        if (!answer)
            co_return answer.error();
        auto found = rest::parse_people(*answer);
        if (!found)
            co_return found.error();
        if (found->size() > count) // whatever Directus answers
            found->resize(count);
        std::ranges::move(*found, std::back_inserter(all));
        co_return base::result<void>();
    };
    const auto done = co_await in_pieces(ids.size(), read);
    if (!done)
        co_return done.error();
    co_return all;
}

} // namespace server
