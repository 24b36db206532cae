// The scripted Directus over HTTP.
#include "support/scripted_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace support {

namespace {

std::string decoded(std::string_view text)
{
    std::string out;
    for (std::size_t n = 0; n < text.size(); ++n) {
        if (text[n] == '%' && n + 2 < text.size()) {
            out += static_cast<char>(std::stoi(std::string(text.substr(n + 1, 2)), nullptr, 16));
            n += 2;
        } else {
            out += text[n];
        }
    }
    return out;
}

// A value of a query, decoded.
std::string parameter(const std::string& query, const std::string& name)
{
    const auto at = ("&" + query).find("&" + name + "=");
    if (at == std::string::npos)
        return {};
    const auto start = at + name.size() + 1;
    return decoded(query.substr(start, query.find('&', start) - start));
}

std::string http_date()
{
    const auto now = std::time(nullptr);
    std::array<char, 64> text{};
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return text.data();
}

std::string reply_text(const steps::http& what)
{
    return fmt::format("HTTP/1.1 {} Scripted\r\nDate: {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n{}",
                       what.status, http_date(), what.type, what.body.size(), what.body);
}

std::string person(const scripted_directus::user& who)
{
    return fmt::format(R"({{"id":{},"first_name":{},"last_name":null,"email":{}}})", quoted(who.id),
                       quoted(who.first_name), quoted(who.email));
}

} // namespace

void scripted_directus::serve(loopback_stream& on, std::size_t connection)
{
    // Kept connections are idle for as long as the client likes.
    while (const auto head = on.read_to("\r\n\r\n", std::chrono::minutes(2))) {
        const auto first = head->substr(0, head->find("\r\n"));
        const auto space = first.find(' ');
        const auto target = first.substr(space + 1, first.rfind(' ') - space - 1);
        const auto mark = std::min(target.find('?'), target.size());
        const auto header = [&](std::string_view name) {
            const auto at = head->find(fmt::format("\r\n{}: ", name));
            if (at == std::string::npos)
                return std::string();
            const auto start = at + name.size() + 4;
            return head->substr(start, head->find("\r\n", start) - start);
        };
        request got{first.substr(0, space),
                    target.substr(0, mark),
                    target.substr(std::min(mark + 1, target.size())),
                    {},
                    header("Authorization")};
        if (got.bearer.starts_with("Bearer "))
            got.bearer.erase(0, 7);
        if (const auto size = header("Content-Length"); !size.empty())
            got.body = on.read(std::stoul(size)).value_or("");
        const auto what = got.method + " " + got.path;
        record({what, decoded(target), got.body, got.bearer, connection, std::chrono::steady_clock::now(),
                header("X-Forwarded-For")});
        const auto run = script_for(what);
        const bool upgrades = got.path == "/websocket" && run.size() == 1 && run[0].index() == 0;
        if (upgrades) {
            on.write(websocket_accept(header("Sec-WebSocket-Key")));
            return serve_socket(on, connection);
        }
        if (!perform(run, on, got))
            return;
    }
}

bool scripted_directus::perform(const script& run, loopback_stream& on, const request& what)
{
    for (const auto& next : run) {
        if (std::holds_alternative<steps::usual>(next))
            on.write(reply_text(usual_answer(what)));
        else if (const auto* reply = std::get_if<steps::http>(&next))
            on.write(reply_text(*reply));
        else if (const auto* some = std::get_if<steps::bytes>(&next))
            on.write(some->text);
        else if (const auto* wait = std::get_if<steps::wait>(&next))
            wait->until->wait();
        else if (std::holds_alternative<steps::drop>(next))
            return false;
    }
    return true;
}

steps::http scripted_directus::create_over_rest(const request& what)
{
    std::unique_lock lock(mutex_);
    const auto* who = owner(what.bearer);
    lock.unlock();
    if (!who)
        return refusal(401, "INVALID_CREDENTIALS");
    const auto made = rows_from(R"({"data":)" + what.body + "}", quoted(who->id));
    if (!keep(made))
        return refusal(400, "RECORD_NOT_UNIQUE");
    for (const auto& one : made)
        publish("[" + to_json(one) + "]");
    return {200, R"({"data":)" + in_key_order(made) + "}"};
}

steps::http scripted_directus::usual_answer(const request& what)
{
    if (what.method == "POST" && what.path == "/items/messages")
        return create_over_rest(what);
    const std::scoped_lock lock(mutex_);
    const auto body = parsed(what.body);
    if (what.path == "/auth/login") {
        const auto who = by_email_.find(text_of(body.root()["email"]));
        if (who == by_email_.end() || text_of(body.root()["password"]) != who->second->password)
            return refusal(401, "INVALID_CREDENTIALS");
        return {200, tokens_for(*who->second)};
    }
    if (what.path == "/auth/refresh") {
        const auto found = refresh_tokens_.find(text_of(body.root()["refresh_token"]));
        if (found == refresh_tokens_.end())
            return refusal(401, "INVALID_CREDENTIALS");
        const auto* who = found->second;
        refresh_tokens_.erase(found);
        return {200, tokens_for(*who)};
    }
    if (what.path == "/auth/logout")
        return {204, ""};
    if (what.path == "/server/ping")
        return {200, "pong", "text/html"};
    const auto* who = owner(what.bearer);
    if (!who)
        return refusal(401, "INVALID_CREDENTIALS");
    if (what.path == "/users/me")
        return {200, fmt::format(R"({{"data":{}}})", person(*who))};
    if (what.path == "/users")
        return {200, fmt::format(R"({{"data":[{}]}})", people(what.query))};
    if (what.path == "/permissions/me")
        return {200, R"({"data":{"messages":{"read":{"access":"full","fields":["*"]},)"
                     R"("create":{"access":"full","fields":["*"]}},)"
                     R"("directus_users":{"read":{"access":"full","fields":["*"]}}}})"};
    if (what.path == "/items/messages")
        return {200, fmt::format(R"({{"data":[{}]}})", items(what.query))};
    return refusal(404, "ROUTE_NOT_FOUND");
}

// Whom the filter names, as far as the page reaches. Pre: the lock is held.
std::string scripted_directus::people(const std::string& query) const
{
    const auto filter = parameter(query, "filter");
    const auto limit = std::stoul(parameter(query, "limit"));
    std::string out;
    std::size_t count = 0;
    for (const auto& [email, who] : by_email_)
        if (count < limit && (filter.empty() || filter.find(who->id) != std::string::npos))
            out += (count++ == 0 ? "" : ",") + person(*who);
    return out;
}

// By date and key, as far as the filter and the page reach. Pre: the lock is held.
std::string scripted_directus::items(const std::string& query) const
{
    auto found = rows_;
    const auto filter = parsed(parameter(query, "filter"));
    const auto keys = filter.root()["id"]["_in"];
    if (keys.is_array())
        std::erase_if(found, [&](const row& one) {
            const auto key = *parsed(one.id).root().key();
            for (std::size_t n = 0; n < keys.size(); ++n)
                if (keys.at(n).string() == key)
                    return false;
            return true;
        });
    if (const auto from = filter.root()["date_created"]["_gte"].string())
        std::erase_if(found, [&](const row& one) { return one.date < quoted(*from); });
    if (const auto end = filter.root()["date_created"]["_lt"].string())
        std::erase_if(found, [&](const row& one) { return one.date >= quoted(*end); });
    const bool latest_first = parameter(query, "sort").starts_with('-');
    std::ranges::stable_sort(found, {}, &row::date);
    if (latest_first)
        std::ranges::reverse(found);
    const auto limit = std::stoul(parameter(query, "limit"));
    const auto offset = parameter(query, "offset");
    const auto skipped = offset.empty() ? 0 : std::stoul(offset);
    std::string out;
    for (std::size_t n = skipped; n < std::min(found.size(), skipped + limit); ++n)
        out += (out.empty() ? "" : ",") + to_json(found[n]);
    return out;
}

const scripted_directus::user* scripted_directus::owner(std::string_view access_token) const
{
    const auto found = access_tokens_.find(access_token);
    return found == access_tokens_.end() ? nullptr : found->second;
}

std::string scripted_directus::tokens_for(const user& who)
{
    const auto number = next_number_++;
    const auto access = fmt::format("access-{}-{}", who.first_name, number);
    const auto refresh = fmt::format("refresh-{}-{}", who.first_name, number);
    access_tokens_[access] = &who;
    refresh_tokens_[refresh] = &who;
    return fmt::format(R"({{"data":{{"expires":{},"access_token":"{}","refresh_token":"{}"}}}})",
                       settings_.lifetime.count(), access, refresh);
}

} // namespace support
