// A room with people in it, in a test: lines in, what each client is sent as text, and a clock moved by hand.
#pragma once

#include "bridge/channel/room.hpp"
#include "bridge/commands/commands.hpp"

#include "base/utf8.hpp"

#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace room_test {

using namespace std::chrono_literals;
using bridge::client_id;
using bridge::room;
using bridge::send_queue;
using directus::access;
using irc::cap;
using strings = std::vector<std::string>;

inline const base::user_id ada("8f3a1c2b-0000-4000-8000-000000000001");
inline const base::user_id bob("5e11d00d-0000-4000-8000-000000000002");
inline const base::user_id eve("0badcafe-0000-4000-8000-000000000003");
inline const std::string ada_account = ada.str().substr(0, 8);
inline const std::string bob_account = bob.str().substr(0, 8);
inline const std::string eve_account = eve.str().substr(0, 8);
inline const std::string ada_mask = "Ada!u@user-8f3a1c2b.directus";
inline const std::string bob_mask = "Bob!u@user-5e11d00d.directus";
inline const std::string eve_mask = "Eve!u@user-0badcafe.directus";
inline const auto everyone = [](const bridge::member&) { return true; };

inline irc::cap_set caps(std::initializer_list<cap> which)
{
    irc::cap_set set;
    for (const auto one : which)
        set.insert(one);
    return set;
}

inline room::settings plain()
{
    return {.server_name = "irc.example",
            .item_link = "https://d.example/admin/content/messages/",
            .file_link = "https://d.example/assets/",
            .history = 0};
}

inline room::settings with_history()
{
    auto with = plain();
    with.history = 100;
    return with;
}

// What the room asks is kept; it is told what a test sets.
class world : public bridge::outside {
public:
    std::vector<bridge::ask::question> take_actions() { return std::exchange(kept_, {}); }

    std::string about_rows;
    base::duration lead{};

protected:
    ~world() = default;

private:
    void ask(bridge::ask::question what) final { kept_.push_back(std::move(what)); }
    std::string link_state(const bridge::member& of) const final { return "live for " + of.nick; }
    std::string notice(const bridge::member&) const final { return about_rows; }
    base::duration clock_lead() const final { return lead; }

    std::vector<bridge::ask::question> kept_;
};

struct house : world, room {
    explicit house(settings with = plain())
        : room(std::move(with), base::wall_time(1'700'000'000'000ms), *this)
    {
        learn({ada, "Ada", "Lovelace", ""});
        learn({bob, "Bob", "", ""});
        learn({eve, "Eve", "", ""});
        // Ada and Bob are on the list and may read and write; of Eve only the name is known.
        for (const auto& id : {ada, bob}) {
            give(id, access::full, access::full);
            present().list(people().ensure(id), wall);
        }
    }

    void learn(const directus::person& person) { present().learned(person, wall); }
    void give(const base::user_id& id, access read, access create, bool read_people = true)
    {
        rights_changed(people().ensure(id),
                       {.read = read, .create = create, .read_fields = {"*"}, .read_people = read_people},
                       wall);
    }

    // A client, its welcome read; on the channel with enter().
    void connect(std::uint64_t n, const base::user_id& user, std::initializer_list<cap> with = {})
    {
        attach(client_id{n}, user, caps(with), now, wall);
        lines(n);
    }
    void enter(std::uint64_t n, const base::user_id& user, std::initializer_list<cap> with = {})
    {
        connect(n, user, with);
        send(n, "JOIN #messages");
        for (const std::uint64_t other : {1, 2, 3, 4, 5})
            lines(other);
    }
    void fired(base::time_point at) { room::fired(at, wall); }
    void leave(std::uint64_t n) { detach(client_id{n}, wall); }

    // Says a line, and what comes of it to the same client.
    strings send(std::uint64_t n, std::string_view text)
    {
        const auto message = irc::message::parse(text);
        BOOST_REQUIRE(message.has_value());
        bridge::received(*this, client_id{n}, *message, now, wall);
        return lines(n);
    }

    // What a client was sent, without line ends; each line fits.
    strings lines(std::uint64_t n)
    {
        strings out;
        auto* who = find(client_id{n});
        if (!who)
            return out;
        std::string all;
        do {
            std::vector<bridge::bytes> lines;
            who->out.take(lines);
            for (const auto& one : lines) {
                all += *one;
                who->out.written(one->size());
            }
        } while (who->out.is_pacing());
        for (std::string_view rest = all; !rest.empty();) {
            const auto end = rest.find("\r\n");
            BOOST_REQUIRE(end != std::string_view::npos);
            const auto line = rest.substr(0, end);
            const auto body = line.starts_with('@') ? line.substr(line.find(' ') + 1) : line;
            BOOST_TEST(body.size() <= 510u);
            BOOST_TEST(base::utf8::valid(line));
            BOOST_TEST(line.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
            if (shows_pings || !line.starts_with("PING :rows-")) // that follow rows
                out.emplace_back(line);
            rest.remove_prefix(end + 2);
        }
        return out;
    }

    // The texts that the room wants stored since the last time.
    strings stored()
    {
        strings out;
        for (const auto& one : take_actions())
            if (const auto* line = std::get_if<bridge::ask::store>(&one))
                out.push_back(line->what.text);
        return out;
    }

    directus::item row(std::string key, std::string text, const base::user_id& author = ada) const
    {
        return {base::item_id(std::move(key)), std::move(text), author, date};
    }
    void show(bridge::change what, const bridge::member_filter& sees, base::wall_time at)
    {
        rows().show(std::move(what), sees, now, at);
    }
    bridge::pushed_history& pushed() { return rows().pushed(); }
    void shown(directus::item what, std::optional<std::uint64_t> from = {}, bool notice = false)
    {
        std::optional<client_id> by;
        if (from)
            by = client_id{*from};
        show(bridge::said{std::move(what), by, notice}, everyone, wall);
    }
    // By its author, unless it names the editor.
    void edited(directus::item what, std::optional<base::time_point> shown_at, unsigned number = 1)
    {
        if (what.editor.empty())
            what.editor = what.author;
        edited_by_somebody(std::move(what), shown_at, number);
    }
    void edited_by_somebody(directus::item what, std::optional<base::time_point> shown_at,
                            unsigned number = 1)
    {
        show(bridge::edited{std::move(what), number, shown_at}, everyone, wall);
    }
    void removed(directus::item what, std::optional<base::time_point> shown_at)
    {
        show(bridge::removed{std::move(what), shown_at}, everyone, wall);
    }
    static std::vector<bridge::past_row> past_of(const std::vector<directus::item>& rows)
    {
        std::vector<bridge::past_row> out;
        for (const auto& row : rows) {
            const bool same = !out.empty() && out.back().row.date == row.date;
            out.push_back({row, same ? out.back().time + 1ms : *row.date});
        }
        return out;
    }
    // Answers the client's last question for its history.
    void read(std::uint64_t n, const base::result<bridge::ask::shared_past>& found, base::wall_time at,
              bridge::part_of_past own = {})
    {
        const auto* who = find(client_id{n});
        pushed().read(client_id{n}, who ? who->past.asked : 0, found, at, own);
    }
    void remember(std::uint64_t n, const std::vector<directus::item>& rows)
    {
        read(n, std::make_shared<const std::vector<bridge::past_row>>(past_of(rows)), wall);
    }

    bool shows_pings = false;
    base::time_point now{1h};
    base::wall_time wall{1'700'000'100'000ms}; // 22:15:00
    base::wall_time date{1'700'000'000'042ms}; // 22:13:20.042
};

inline void check(const strings& actual, const strings& expected, int line = __builtin_LINE())
{
    BOOST_TEST_CONTEXT("expected at line " << line)
    {
        BOOST_TEST(actual == expected, boost::test_tools::per_element());
    }
}

} // namespace room_test
