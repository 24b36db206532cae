#include "support/scripted_directus.hpp"

#include "support/websocket_frames.hpp"

#include "base/clock.hpp"
#include "base/timestamp.hpp"
#include "directus/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace support {

namespace json = directus::json;

namespace {

std::string text_of(json::value from)
{
    return std::string(from.string().value_or(""));
}

json::document parsed(std::string_view text)
{
    auto found = json::document::parse(text);
    return found ? std::move(*found) : std::move(*json::document::parse("null"));
}

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

std::string with_uid(std::string frame, const std::string& uid)
{
    constexpr std::string_view mark = "$uid";
    for (auto at = frame.find(mark); at != std::string::npos; at = frame.find(mark))
        frame.replace(at, mark.size(), uid);
    return frame;
}

std::string person(const scripted_directus::user& who)
{
    return fmt::format(R"({{"id":{},"first_name":{},"last_name":null,"email":{}}})", quoted(who.id),
                       quoted(who.first_name), quoted(who.email));
}

std::string kind_of(const std::string& frame)
{
    const auto document = parsed(frame);
    const auto type = text_of(document.root()["type"]);
    return type == "items" ? text_of(document.root()["action"]) : type;
}

} // namespace

struct scripted_directus::request {
    std::string method, path, query, body, bearer;
};

struct scripted_directus::socket {
    loopback_stream& stream;
    std::size_t connection;
    const user* who = nullptr;
    std::set<std::string> subscriptions{}; // their uids
    std::mutex writing{};

    bool say(std::string_view frame)
    {
        const std::scoped_lock lock(writing);
        return stream.write(websocket_frame(frame));
    }
};

void gate::open()
{
    const std::scoped_lock lock(mutex_);
    is_open_ = true;
    opened_.notify_all();
}

void gate::wait()
{
    std::unique_lock lock(mutex_);
    opened_.wait_for(lock, patience * 2, [&] { return is_open_; });
}

std::string quoted(std::string_view text)
{
    return json::writer().string(text).take();
}

std::string to_json(const scripted_directus::row& what)
{
    return fmt::format(R"({{"id":{},"content":{},"user_created":{},"date_created":{}}})", what.id,
                       what.content, what.author, what.date);
}

steps::http refusal(unsigned status, std::string_view code)
{
    return {status,
            fmt::format(R"({{"errors":[{{"message":"scripted","extensions":{{"code":"{}"}}}}]}})", code)};
}

steps::http html(unsigned status)
{
    return {status, "<html><body>proxy</body></html>", "text/html"};
}

steps::say frame_error(std::string_view type, std::string_view code, std::string_view message)
{
    return {
        fmt::format(R"({{"type":"{}","status":"error","error":{{"code":"{}","message":"{}"}},"uid":"$uid"}})",
                    type, code, message)};
}

const scripted_directus::user& scripted_directus::ada()
{
    static const user who{"a0000000-0000-4000-8000-000000000001", "ada@example.com", "secret-of-ada", "Ada"};
    return who;
}

const scripted_directus::user& scripted_directus::grace()
{
    static const user who{"b0000000-0000-4000-8000-000000000002", "grace@example.com", "secret-of-grace",
                          "Grace"};
    return who;
}

scripted_directus::scripted_directus(settings with)
    : settings_(with)
    , server_([this](loopback_stream& on, std::size_t number) { serve(on, number); })
{
    access_tokens_["static-ada"] = &ada();
    access_tokens_["static-grace"] = &grace();
}

scripted_directus::~scripted_directus() = default;

void scripted_directus::once(const std::string& what, script run)
{
    const std::scoped_lock lock(mutex_);
    once_[what].push_back(std::move(run));
}

void scripted_directus::always(const std::string& what, script run)
{
    const std::scoped_lock lock(mutex_);
    always_[what] = std::move(run);
}

script scripted_directus::script_for(const std::string& what)
{
    const std::scoped_lock lock(mutex_);
    if (auto& next = once_[what]; !next.empty()) {
        auto run = std::move(next.front());
        next.pop_front();
        return run;
    }
    const auto found = always_.find(what);
    return found == always_.end() ? script{steps::usual{}} : found->second;
}

void scripted_directus::record(call what)
{
    const std::scoped_lock lock(mutex_);
    calls_.push_back(std::move(what));
    recorded_.notify_all();
}

std::vector<scripted_directus::call> scripted_directus::calls() const
{
    const std::scoped_lock lock(mutex_);
    return calls_;
}

std::vector<scripted_directus::call> scripted_directus::calls(std::string_view what) const
{
    auto found = calls();
    std::erase_if(found, [&](const call& one) { return one.what != what; });
    return found;
}

bool scripted_directus::arrived(std::string_view what, std::size_t times, milliseconds limit) const
{
    std::unique_lock lock(mutex_);
    return recorded_.wait_for(lock, limit, [&] {
        return static_cast<std::size_t>(std::ranges::count(calls_, what, &call::what)) >= times;
    });
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
        const auto what = got.method + " " + got.path;
        record({what, decoded(target), got.body, got.bearer, connection, std::chrono::steady_clock::now()});
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

steps::http scripted_directus::usual_answer(const request& what)
{
    const std::scoped_lock lock(mutex_);
    const auto body = parsed(what.body);
    if (what.path == "/auth/login") {
        for (const auto* who : {&ada(), &grace()})
            if (text_of(body.root()["email"]) == who->email &&
                text_of(body.root()["password"]) == who->password)
                return {200, tokens_for(*who)};
        return refusal(401, "INVALID_CREDENTIALS");
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
    const auto* who = owner(what.bearer);
    if (!who)
        return refusal(401, "INVALID_CREDENTIALS");
    if (what.path == "/users/me")
        return {200, fmt::format(R"({{"data":{}}})", person(*who))};
    if (what.path == "/users")
        return {200, fmt::format(R"({{"data":[{},{}]}})", person(ada()), person(grace()))};
    if (what.path == "/permissions/me")
        return {200, R"({"data":{"messages":{"read":{"access":"full","fields":["*"]},)"
                     R"("create":{"access":"full","fields":["*"]}}}})"};
    if (what.path == "/items/messages")
        return {200, fmt::format(R"({{"data":[{}]}})", items(what.query))};
    return refusal(404, "ROUTE_NOT_FOUND");
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
    const bool latest_first = parameter(query, "sort").starts_with('-');
    std::ranges::stable_sort(found, {}, &row::date);
    if (latest_first)
        std::ranges::reverse(found);
    const auto limit = std::stoul(parameter(query, "limit"));
    const auto page = parameter(query, "page");
    const auto skipped = page.empty() ? 0 : (std::stoul(page) - 1) * limit;
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

void scripted_directus::serve_socket(loopback_stream& on, std::size_t connection)
{
    socket self{on, connection};
    {
        const std::scoped_lock lock(mutex_);
        sockets_.insert(&self);
    }
    while (const auto frame = read_websocket_message(on)) {
        const auto what = kind_of(*frame);
        record({what, {}, *frame, {}, connection, std::chrono::steady_clock::now()});
        if (!perform(script_for(what), self, *frame))
            break;
    }
    const std::scoped_lock lock(mutex_);
    sockets_.erase(&self);
}

bool scripted_directus::perform(const script& run, socket& on, const std::string& frame)
{
    const auto document = parsed(frame);
    const auto uid = text_of(document.root()["uid"]);
    const auto type = kind_of(frame);
    std::optional<row> made;
    const auto created = [&]() -> row& {
        if (!made)
            made = row_from(frame, quoted(on.who ? on.who->id : "nobody"));
        return *made;
    };
    for (const auto& next : run) {
        if (std::holds_alternative<steps::usual>(next)) {
            if (type == "create") {
                if (!perform({steps::store{}, steps::event{}, steps::answer{}}, on, frame))
                    return false;
            } else if (!usual_frame(on, type, uid, frame)) {
                return false;
            }
        } else if (std::holds_alternative<steps::store>(next)) {
            if (!keep(created())) {
                on.say(with_uid(frame_error("items", "RECORD_NOT_UNIQUE").frame, uid));
                return true;
            }
        } else if (std::holds_alternative<steps::answer>(next)) {
            on.say(fmt::format(R"({{"type":"items","data":{},"uid":"{}"}})", to_json(created()), uid));
        } else if (std::holds_alternative<steps::event>(next)) {
            publish("[" + to_json(created()) + "]");
        } else if (const auto* some = std::get_if<steps::say>(&next)) {
            on.say(with_uid(some->frame, uid));
        } else if (const auto* raw = std::get_if<steps::bytes>(&next)) {
            on.stream.write(raw->text);
        } else if (const auto* wait = std::get_if<steps::wait>(&next)) {
            wait->until->wait();
        } else if (std::holds_alternative<steps::drop>(next)) {
            return false;
        }
    }
    return true;
}

bool scripted_directus::usual_frame(socket& on, const std::string& type, const std::string& uid,
                                    const std::string& frame)
{
    if (type == "auth") {
        std::unique_lock lock(mutex_);
        on.who = owner(text_of(parsed(frame).root()["access_token"]));
        lock.unlock();
        on.say(on.who ? fmt::format(R"({{"type":"auth","status":"ok","uid":"{}"}})", uid)
                      : R"({"type":"auth","status":"error","error":{"code":"AUTH_FAILED"}})");
        return on.who != nullptr;
    }
    if (type == "subscribe") {
        {
            const std::scoped_lock lock(mutex_);
            on.subscriptions.insert(uid);
        }
        return on.say(fmt::format(R"({{"type":"subscription","event":"init","uid":"{}"}})", uid));
    }
    if (type == "unsubscribe") {
        const std::scoped_lock lock(mutex_);
        on.subscriptions.erase(uid);
    }
    if (type == "ping")
        return on.say(fmt::format(R"({{"type":"pong","uid":"{}"}})", uid));
    return true;
}

std::string scripted_directus::next_key()
{
    const auto number = next_number_++;
    return settings_.integer_keys ? std::to_string(number)
                                  : fmt::format(R"("c0000000-0000-4000-8000-{:012}")", number);
}

scripted_directus::row scripted_directus::row_from(const std::string& create, const std::string& author)
{
    const std::scoped_lock lock(mutex_);
    const auto document = parsed(create);
    const auto data = document.root()["data"];
    const auto id = data["id"].string();
    return {id ? quoted(*id) : next_key(), quoted(data["content"].string().value_or("")), author,
            quoted(base::to_iso8601(base::wall_now()))};
}

bool scripted_directus::keep(const row& what)
{
    const std::scoped_lock lock(mutex_);
    if (std::ranges::find(rows_, what.id, &row::id) != rows_.end())
        return false;
    rows_.push_back(what);
    return true;
}

std::string scripted_directus::add_silently(std::string_view text, const user& author)
{
    std::unique_lock lock(mutex_);
    const auto id = next_key();
    lock.unlock();
    keep({id, quoted(text), quoted(author.id), quoted(base::to_iso8601(base::wall_now()))});
    return id;
}

std::string scripted_directus::add(std::string_view text, const user& author)
{
    const auto id = add_silently(text, author);
    publish("[" + to_json(rows().back()) + "]");
    return id;
}

void scripted_directus::add(row what)
{
    keep(what);
    publish("[" + to_json(what) + "]");
}

void scripted_directus::publish(std::string_view data)
{
    const std::scoped_lock lock(mutex_);
    for (auto* one : sockets_)
        for (const auto& uid : one->subscriptions)
            one->say(
                fmt::format(R"({{"type":"subscription","event":"create","data":{},"uid":"{}"}})", data, uid));
}

void scripted_directus::push(std::string_view frame)
{
    const std::scoped_lock lock(mutex_);
    for (auto* one : sockets_)
        for (const auto& uid : one->subscriptions)
            one->say(with_uid(std::string(frame), uid));
}

std::vector<scripted_directus::row> scripted_directus::rows() const
{
    const std::scoped_lock lock(mutex_);
    return rows_;
}

std::size_t scripted_directus::stored(std::string_view text) const
{
    const auto all = rows();
    return static_cast<std::size_t>(std::ranges::count(all, quoted(text), &row::content));
}

std::size_t scripted_directus::subscribers() const
{
    const std::scoped_lock lock(mutex_);
    return static_cast<std::size_t>(
        std::ranges::count_if(sockets_, [](const socket* one) { return !one->subscriptions.empty(); }));
}

void scripted_directus::drop_sockets()
{
    const std::scoped_lock lock(mutex_);
    for (auto* one : sockets_)
        one->stream.shut_down();
}

} // namespace support
