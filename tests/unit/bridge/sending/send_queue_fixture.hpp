// A send queue, in a test: what it does as text, and a clock that is moved by hand.
#pragma once

#include "bridge/sending/send_queue.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace send_queue_test {

using namespace std::chrono_literals;
using bridge::key_kind;
using bridge::send_queue;
using strings = std::vector<std::string>;

constexpr auto ada = "8f3a1c2b-0000-4000-8000-000000000001";
constexpr auto bob = "5e11d00d-0000-4000-8000-000000000002";

inline std::string name(send_queue::fate why)
{
    constexpr const char* names[] = {"rejected", "forbidden", "removed", "full", "expired", "unknown"};
    return names[static_cast<int>(why)];
}

inline directus::rejection rejection(base::errc why, std::string message = {})
{
    return {why, why == base::errc::forbidden ? "FORBIDDEN" : "A_CODE", std::move(message)};
}

struct queue {
    explicit queue(key_kind kind = key_kind::uuid, send_queue::settings with = {.lines = 4})
        : machine(with, base::user_id(ada), 1)
    {
        machine.set_key_kind(kind);
    }

    // "create text|text", "look" (for all of them) or "look text|text", "confirmed text", "returned text
    // fate"; remembers the rows of the last create.
    strings did(const send_queue::actions& actions)
    {
        strings out;
        for (const auto& one : actions) {
            if (const auto* create = std::get_if<send_queue::create>(&one)) {
                sent = create->rows;
                over_rest = create->over_rest;
                key = sent.front().id;
                out.push_back("create" + texts([](const auto&) { return true; }));
            } else if (const auto* look = std::get_if<send_queue::look_up>(&one)) {
                asked = look->ids;
                asked_permissions = look->permissions;
                if (asked.empty()) {
                    BOOST_TEST(asked_permissions);
                    out.push_back("look permissions");
                    continue;
                }
                const auto part =
                    texts([&](const auto& row) { return std::ranges::find(asked, row.id) != asked.end(); });
                BOOST_TEST(std::ranges::count(part, '|') + 1 == static_cast<std::ptrdiff_t>(asked.size()));
                out.push_back(asked.size() == sent.size() ? "look" : "look" + part);
            } else if (const auto* done = std::get_if<send_queue::confirmed>(&one)) {
                BOOST_TEST(done->row.content.starts_with(done->what.text)); // its own; hooks append
                out.push_back("confirmed " + done->what.text);
                shown = done->shown;
            } else {
                const auto& back = std::get<send_queue::returned>(one);
                out.push_back("returned " + back.what.text + " " + name(back.why));
                error = back.error;
                message = back.message;
            }
        }
        return out;
    }

    template <class Predicate>
    std::string texts(Predicate counts) const
    {
        std::string all;
        for (const auto& row : sent)
            if (counts(row))
                all += (all.empty() ? " " : "|") + row.content;
        return all;
    }

    template <class Input>
    strings step(Input input)
    {
        send_queue::actions out;
        input(out);
        return did(out);
    }

    strings say(std::string text, std::uint64_t client = 1)
    {
        return step([&](auto& out) {
            machine.queued({base::client_id{client}, std::move(text), false}, now, wall(), out);
        });
    }
    strings ready(bool is = true) { return ready_over(is ? send_queue::way::socket : send_queue::way::none); }
    strings ready_over(send_queue::way which)
    {
        return step([&](auto& out) { machine.ready(which, now, wall(), out); });
    }
    // What became of the line with this text, or of the only one. Directus counts from 17.
    directus::item row(std::string text, std::string author = ada)
    {
        const auto of = std::ranges::find(sent, text, &directus::draft::content);
        auto id = of != sent.end() ? of->id : key;
        if (id.empty())
            id = base::item_id(std::to_string(17 + (of - sent.begin())));
        return {std::move(id), std::move(text), base::user_id(std::move(author)), wall()};
    }
    std::vector<directus::item> rows(const strings& of, const std::string& author = ada)
    {
        std::vector<directus::item> all;
        for (const auto& text : of)
            all.push_back(row(text, author));
        return all;
    }
    strings stored_all(const strings& of)
    {
        return step([&](auto& out) { machine.stored(rows(of), now, wall(), out); });
    }
    strings stored(std::string text) { return stored_all(strings{std::move(text)}); }
    strings refused(directus::rejection why)
    {
        return step([&](auto& out) { machine.refused(std::move(why), now, wall(), out); });
    }
    strings refused(base::errc why) { return refused(rejection(why)); }
    strings throttled(base::duration wait)
    {
        return step([&](auto& out) { machine.throttled(wait, now, wall(), out); });
    }
    strings unclear(base::errc why)
    {
        return step([&](auto& out) { machine.unclear(why, now, wall(), out); });
    }
    strings found_all(const strings& of, const std::string& author = ada)
    {
        return step([&](auto& out) { machine.looked_up(rows(of, author), now, wall(), out); });
    }
    strings found(std::string text, const std::string& author = ada)
    {
        return found_all(strings{std::move(text)}, author);
    }
    strings not_found() { return found_all(strings{}); }
    strings look_failed()
    {
        return step([&](auto& out) {
            machine.looked_up(base::make_error_code(base::errc::timeout), now, wall(), out);
        });
    }
    strings appeared(std::string text, std::string author = ada)
    {
        return appeared(row(std::move(text), std::move(author)));
    }
    strings appeared(const directus::item& what)
    {
        const bool is_ours = machine.claims(what) != nullptr;
        machine.saw(what);
        return step([&](auto& out) {
            if (is_ours)
                machine.settle(now, wall(), out);
        });
    }
    strings abandoned(base::errc why = base::errc::stopping)
    {
        return step([&](auto& out) { machine.abandoned(send_queue::fate::rejected, why, out); });
    }
    // Time goes by, with fired() at each deadline on the way.
    strings pass(base::duration time)
    {
        strings all;
        const auto end = now + time;
        int fired = 0;
        for (auto next = machine.deadline(); next && *next <= end; next = machine.deadline()) {
            BOOST_REQUIRE(++fired < 1000); // else it spins
            now = std::max(now, *next);
            for (auto& one : step([&](auto& out) { machine.fired(now, wall(), out); }))
                all.push_back(std::move(one));
        }
        now = end;
        return all;
    }

    base::wall_time wall() const { return base::wall_time(1'700'000'000'000ms + now.time_since_epoch()); }

    send_queue machine;
    base::time_point now{1h};
    std::vector<directus::draft> sent;
    base::item_id key; // of its first
    bool over_rest = false;
    std::vector<base::item_id> asked;
    bool asked_permissions = false;
    bool shown = false;     // what was confirmed last
    base::error_code error; // of what was returned last
    std::string message;    // of the same
};

inline void check(const strings& actual, const strings& expected, int line = __builtin_LINE())
{
    BOOST_TEST_CONTEXT("expected at line " << line)
    {
        BOOST_TEST(actual == expected, boost::test_tools::per_element());
    }
}

// "one" was sent and has no certain answer; "two" waits.
inline queue lost(key_kind kind = key_kind::uuid, base::errc why = base::errc::timeout)
{
    queue q(kind);
    q.ready();
    q.say("one");
    q.say("two");
    const auto did = q.unclear(why);
    check(did, kind == key_kind::uuid ? strings{"look"} : strings{});
    return q;
}

// The create of "one" was answered with an error that has to be looked into; "two" waits.
inline queue doubted(base::errc why, std::string message = {})
{
    queue q;
    q.ready();
    q.say("one");
    q.say("two");
    check(q.refused(rejection(why, std::move(message))), {"look"});
    return q;
}

// "a", "b" and "c" are under way together.
inline queue three(key_kind kind = key_kind::uuid)
{
    queue q(kind, {.lines = 10});
    for (const auto* text : {"a", "b", "c"})
        q.say(text);
    check(q.ready(), {"create a|b|c"});
    return q;
}

// Their create has no certain answer.
inline queue lost_three(key_kind kind = key_kind::uuid, base::errc why = base::errc::timeout)
{
    auto q = three(kind);
    check(q.unclear(why), kind == key_kind::uuid ? strings{"look"} : strings{});
    return q;
}

} // namespace send_queue_test
