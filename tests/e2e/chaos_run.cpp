#include "e2e/chaos_run.hpp"

#include "e2e/chaos_absentee.hpp"
#include "e2e/chaos_people.hpp"
#include "e2e/scenario.hpp"
#include "net/base_url.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace e2e::chaos {

std::string choice(const char* name, const std::string& otherwise)
{
    const char* value = std::getenv(name);
    return value && *value ? value : otherwise;
}

namespace {

constexpr auto settling_limit = 150s; // with integer keys a line may be looked for during 30 s
constexpr auto late = 3s;             // for what comes a second time
constexpr std::size_t told = 12;      // complaints of each kind

unsigned seed()
{
    static const auto chosen = static_cast<unsigned>(
        std::stoul(choice("CHAOS_SEED", std::to_string(std::random_device()() % 1000000))));
    return chosen;
}

std::chrono::seconds length()
{
    return std::chrono::seconds(std::stoi(choice("CHAOS_SECONDS", "40")));
}

std::uint16_t port_of(const std::string& url)
{
    return net::base_url::parse(url).value().port;
}

std::vector<part> parts(const support::people& who)
{
    const std::string all = "message-tags server-time batch standard-replies account-tag labeled-response";
    const std::string echo = all + " echo-message";
    const auto& crowd = who.crowd;
    return {
        // Writers.
        {.who = &who.ada, .caps = echo},
        {.who = &who.ada, .caps = all},
        {.who = &who.grace, .caps = echo, .by_password = true},
        {.who = &who.linus, .caps = "message-tags server-time", .by_password = true},
        {.who = &crowd[0], .caps = echo},
        {.who = &crowd[0], .caps = echo, .restless = true},
        {.who = &crowd[1], .caps = all, .restless = true},
        {.who = &crowd[2], .caps = echo, .by_password = true, .restless = true},
        {.who = &crowd[2], .caps = all, .by_password = true},
        // Readers.
        {.who = &who.edsger, .caps = all, .writes = false},
        {.who = &crowd[3], .caps = {}, .writes = false},
        {.who = &crowd[4], .caps = all, .by_password = true, .writes = false},
        {.who = &crowd[5], .caps = all, .writes = false, .restless = true},
    };
}

void print(const report& out, const absences::report& away, const weather& faults, const std::string& title)
{
    std::cout << fmt::format(
        "{}\n"
        "  sent {}, acknowledged {}, stored {}, returned {}, unknown {}; rows {}\n"
        "  connections {}, sessions lost {}, deliveries {}, close neighbours swapped {}, "
        "overtaken {}\n"
        "  lost {}, doubled {}, not shown {}, out of order {}, wrong date {}, wrong author {}, "
        "misreported {}, cut off {}\n"
        "  of those who came back {} times, {} deliveries: absent {}; left out, as they were told, {}\n  "
        "faults:",
        title, out.sent, out.acknowledged, out.stored, out.returned, out.unknown, out.rows, out.connections,
        out.sessions_lost, out.deliveries, out.swapped, out.overtaken, out.lost, out.doubled, out.unseen,
        out.disordered, out.misdated, out.misattributed, out.misreported, out.cut_off, away.visits,
        away.deliveries, away.absent, away.left_out);
    const char* comma = " ";
    for (const auto& [name, times] : faults.counts())
        std::cout << std::exchange(comma, ", ") << name << ' ' << times;
    std::cout << std::endl;
}

void explain(const report& out, const weather& faults, const std::string& log, const std::string& title)
{
    std::map<std::string, std::size_t> of_kind;
    for (const auto& one : out.complaints)
        if (of_kind[one.substr(0, one.find(':'))]++ < told)
            std::cout << "  " << one << '\n';
    for (const auto& [kind, times] : of_kind)
        std::cout << "  " << kind << ": " << times << '\n';
    const auto path = std::filesystem::temp_directory_path() / fmt::format("{}.log", title);
    std::ofstream(path) << log;
    std::cout << "  the times of the faults:\n"
              << faults.journal() << "  the gateway's log: " << path.string() << std::endl;
}

// Sends everybody home, however the run ends.
struct curtain {
    std::atomic<phase>& now;
    ~curtain() { now = phase::over; }
};

} // namespace

void run(const world& in, const std::string& collection)
{
    const auto title = fmt::format("chaos-{}-{}", collection, seed());
    std::cout << fmt::format("CHAOS_SEED={} CHAOS_SECONDS={}", seed(), length().count()) << std::endl;
    std::mt19937 random(seed());

    support::tcp_proxy proxy(port_of(in.nodes.front()));
    scenario on({"--directus.collection=" + collection, "--irc.flood_burst=500", "--irc.flood_interval=1",
                 "--directus.catch_up=10000"},
                in.project.on(fmt::format("http://127.0.0.1:{}", proxy.port())));
    const support::collection stored(in.nodes.front(), collection);
    stored.clear();
    const bool keys_are_ours = collection == in.project.messages().name();
    books records(
        {.keys_are_ours = keys_are_ours, .order_of_authors = in.ordered, .order_within = in.order_within});
    stage stage{
        .records = records, .port = on.gateway.port(), .collection = collection, .directus = in.nodes};

    std::list<irc_user> users;
    std::list<rest_writer> writers;
    absences away;
    std::list<absentee> absentees;
    const curtain last{stage.now};
    for (auto& one : parts(on.who)) {
        const auto name = fmt::format("{}.{}", one.who->first_name, users.size());
        users.emplace_back(stage, std::move(one), name, random());
    }
    BOOST_REQUIRE(support::eventually([&] { return std::ranges::all_of(users, &irc_user::present); },
                                      6 * support::patience));
    on.gateway.expect_log("*event=feed_live*");
    const std::string dated = "message-tags server-time batch standard-replies";
    absentees.emplace_back(stage, away, on.who.crowd[8], "plain", "", random());
    absentees.emplace_back(stage, away, on.who.crowd[8], "asking", dated + " draft/chathistory", random());
    absentees.emplace_back(stage, away, on.who.crowd[9], "dated", dated, random());
    using kind = rest_writer::kind;
    writers.emplace_back(stage, on.who.wordy, kind::keys_by_directus, random());
    writers.emplace_back(stage, on.who.crowd[6], keys_are_ours ? kind::own_keys : kind::keys_by_directus,
                         random());
    writers.emplace_back(stage, on.who.crowd[7], kind::in_bursts, random());

    auto faults = in.faults;
    std::ranges::move(faults_of(proxy), std::back_inserter(faults));
    weather outside(std::move(faults), std::clamp<std::chrono::milliseconds>(length() / 5, 3s, 40s),
                    random());
    stage.now = phase::writing;
    outside.rage(length());
    stage.now = phase::settling;
    writers.clear();

    const auto audit = [&] {
        return records.audit(stored.rows(), [&](auto from, auto to) { return outside.was_there(from, to); });
    };
    const auto all_back = [&] {
        return std::ranges::all_of(users,
                                   [](const auto& one) { return one.present() || one.may_be_kept_out(); });
    };
    const auto quiet = [&] {
        return all_back() && away.audit(stored.rows()).absent == 0 && audit().pending() == 0;
    };
    const auto stays_quiet = [&] { // a session that ends, or a login that was slow, has lines to say yet
        if (!quiet())
            return false;
        std::this_thread::sleep_for(late);
        return quiet();
    };
    support::eventually(stays_quiet, settling_limit, 1s);
    BOOST_TEST(all_back());
    auto result = audit();
    auto gone = away.audit(stored.rows());
    print(result, gone, outside, title);
    std::ranges::move(gone.complaints, std::back_inserter(result.complaints));
    if (result.wrong() + gone.absent > 0)
        explain(result, outside, on.gateway.log(), title);
    BOOST_TEST(gone.absent == 0u);
    BOOST_TEST(gone.deliveries > 0u);
    BOOST_TEST(result.lost == 0u);
    BOOST_TEST(result.doubled == 0u);
    BOOST_TEST(result.unseen == 0u);
    BOOST_TEST(result.disordered == 0u);
    BOOST_TEST(result.misdated == 0u);
    BOOST_TEST(result.misattributed == 0u);
    BOOST_TEST(result.misreported == 0u);
    BOOST_TEST(result.cut_off == 0u);
    BOOST_TEST(result.acknowledged > 0u);
}

} // namespace e2e::chaos
