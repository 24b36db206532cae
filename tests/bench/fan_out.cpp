#include "bench/fan_out.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace bench {

namespace {

// Every text ends in the time at which it was said.
std::string stamped()
{
    return fmt::format("a message of an ordinary length, as people write them all day {}",
                       clock::now().time_since_epoch().count());
}

// 0 where it is no such line.
clock::duration::rep stamp_of(std::string_view line)
{
    clock::duration::rep found = 0;
    const auto space = line.rfind(' ');
    std::from_chars(line.data() + space + 1, line.data() + line.size(), found);
    return found;
}

} // namespace

double percentile(std::vector<float>& values, double part)
{
    if (values.empty())
        throw std::runtime_error("nothing was measured");
    const auto at =
        values.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(values.size() - 1) * part);
    std::ranges::nth_element(values, at);
    return *at;
}

audience::audience(peer& server, std::size_t count, std::size_t at_once, bool with_history, preface before)
    : server_(server)
{
    const auto at_first = usage_of(server.pid()).resident;
    const auto start = clock::now();
    std::size_t joined = 0;
    const auto come = [&] {
        for (auto n = clients_.size(); n < count && n < joined + at_once; ++n)
            clients_.connect(server.port(), (before ? before(n) : std::string()) + server.greeting(n));
    };
    come();
    const auto arrived = [&](std::size_t who, std::string& buffer) {
        take_lines(buffer, [&](std::string_view line) {
            const bool is_in = come_in(clients_, who, line);
            joined += with_history ? line.ends_with(last_row) : is_in;
        });
        come();
    };
    if (!clients_.receive(
            arrived, [&] { return joined == count; }, support::duration(300'000)))
        throw std::runtime_error(
            fmt::format("{} of {} clients have joined {}", joined, count, server.name()));
    seconds_to_join_ = milliseconds_between(start, clock::now()) / 1000;
    settle();
    kibibytes_each_ = (usage_of(server.pid()).resident - at_first) / static_cast<double>(count);
}

// Until half a second passes in which nothing arrives.
void audience::settle()
{
    auto last = clock::now();
    const auto arrived = [&](std::size_t, std::string& buffer) {
        buffer.clear();
        last = clock::now();
    };
    clients_.receive(
        arrived, [&] { return clock::now() > last + 500ms; }, support::duration(60'000));
}

std::size_t audience::send_while(const std::function<bool(std::size_t)>& more)
{
    constexpr std::size_t window = 256;
    std::size_t sent = 0;
    std::size_t lines = 0;
    const auto arrived = [&](std::size_t, std::string& buffer) {
        lines += static_cast<std::size_t>(std::ranges::count(buffer, '\n'));
        buffer.erase(0, buffer.rfind('\n') + 1);
    };
    while (more(sent)) {
        for (; sent - std::min(sent, lines / size()) < window && more(sent); ++sent)
            server_.say(stamped());
        clients_.receive(arrived, 1ms);
        server_.listen();
    }
    if (!clients_.receive(
            arrived, [&] { return lines >= sent * size(); }, support::duration(60'000)))
        throw std::runtime_error(
            fmt::format("{} of {} lines came from {}", lines, sent * size(), server_.name()));
    return lines;
}

audience::closed_result audience::closed(std::chrono::milliseconds time)
{
    const auto before = usage_of(server_.pid()).cpu;
    const auto start = clock::now();
    const auto count =
        static_cast<double>(send_while([&](std::size_t) { return clock::now() < start + time; }));
    const auto seconds = milliseconds_between(start, clock::now()) / 1000;
    return {count / seconds, (usage_of(server_.pid()).cpu - before) / count * 1e6};
}

void audience::deliver(std::size_t messages)
{
    send_while([&](std::size_t sent) { return sent < messages; });
}

void audience::ask(std::size_t lines)
{
    std::size_t answers = 0;
    const auto arrived = [&](std::size_t, std::string& buffer) {
        take_lines(buffer, [&](std::string_view line) { answers += line.find(" PONG ") != line.npos; });
    };
    for (std::size_t n = 1; n <= lines; ++n) {
        clients_.send(0, "PING :are you there\r\n");
        if (!clients_.receive(
                arrived, [&] { return answers >= n; }, support::duration(60'000)))
            throw std::runtime_error(fmt::format("{} of {} PINGs were answered", answers, n));
    }
}

audience::open_result audience::open(double lines_a_second, std::chrono::milliseconds time)
{
    const auto interval = std::chrono::duration_cast<clock::duration>(
        std::chrono::duration<double>(static_cast<double>(size()) / lines_a_second));
    std::vector<float> delays;
    const auto arrived = [&](std::size_t, std::string& buffer) {
        const auto now = clock::now().time_since_epoch().count();
        take_lines(buffer, [&](std::string_view line) {
            if (const auto stamp = stamp_of(line); stamp > 0)
                delays.push_back(static_cast<float>(now - stamp) / 1e6F);
        });
    };
    settle();
    const auto before = usage_of(server_.pid()).cpu;
    const auto start = clock::now();
    std::size_t sent = 0;
    for (auto next = start; next < start + time; next += interval, ++sent) {
        while (clock::now() < next)
            clients_.receive(arrived, next - clock::now());
        server_.say(stamped());
        server_.listen();
    }
    if (!clients_.receive(
            arrived, [&] { return delays.size() >= sent * size(); }, support::duration(60'000)))
        throw std::runtime_error(
            fmt::format("{} of {} lines came from {}", delays.size(), sent * size(), server_.name()));
    return {(usage_of(server_.pid()).cpu - before) / static_cast<double>(delays.size()) * 1e6,
            percentile(delays, 0.5), percentile(delays, 0.99)};
}

audience::open_result audience::said_by_one(std::size_t messages)
{
    std::vector<float> delays;
    std::size_t lines = 0;
    const auto arrived = [&](std::size_t, std::string& buffer) {
        const auto now = clock::now().time_since_epoch().count();
        take_lines(buffer, [&](std::string_view line) {
            if (const auto stamp = stamp_of(line); stamp > 0) {
                ++lines;
                delays.push_back(static_cast<float>(now - stamp) / 1e6F);
            }
        });
    };
    settle();
    const auto before = usage_of(server_.pid()).cpu;
    for (std::size_t n = 1; n <= messages; ++n) {
        clients_.send(0, fmt::format("PRIVMSG #messages :{}\r\n", stamped()));
        if (!clients_.receive(
                arrived, [&] { return lines >= n * (size() - 1); }, support::duration(10'000)))
            throw std::runtime_error(
                fmt::format("{} of {} lines came from {}", lines, n * (size() - 1), server_.name()));
    }
    return {(usage_of(server_.pid()).cpu - before) / static_cast<double>(lines) * 1e6,
            percentile(delays, 0.5), percentile(delays, 0.99)};
}

} // namespace bench
