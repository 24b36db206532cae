#include "support/scripted_directus.hpp"

#include "support/scripted_parts.hpp"

#include "base/clock.hpp"
#include "base/timestamp.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace support {

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
    for (std::size_t n = 0; n < settings_.crowd; ++n)
        crowd_.push_back({fmt::format("d0000000-0000-4000-8000-{:012}", n),
                          fmt::format("member{}@example.com", n), fmt::format("secret-{}", n),
                          fmt::format("Member{}", n)});
    for (const auto* who : {&ada(), &grace()})
        by_email_[who->email] = who;
    for (const auto& who : crowd_)
        by_email_[who.email] = &who;
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

void scripted_directus::behave()
{
    const std::scoped_lock lock(mutex_);
    once_.clear();
    always_.clear();
}

script scripted_directus::received(call what)
{
    const std::scoped_lock lock(mutex_);
    auto run = script_for(what.what);
    if (settings_.remembers) {
        calls_.push_back(std::move(what));
        recorded_.notify_all();
    }
    return run;
}

script scripted_directus::script_for(const std::string& what)
{
    if (auto& next = once_[what]; !next.empty()) {
        auto run = std::move(next.front());
        next.pop_front();
        return run;
    }
    const auto found = always_.find(what);
    return found == always_.end() ? script{steps::usual{}} : found->second;
}

void scripted_directus::forget(std::string_view what)
{
    const std::lock_guard lock(mutex_);
    std::erase_if(calls_, [&](const call& one) { return one.what == what; });
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

std::string scripted_directus::next_key()
{
    const auto number = next_number_++;
    return settings_.integer_keys ? std::to_string(number)
                                  : fmt::format(R"("c0000000-0000-4000-8000-{:012}")", number);
}

void scripted_directus::set_zone(std::chrono::minutes zone)
{
    const std::scoped_lock lock(mutex_);
    settings_.zone = zone;
}

// Pre: the lock is held.
std::string scripted_directus::date_of(base::wall_time time) const
{
    if (!settings_.zone)
        return json_string(base::to_iso8601(time));
    constexpr std::size_t whole_seconds = 19;
    return json_string(base::to_iso8601(time + *settings_.zone).substr(0, whole_seconds));
}

bool scripted_directus::keep(const std::vector<row>& what)
{
    const std::scoped_lock lock(mutex_);
    for (const auto& one : what)
        if (std::ranges::find(rows_, one.id, &row::id) != rows_.end())
            return false;
    rows_.insert(rows_.end(), what.begin(), what.end());
    return true;
}

std::string scripted_directus::add_silently(std::string_view text, const user& author)
{
    std::unique_lock lock(mutex_);
    const auto id = next_key();
    const auto date = date_of(base::wall_now() + ahead_.load());
    lock.unlock();
    keep({{id, json_string(text), json_string(author.id), date}});
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
    keep({what});
    publish("[" + to_json(what) + "]");
}

void scripted_directus::edit(std::string_view id, std::string_view text)
{
    std::unique_lock lock(mutex_);
    const auto found = std::ranges::find(rows_, id, &row::id);
    found->content = json_string(text);
    const auto data = "[" + to_json(*found) + "]";
    lock.unlock();
    publish(data, "update");
}

void scripted_directus::remove(std::string_view id)
{
    {
        const std::scoped_lock lock(mutex_);
        std::erase_if(rows_, [&](const row& one) { return one.id == id; });
    }
    publish(fmt::format("[{}]", id), "delete");
}

void scripted_directus::rename_silently(const user& who, const std::string& first_name)
{
    const std::scoped_lock lock(mutex_);
    first_names_[who.id] = first_name;
}

void scripted_directus::rename(const user& who, const std::string& first_name)
{
    rename_silently(who, first_name);
    std::unique_lock lock(mutex_);
    const auto data = "[" + person(who) + "]";
    lock.unlock();
    publish(data, "users update");
}

void scripted_directus::add_user(user who)
{
    std::unique_lock lock(mutex_);
    const auto& added = added_.emplace_back(std::move(who));
    by_email_[added.email] = &added;
    const auto data = "[" + person(added) + "]";
    lock.unlock();
    publish(data, "users create");
}

void scripted_directus::publish(std::string_view data, std::string_view event)
{
    push(fmt::format(R"({{"type":"subscription","event":"{}","data":{},"uid":"$uid"}})",
                     event.substr(event.rfind(' ') + 1), data),
         event);
}

void scripted_directus::push(std::string_view frame, std::string_view event)
{
    const std::scoped_lock lock(mutex_);
    for (auto* one : sockets_)
        for (const auto& entry : one->subscriptions)
            if (entry.second == event)
                one->say(with_uid(std::string(frame), entry.first));
}

void scripted_directus::begin_anew()
{
    const std::scoped_lock lock(mutex_);
    rows_.clear();
    next_number_ = 1;
}

std::vector<scripted_directus::row> scripted_directus::rows() const
{
    const std::scoped_lock lock(mutex_);
    return rows_;
}

std::size_t scripted_directus::stored(std::string_view text) const
{
    const auto all = rows();
    return static_cast<std::size_t>(std::ranges::count(all, json_string(text), &row::content));
}

std::size_t scripted_directus::subscribers(std::string_view event) const
{
    const std::scoped_lock lock(mutex_);
    return static_cast<std::size_t>(std::ranges::count_if(sockets_, [&](const socket* one) {
        return std::ranges::any_of(one->subscriptions,
                                   [&](const auto& entry) { return entry.second == event; });
    }));
}

void scripted_directus::set_page_limit(std::optional<int> rows)
{
    const std::scoped_lock lock(mutex_);
    settings_.page_limit = rows;
}

void scripted_directus::limit_sockets(std::size_t most)
{
    const std::scoped_lock lock(mutex_);
    most_sockets_ = most;
}

void scripted_directus::drop_sockets()
{
    const std::scoped_lock lock(mutex_);
    for (auto* one : sockets_)
        one->stream.shut_down();
}

} // namespace support
