// A send queue in front of a Directus that keeps rows, and an account of every line. Whatever happens, a line
// is stored at most once, ends exactly once, and is not stored before an earlier one that may still be.
#pragma once

#include "send_queue_fixture.hpp"

#include <map>
#include <set>

namespace send_queue_test {

struct world {
    explicit world(bool with_uuids, send_queue::settings with = {})
        : uuid(with_uuids)
        , q(uuid ? key_kind::uuid : key_kind::integer, with)
    {
    }

    // Lines are numbered as they are said: "line 0", or "bad 1", which Directus refuses.
    void say(const std::string& kind = "line") { take(q.say(kind + " " + std::to_string(said++))); }
    void ready(bool is)
    {
        is_ready = is;
        take(q.ready(is));
    }
    void pass(base::duration time) { take(q.pass(time)); }
    void abandon() { take(q.abandoned()); }

    static int number(const std::string& line) { return std::stoi(line.substr(line.find(' ') + 1)); }

    bool is_stored(int line) const
    {
        return std::ranges::any_of(store, [&](const auto& row) { return number(row.content) == line; });
    }

    // What the create does in the database, and its answer would be.
    base::errc commit(const std::vector<directus::draft>& rows)
    {
        for (const auto& row : rows)
            if (row.content.starts_with("bad"))
                return base::errc::invalid_payload;
        for (const auto& row : rows)
            if (!row.id.empty() && std::ranges::find(store, row.id, &directus::item::id) != store.end())
                return base::errc::not_unique;
        for (const auto& row : rows) {
            const auto line = number(row.content);
            BOOST_TEST_REQUIRE(!is_stored(line));
            for (int earlier = 0; earlier < line; ++earlier)
                BOOST_TEST_REQUIRE((is_stored(earlier) || ended.contains(earlier)));
            const auto id = row.id.empty() ? base::item_id(std::to_string(store.size() + 9)) : row.id;
            store.push_back({id, row.content + appended, base::user_id(ada), q.wall()});
            events.push_back(store.back());
        }
        return {};
    }
    base::errc commit() { return commit(q.sent); }
    // A create that was sent long ago is performed at last.
    void commit_late()
    {
        for (const auto& rows : std::exchange(late, {}))
            commit(rows);
    }
    void tell_events()
    {
        for (const auto& row : std::exchange(events, {}))
            take(q.appeared(row));
    }

    // Answers to the create under way.
    void stored()
    {
        creating = false;
        std::vector<directus::item> rows;
        for (const auto& sent : q.sent)
            for (const auto& row : store)
                if (number(row.content) == number(sent.content))
                    rows.insert(rows.begin(), row); // in another order
        take(q.step([&](auto& out) { q.machine.stored(std::move(rows), q.now, q.wall(), out); }));
    }
    void refused(base::errc why = base::errc::invalid_payload)
    {
        creating = false;
        for (const auto& row : q.sent)
            executed.erase(row.content);
        take(q.refused(why));
    }
    void throttled(base::duration wait)
    {
        creating = false;
        for (const auto& row : q.sent)
            executed.erase(row.content);
        take(q.throttled(wait));
    }
    void unclear(base::errc why)
    {
        creating = false;
        take(q.unclear(why));
    }
    // An answer, or none.
    void fail(base::errc why)
    {
        const bool is_answer =
            why == base::errc::forbidden || why == base::errc::not_unique || why == base::errc::rejected;
        is_answer ? refused(why) : unclear(why);
    }
    void answer_well()
    {
        if (looking)
            return look_well();
        const auto failed = commit();
        if (failed != base::errc())
            refused(failed);
        else
            stored();
    }

    // Answers to the look-up.
    void found(const std::vector<directus::item>& rows)
    {
        looking = false;
        take(q.step([&](auto& out) { q.machine.looked_up(rows, q.now, q.wall(), out); }));
    }
    void look_well(std::size_t at_most = 1000)
    {
        std::vector<directus::item> rows;
        for (const auto& row : store)
            if (rows.size() < at_most && std::ranges::find(q.asked, row.id) != q.asked.end())
                rows.push_back(row);
        found(rows);
    }
    void look_failed()
    {
        looking = false;
        take(q.look_failed());
    }

    void take(const strings& did)
    {
        for (const auto& one : did) {
            if (one.starts_with("look")) {
                BOOST_TEST_REQUIRE((!creating && !looking && is_ready));
                looking = true;
            } else if (one.starts_with("create ")) {
                BOOST_TEST_REQUIRE((!creating && !looking && is_ready));
                creating = true;
                check_create();
            } else {
                const auto text = one.substr(one.find(' ') + 1);
                const auto [at, is_new] = ended.emplace(number(text), one);
                BOOST_TEST_REQUIRE(is_new, one << " after " << at->second);
                endings.push_back(number(text));
            }
        }
    }
    void check_create()
    {
        int last = -1;
        for (const auto& row : q.sent) {
            const auto line = number(row.content);
            BOOST_TEST_REQUIRE((line > last && !ended.contains(line)));
            last = line;
            if (!uuid)
                BOOST_TEST_REQUIRE(executed.insert(row.content).second, row.content << " is sent again");
            else if (const auto& key = keys.try_emplace(line, row.id.str()).first->second; !key.empty())
                BOOST_TEST_REQUIRE(key == row.id.str());
        }
        std::string before;
        for (const auto& [line, key] : keys)
            BOOST_TEST_REQUIRE(std::exchange(before, key) < key);
    }

    bool ended_as(int line, std::string_view how) const
    {
        const auto at = ended.find(line);
        return at != ended.end() && at->second.find(how) != std::string::npos;
    }

    bool uuid;
    queue q;
    int said = 0;
    bool creating = false;
    bool looking = false;
    bool is_ready = false;
    std::vector<directus::item> store;
    std::vector<directus::item> events;             // not told yet
    std::vector<std::vector<directus::draft>> late; // creates
    std::string appended;                           // by a hook, to each text
    std::map<int, std::string> ended;               // what became of each line
    std::vector<int> endings;
    std::map<int, std::string> keys;
    std::set<std::string> executed; // with integer keys, perhaps
};

} // namespace send_queue_test
