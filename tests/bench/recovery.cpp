// kill -9 on Directus while 50 clients talk: how long after it answers again the clients go on reading.
#include "bench/measure.hpp"
#include "bench/stage.hpp"

#include <algorithm>
#include <cstdio>
#include <future>

namespace bench {

namespace {

constexpr std::size_t clients = 50;
constexpr int runs = 9;
constexpr auto between = 12s; // a link that lived for less waits longer for its next attempt

class talk {
public:
    talk(unsigned short port, const stage& on)
        : crowd_(port, on, clients)
    {
    }

    // One of the clients after the other, 20 lines a second in all, until it is done.
    template <class Done>
    void until(Done done, const irc_crowd::handler& arrived)
    {
        const auto end = clock::now() + 120s;
        while (!done()) {
            if (clock::now() > end)
                throw std::runtime_error("nothing is shown after a crash");
            crowd_.say(said_ % clients, fmt::format("line {}", said_));
            ++said_;
            crowd_.receive(arrived, done, 50ms);
        }
    }

private:
    irc_crowd crowd_;
    std::size_t said_ = 0;
};

struct figures {
    std::vector<double> first_line; // at any client
    std::vector<double> row_at_all; // made over REST while the gateway was still away, at each of the clients
};

void run(stage& on, talk& people, int n, figures& into)
{
    const auto crash_at = clock::now() + between;
    std::size_t lines = 0;
    const auto count = [&](std::size_t, std::string_view line) {
        lines += line.find(" PRIVMSG ") != std::string_view::npos;
    };
    people.until([&] { return lines > 20 * clients && clock::now() > crash_at; }, count);
    on.directus.crash();

    const auto text = fmt::format("missed {}.", n);
    std::vector<clock::time_point> shown;
    std::size_t have_row = 0;
    const auto watch = [&](std::size_t, std::string_view line) {
        if (line.find(" PRIVMSG ") == std::string_view::npos)
            return;
        shown.push_back(clock::now());
        have_row += line.find(text) != std::string_view::npos;
    };
    // The clients talk in the other thread: a child process lives no longer than the thread that started it.
    auto all = std::async(std::launch::async, [&] {
        people.until([&] { return have_row == clients; }, watch);
        return clock::now();
    });
    on.directus.start();
    const auto answers = clock::now();
    on.chat->messages().create(on.people().ada, text);
    into.row_at_all.push_back(milliseconds_between(answers, all.get()));
    // Lines that were on their way when it died may still have come.
    const auto first = std::ranges::find_if(shown, [&](auto when) { return when >= answers; });
    into.first_line.push_back(milliseconds_between(answers, *first));
    std::printf("run %2d: first line after %5.0f ms, the missed row at all clients after %5.0f ms\n", n,
                into.first_line.back(), into.row_at_all.back());
}

} // namespace

void recovery()
{
    stage on;
    support::gateway_process gateway(on.directus.url(),
                                     {"--irc.history=0", "--irc.flood_burst=1000000", "--log.level=info"});
    talk people(gateway.port(), on);
    figures all;
    for (int n = 1; n <= runs; ++n)
        run(on, people, n, all);
    std::printf("after Directus answers again: first line %.0f ms, missed row at all %zu clients %.0f ms "
                "(medians of %d)\n",
                median(all.first_line), clients, median(all.row_at_all), runs);
}

} // namespace bench
