// The scripted Directus over its WebSocket.
#include "support/scripted_parts.hpp"

#include "base/clock.hpp"
#include "base/timestamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace support {

namespace {

bool is_of_users(directus::json::value frame)
{
    return frame["collection"].string() == "directus_users";
}

std::string kind_of(const std::string& frame)
{
    const auto document = parsed(frame);
    const auto type = text_of(document.root()["type"]);
    if (type == "items")
        return text_of(document.root()["action"]);
    const auto users = is_of_users(document.root()) ? std::string(" users") : std::string();
    const auto event = text_of(document.root()["event"]);
    return event.empty() || event == "create" ? type + users : type + users + " " + event;
}

} // namespace

std::string in_key_order(std::vector<scripted_directus::row> rows, std::size_t most)
{
    // Integers by value: a longer one is greater.
    std::ranges::sort(rows, [](const auto& a, const auto& b) {
        return a.id.size() != b.id.size() ? a.id.size() < b.id.size() : a.id < b.id;
    });
    rows.resize(std::min(rows.size(), most));
    std::string out;
    for (const auto& one : rows)
        out += (out.empty() ? "" : ",") + to_json(one);
    return "[" + out + "]";
}

void scripted_directus::serve_socket(loopback_stream& on, std::size_t connection, const user* who)
{
    socket self{on, connection, who};
    {
        const std::scoped_lock lock(mutex_);
        sockets_.insert(&self);
    }
    while (const auto frame = read_websocket_message(on)) {
        const auto what = kind_of(*frame);
        const auto run = received({what, {}, *frame, {}, connection, std::chrono::steady_clock::now()});
        if (!perform(run, self, *frame))
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
    std::vector<row> made;
    const auto created = [&]() -> const std::vector<row>& {
        if (made.empty())
            made = rows_from(frame, json_string(on.who ? on.who->id : "nobody"));
        return made;
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
            const bool is_array = document.root()["data"].is_array();
            on.say(fmt::format(R"({{"type":"items","data":{},"uid":"{}"}})",
                               is_array ? in_key_order(created(), told_of(created().size()))
                                        : to_json(created().front()),
                               uid));
        } else if (std::holds_alternative<steps::event>(next)) {
            for (const auto& one : created())
                publish("[" + to_json(one) + "]");
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
    if (type.starts_with("subscribe")) {
        {
            const std::scoped_lock lock(mutex_);
            const auto asked = parsed(frame);
            const std::string of_users = is_of_users(asked.root()) ? "users " : "";
            on.subscriptions[uid] = of_users + text_of(asked.root()["event"]);
        }
        return on.say(fmt::format(R"({{"type":"subscription","event":"init","uid":"{}"}})", uid));
    }
    if (type == "unsubscribe") {
        std::unique_lock lock(mutex_);
        on.subscriptions.erase(uid);
        lock.unlock();
        return on.say(fmt::format(R"({{"type":"subscription","event":"unsubscribe","uid":"{}"}})", uid));
    }
    if (type == "ping")
        return on.say(fmt::format(R"({{"type":"pong","uid":"{}"}})", uid));
    return true;
}

std::vector<scripted_directus::row> scripted_directus::rows_from(const std::string& create,
                                                                 const std::string& author)
{
    const std::scoped_lock lock(mutex_);
    const auto document = parsed(create);
    const auto data = document.root()["data"];
    const auto read = [&](directus::json::value from) -> row {
        const auto id = from["id"].string();
        const auto written = from["user_created"].string();
        const auto kept = settings_.fills_author ? author : written ? json_string(*written) : "null";
        return {id ? json_string(*id) : next_key(), json_string(from["content"].string().value_or("")), kept,
                date_of(base::wall_now() + ahead_.load())};
    };
    if (!data.is_array())
        return {read(data)};
    std::vector<row> rows;
    for (std::size_t n = 0; n < data.size(); ++n)
        rows.push_back(read(data.at(n)));
    return rows;
}

} // namespace support
