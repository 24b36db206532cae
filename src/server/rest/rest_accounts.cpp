#include "server/rest/rest_accounts.hpp"

#include <boost/asio.hpp>

#include <utility>
#include <vector>

namespace server {

namespace rest = directus::rest;

namespace {

constexpr std::size_t looked_for = 10'000; // rows: more than any page that is asked for needs

} // namespace

async_result<directus::tokens> rest_accounts::login(std::string email, base::secret password, std::string otp,
                                                    directus::caller from)
{
    auto request = rest::login(email, password, otp);
    request.from = std::move(from);
    const auto answer = co_await sender_.send(std::move(request));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_tokens(*answer);
}

async_result<directus::tokens> rest_accounts::refresh(base::secret refresh_token)
{
    const auto answer = co_await sender_.send(rest::refresh(refresh_token));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_tokens(*answer);
}

boost::asio::awaitable<void> rest_accounts::logout(base::secret refresh_token)
{
    co_await sender_.send(rest::logout(refresh_token)); // the token expires by itself where this fails
}

// A limit that is too large is refused whatever is asked, so that this tells how many rows a page may have
// before the first is read, and costs nothing where there is no cap.
async_result<rest::response> rest_accounts::ask_me(base::secret token)
{
    auto request = rest::me(token);
    if (!queries_.claim_look_up())
        co_return co_await sender_.send(std::move(request));
    request.target += "&limit=" + std::to_string(looked_for);
    auto answer = co_await sender_.send(std::move(request));
    if (!answer || (answer->status != 200 && answer->status != 400))
        co_return answer;
    queries_.looked_up(looked_for, directus::queries::page_limit_in(*answer));
    if (answer->status == 400) {
        auto without_limit = rest::me(token);
        answer = co_await sender_.send(std::move(without_limit));
    }
    co_return answer;
}

async_result<directus::person> rest_accounts::me(base::secret token)
{
    auto answer = co_await ask_me(token);
    if (!answer)
        co_return answer.error();
    auto person = rest::parse_me(*answer);
    if (!person && person.error() == base::errc::forbidden) {
        const auto id_alone = co_await sender_.send(rest::my_id(token));
        if (!id_alone)
            co_return id_alone.error();
        person = rest::parse_me(*id_alone);
    }
    if (!person || !person->first_name.empty() || !person->last_name.empty())
        co_return person;
    // Directus 11 tells nothing but the id where one of the fields, as the e-mail, may not be read.
    std::vector ids{person->id};
    const auto named = co_await people_.find(token, std::move(ids));
    if (named && !named->empty()) {
        person->first_name = named->front().first_name;
        person->last_name = named->front().last_name;
        person->hides_name = named->front().hides_name;
    }
    co_return person;
}

async_result<directus::rights> rest_accounts::my_permissions(base::secret token)
{
    const auto answer = co_await sender_.send(rest::my_permissions(token));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_permissions(*answer, schema_.shape());
}

async_result<rest::globals> rest_accounts::my_globals(base::secret token)
{
    const auto answer = co_await sender_.send(rest::my_globals(token));
    if (!answer)
        co_return answer.error();
    co_return rest::parse_globals(*answer);
}

} // namespace server
