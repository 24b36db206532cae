// What attacks cost the gateway: memory at the worst moment and afterwards, and how long another client waits
// for his PONG meanwhile. tests/HOSTILE.md has the figures.
#include "bench/measure.hpp"

#include "base/clock.hpp"
#include "base/timestamp.hpp"
#include "support/gateway_process.hpp"
#include "support/loopback.hpp"
#include "support/scripted_directus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

namespace bench {

namespace {

using namespace std::chrono_literals;
using support::loopback_stream;
using support::scripted_directus;
namespace steps = support::steps;
using clock = std::chrono::steady_clock;

std::string times(std::size_t count, const std::string& text)
{
    std::string out;
    for (std::size_t n = 0; n < count; ++n)
        out += text;
    return out;
}

std::string frame_of(std::string_view data)
{
    return fmt::format(R"({{"type":"subscription","event":"create","data":{},"uid":"$uid"}})", data);
}

struct attacked {
    scripted_directus directus{{.crowd = 400}};
    support::gateway_process gateway{fmt::format("http://127.0.0.1:{}", directus.port()),
                                     {"--irc.flood_burst=1000000", "--log.level=info"}};

    double memory(const std::string& kind) const
    {
        std::ifstream status(fmt::format("/proc/{}/status", gateway.pid()));
        for (std::string line; std::getline(status, line);)
            if (line.starts_with(kind))
                return std::stod(line.substr(kind.size() + 1)) / 1024;
        throw std::runtime_error("the gateway is gone:\n" + gateway.log());
    }

    std::unique_ptr<loopback_stream> client(const scripted_directus::user& who, int receive_buffer = 0) const
    {
        auto made = loopback_stream::connect(gateway.port(), receive_buffer);
        made->write(fmt::format("CAP REQ :draft/chathistory batch message-tags\r\nCAP END\r\nPASS {}:{}\r\n"
                                "NICK x\r\nUSER x 0 * :x\r\nJOIN #messages\r\n",
                                who.email, who.password));
        if (!made->read_to(" 366 "))
            throw std::runtime_error("nobody gets in");
        return made;
    }
};

using attack = std::function<void(attacked&)>;

void measure(const char* name, const attack& run)
{
    attacked on;
    const auto grace = on.client(scripted_directus::grace());
    if (!support::eventually([&] { return on.directus.subscribers() == 1; }))
        throw std::runtime_error("nobody subscribes");
    const auto before = on.memory("VmRSS:");
    std::atomic<bool> over = false;
    clock::duration slowest{};
    std::thread watching([&] {
        while (!over) {
            const auto start = clock::now();
            if (!grace->write("PING :x\r\n") || !grace->read_to("PONG ", 60s))
                break;
            slowest = std::max(slowest, clock::now() - start);
            std::this_thread::sleep_for(2ms);
        }
    });
    run(on);
    over = true;
    watching.join();
    const bool stays = grace->write("PING :end\r\n") && grace->read_to(":end\r\n");
    std::this_thread::sleep_for(500ms);
    std::printf("| %s | %.0f MiB | %+.0f MiB | %+.0f MiB | %.0f ms%s |\n", name, before,
                on.memory("VmHWM:") - before, on.memory("VmRSS:") - before,
                std::chrono::duration<double, std::milli>(slowest).count(), stays ? "" : ", closed");
}

// Until the gateway has taken it, and has had time to answer.
void settle(attacked& on)
{
    for (double last = -1, now = 0; last != now;) {
        last = now;
        std::this_thread::sleep_for(3s); // a link that was lost is opened after two
        now = on.memory("VmRSS:");
    }
}

void drop(attacked& on)
{
    for (int n = 0; n < 10'000; ++n) {
        const auto one = loopback_stream::connect(on.gateway.port());
        one->write("CAP LS 302\r\nNICK x\r\n");
        if (n % 2 == 0)
            one->reset();
    }
}

void hold(attacked& on)
{
    std::vector<std::unique_ptr<loopback_stream>> all;
    for (int n = 0; n < 400; ++n) {
        all.push_back(loopback_stream::connect(on.gateway.port()));
        all.back()->write("CAP LS 302\r\nNICK " + std::string(4000, 'x'));
    }
    settle(on);
}

attack unread(const std::string& question)
{
    return [question](attacked& on) {
        for (int n = 0; n < 200; ++n)
            on.directus.add_silently(std::string(400, 'x'));
        const auto slow = on.client(scripted_directus::ada(), 4096);
        const auto some = times(100, question + "\r\n");
        for (int n = 0; n < 1000 && slow->write(some); ++n) {
        }
        settle(on);
    };
}

attack written(const std::string& bytes, std::size_t count)
{
    return [bytes, count](attacked& on) {
        const auto ada = on.client(scripted_directus::ada());
        for (std::size_t n = 0; n < count && ada->write(bytes); ++n)
            while (ada->read_to("\r\n", 0ms)) {
            }
        ada->write("\r\nPING :done\r\n");
        ada->read_to(":done\r\n");
    };
}

attack pushed(const std::string& frame, std::size_t count = 1)
{
    return [frame, count](attacked& on) {
        for (std::size_t n = 0; n < count; ++n)
            on.directus.push(frame);
        settle(on);
    };
}

attack answered(const std::string& call, const std::string& body)
{
    return [call, body](attacked& on) {
        on.directus.always(call, {steps::http{200, body}});
        const auto ada = loopback_stream::connect(on.gateway.port());
        on.directus.push(frame_of(R"([{"id":"k","content":"x","user_created":"x1"}])")); // by whom?
        ada->write("CAP REQ :draft/chathistory batch\r\nCAP END\r\nPASS token:static-ada\r\nNICK x\r\n"
                   "USER x 0 * :x\r\nJOIN #messages\r\nCHATHISTORY LATEST #messages * 200\r\n");
        settle(on);
    };
}

void large_rows(attacked& on)
{
    for (int n = 0; n < 20; ++n)
        on.directus.add_silently(std::string(5 << 20, 'x'));
    on.directus.drop_sockets();
    const auto ada = on.client(scripted_directus::ada());
    if (!ada->read_to("xxx", 60s))
        throw std::runtime_error("the history does not come");
    settle(on);
}

void deaf(attacked& on)
{
    const auto listens = std::make_shared<support::gate>();
    on.directus.once("unsubscribe", {steps::wait{listens}, steps::drop{}});
    pushed(R"({"type":"subscription","event":"init","uid":")" + std::string(1 << 20, 'x') + "\"}", 40)(on);
    listens->open();
}

} // namespace

void hostile()
{
    const auto row = [](std::size_t n, const std::string& content) {
        return fmt::format(R"({{"id":"k{}","content":"{}","date_created":"{}"}})", n, content,
                           base::to_iso8601(base::wall_now()));
    };
    std::string rows = row(0, "x");
    std::string blank = row(0, " ");
    std::string people = R"({"id":"x","first_name":"Eve"})";
    for (std::size_t n = 1; n < 100'000; ++n)
        rows += "," + row(n, "x");
    for (std::size_t n = 1; n < 250; ++n)
        blank += "," + row(n, " ");
    for (std::size_t n = 1; n < 50'000; ++n)
        people += fmt::format(R"(,{{"id":"x{}","first_name":"Eve"}})", n);

    std::printf(
        "| attack | before | at worst | afterwards | slowest PONG of another |\n|---|--:|--:|--:|--:|\n");
    measure("10,000 connects and drops", drop);
    measure("400 connections with half a line", hold);
    measure("WHO, never read", unread("WHO #messages"));
    measure("CHATHISTORY, never read", unread("CHATHISTORY LATEST #messages * 200"));
    measure("JOIN and PART, 20,000 times", written(times(10, "JOIN #messages\r\nPART #messages\r\n"), 2000));
    measure("16 MiB without a newline", written(std::string(1 << 20, 'x'), 16));
    measure("2,000 lines of 2,000 tags", written("@" + times(2000, ";") + " TAGMSG #messages\r\n", 2000));
    measure("one row of 5 MiB", pushed(frame_of("[" + row(0, std::string(5 << 20, 'x')) + "]")));
    measure("100,000 rows in one event", pushed(frame_of("[" + rows + "]")));
    measure("[[],[],…] of 16 MiB in an event", pushed(frame_of("[" + times(5'000'000, "[],") + "[]]")));
    measure("[[[[… 100,000 deep", pushed(frame_of(times(100'000, "["))));
    measure("100,000 pings", pushed(R"({"type":"ping"})", 100'000));
    measure("40 MiB of frames to answer, and nobody reads", deaf);
    measure("20 rows of 5 MiB to read back and as history", large_rows);
    measure("50,000 people of one name", answered("SEARCH /users", R"({"data":[)" + people + "]}"));
    measure("blank rows without end", answered("SEARCH /items/messages", R"({"data":[)" + blank + "]}"));
}

} // namespace bench
