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

std::string http_date(milliseconds ahead)
{
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now() + ahead);
    std::array<char, 64> text{};
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return text.data();
}

std::string reply_text(const steps::http& what, milliseconds ahead)
{
    return fmt::format(
        "HTTP/1.1 {} Scripted\r\nDate: {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n{}\r\n{}", what.status,
        http_date(ahead), what.type, what.body.size(), what.headers, what.body);
}

// The server's local time of now is in the file's name, its time of day without leading zeros.
std::string exported_as(std::chrono::minutes zone)
{
    const auto local = std::time(nullptr) + std::chrono::seconds(zone).count();
    std::tm parts{};
    ::gmtime_r(&local, &parts);
    return fmt::format("Content-Disposition: attachment; filename=\"messages {}{:02}{:02}-{}{}{}.json\"\r\n",
                       1900 + parts.tm_year, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min,
                       parts.tm_sec);
}

// A body in chunks, put together.
std::string chunks(loopback_stream& on)
{
    std::string out;
    while (const auto head = on.read_to("\r\n")) {
        const auto size = std::stoul(*head, nullptr, 16);
        out += on.read(size + 2).value_or("");
        if (size == 0)
            break;
        out.resize(out.size() - 2);
    }
    return out;
}

} // namespace

std::string scripted_directus::person(const user& who) const
{
    const auto renamed = first_names_.find(who.id);
    return fmt::format(R"({{"id":{},"first_name":{},"last_name":null,"email":{}}})", json_string(who.id),
                       json_string(renamed == first_names_.end() ? who.first_name : renamed->second),
                       json_string(who.email));
}

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
        else if (header("Transfer-Encoding") == "chunked")
            got.body = chunks(on);
        const auto what = got.method + " " + got.path;
        const auto run = received({what, decoded(target), got.body, got.bearer, connection,
                                   std::chrono::steady_clock::now(), header("X-Forwarded-For")});
        const auto key = header("Sec-WebSocket-Key");
        if (!key.empty() && run.size() == 1 && run[0].index() == 0) {
            if (got.path != settings_.websocket_path) {
                on.ended();
                return;
            }
            if (const auto status = refuses_upgrade(got)) {
                on.write(fmt::format("HTTP/1.1 {} Refused\r\n\r\n", *status)); // as Directus does
                return;
            }
            on.write(websocket_accept(key));
            std::unique_lock lock(mutex_);
            const auto* who = owner(parameter(got.query, "access_token"));
            lock.unlock();
            return serve_socket(on, connection, who);
        }
        if (!perform(run, on, got))
            return;
    }
}

bool scripted_directus::perform(const script& run, loopback_stream& on, const request& what)
{
    for (const auto& next : run) {
        if (std::holds_alternative<steps::usual>(next))
            on.write(reply_text(usual_answer(what), ahead_));
        else if (const auto* reply = std::get_if<steps::http>(&next))
            on.write(reply_text(*reply, ahead_));
        else if (const auto* some = std::get_if<steps::bytes>(&next))
            on.write(some->text);
        else if (const auto* wait = std::get_if<steps::wait>(&next))
            wait->until->wait();
        else if (std::holds_alternative<steps::drop>(next))
            return false;
    }
    return true;
}

std::optional<unsigned> scripted_directus::refuses_upgrade(const request& what) const
{
    const std::scoped_lock lock(mutex_);
    if (sockets_.size() >= most_sockets_)
        return 403;
    if (settings_.strict && !owner(parameter(what.query, "access_token")))
        return 401;
    return std::nullopt;
}

steps::http scripted_directus::create_over_rest(const request& what)
{
    std::unique_lock lock(mutex_);
    const auto* who = owner(what.bearer);
    lock.unlock();
    if (!who)
        return refusal(401, "INVALID_CREDENTIALS");
    const auto made = rows_from(R"({"data":)" + what.body + "}", json_string(who->id));
    if (!keep(made))
        return refusal(400, "RECORD_NOT_UNIQUE");
    for (const auto& one : made)
        publish("[" + to_json(one) + "]");
    return {200, R"({"data":)" + in_key_order(made, told_of(made.size())) + "}"};
}

// Directus reads what was created as a page, of all that it may have: it is asked for with the limit -1.
std::size_t scripted_directus::told_of(std::size_t made) const
{
    const std::scoped_lock lock(mutex_);
    return settings_.page_limit ? std::min(made, static_cast<std::size_t>(*settings_.page_limit)) : made;
}

// PATCH /items/messages with a query: of the rows that match, by key and text, the keys.
steps::http scripted_directus::change_by_query(const request& what)
{
    const auto body = parsed(what.body);
    const auto all = body.root()["query"]["filter"]["_and"];
    const auto key = text_of(all.at(0)["id"]["_eq"]);
    const auto was = json_string(text_of(all.at(1)["content"]["_eq"]));
    std::unique_lock lock(mutex_);
    if (!owner(what.bearer))
        return refusal(401, "INVALID_CREDENTIALS");
    const auto found = std::ranges::find_if(
        rows_, [&](const row& one) { return *parsed(one.id).root().key() == key && one.content == was; });
    if (found == rows_.end())
        return {200, R"({"data":[]})"};
    const auto id = found->id;
    lock.unlock();
    edit(id, text_of(body.root()["data"]["content"]));
    return {200, fmt::format(R"({{"data":[{{"id":{}}}]}})", id)};
}

// What is asked for, by GET or by SEARCH.
scripted_directus::page scripted_directus::page_of(const request& what)
{
    if (what.method == "SEARCH") {
        page asked{parsed(what.body)};
        const auto query = asked.source.root()["query"];
        asked.filter = query["filter"];
        asked.sort = text_of(query["sort"].at(0));
        asked.limit = query["limit"].integer();
        asked.offset = static_cast<std::size_t>(query["offset"].integer().value_or(0));
        return asked;
    }
    page asked{parsed(parameter(what.query, "filter"))};
    asked.filter = asked.source.root();
    asked.sort = parameter(what.query, "sort");
    if (const auto limit = parameter(what.query, "limit"); !limit.empty())
        asked.limit = std::stol(limit);
    if (const auto offset = parameter(what.query, "offset"); !offset.empty())
        asked.offset = std::stoul(offset);
    return asked;
}

std::optional<steps::http> scripted_directus::refusal_of(const page& asked) const
{
    if (!asked.limit || !settings_.page_limit || *asked.limit <= *settings_.page_limit)
        return std::nullopt;
    const auto reason = fmt::format(R"(\"limit\" must be less than or equal to {})", *settings_.page_limit);
    return steps::http{
        400, fmt::format(R"({{"errors":[{{"message":"Invalid query. {0}.","extensions":{{"reason":"{0}",)"
                         R"("code":"INVALID_QUERY"}}}}]}})",
                         reason)};
}

steps::http scripted_directus::usual_answer(const request& what)
{
    if (what.body.size() > settings_.largest_body)
        return refusal(400, "INVALID_PAYLOAD");
    if (what.method == "POST" && what.path == "/items/messages")
        return create_over_rest(what);
    if (what.method == "PATCH" && what.path == "/items/messages")
        return change_by_query(what);
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
    const bool is_cached = settings_.caches && what.method == "GET";
    const auto entry = what.bearer + " " + what.path + "?" + what.query;
    if (const auto found = cache_.find(entry); is_cached && found != cache_.end())
        return found->second;
    auto answer = answer_of(what, *who);
    if (is_cached && answer.status == 200)
        cache_[entry] = answer;
    return answer;
}

// Of a user who is known. Pre: the lock is held.
steps::http scripted_directus::answer_of(const request& what, const user& who)
{
    const auto asked = page_of(what);
    if (const auto refused = refusal_of(asked))
        return *refused;
    if (what.path == "/users/me")
        return {200, fmt::format(R"({{"data":{}}})", person(who))};
    if (what.path == "/users")
        return {200, fmt::format(R"({{"data":[{}]}})", people(asked))};
    if (what.path == "/permissions/me")
        return {200, R"({"data":{"messages":{"read":{"access":"full","fields":["*"]},)"
                     R"("create":{"access":"full","fields":["*"]}},)"
                     R"("directus_users":{"read":{"access":"full","fields":["*"]}},)"
                     R"("directus_files":{"create":{"access":"full","fields":["*"]}}}})"};
    if (what.path == "/items/messages" && what.query.find("export=json") != std::string::npos)
        return {200, "[]", "application/json", exported_as(settings_.zone.value_or(std::chrono::minutes()))};
    if (what.path == "/items/messages" && (what.method == "GET" || what.method == "SEARCH"))
        return {200, fmt::format(R"({{"data":[{}]}})", items(asked))};
    return refusal(404, "ROUTE_NOT_FOUND");
}

namespace {

bool has_string(directus::json::value array, std::string_view text)
{
    for (std::size_t n = 0; n < array.size(); ++n)
        if (array.at(n).string() == text)
            return true;
    return false;
}

} // namespace

// Whom the filter names, as far as the page reaches. Pre: the lock is held.
std::string scripted_directus::people(const page& of) const
{
    const auto ids = of.filter["id"]["_in"];
    std::string out;
    std::size_t count = 0;
    for (const auto& [email, who] : by_email_) {
        if (ids.is_array() && !has_string(ids, who->id))
            continue;
        if (count++ < of.offset)
            continue;
        if (of.limit && count > of.offset + static_cast<std::size_t>(*of.limit))
            break;
        out += (out.empty() ? "" : ",") + person(*who);
    }
    return out;
}

// By date and key, as far as the filter and the page reach. Pre: the lock is held.
std::string scripted_directus::items(const page& of) const
{
    auto found = rows_;
    const auto keys = of.filter["id"]["_in"];
    if (keys.is_array())
        std::erase_if(found, [&](const row& one) { return !has_string(keys, *parsed(one.id).root().key()); });
    if (const auto from = of.filter["date_created"]["_gte"].string())
        std::erase_if(found, [&](const row& one) { return one.date < json_string(*from); });
    if (const auto end = of.filter["date_created"]["_lt"].string())
        std::erase_if(found, [&](const row& one) { return one.date >= json_string(*end); });
    std::ranges::stable_sort(found, {}, &row::date);
    if (of.sort.starts_with('-'))
        std::ranges::reverse(found);
    const auto most = of.limit ? static_cast<std::size_t>(*of.limit) : found.size();
    std::string out;
    for (std::size_t n = of.offset; n < std::min(found.size(), of.offset + most); ++n)
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
