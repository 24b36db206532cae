// What one account with 16 connections that page and search costs the others: how long their logins and the
// echoes of their messages take, idle and under that load.
#include "bench/measure.hpp"
#include "bench/stage.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>

namespace bench {

namespace {

constexpr std::size_t readers = 16;   // connections of the one account: as many as an address may have
constexpr std::size_t rows = 5000;    // of the collection
constexpr auto request_every = 500ms; // what flood control lets through
constexpr auto echo_every = 600ms;
constexpr auto login_limit = 30s;

struct figures {
    std::vector<double> logins; // ms; of those that failed, until they did
    std::size_t failed = 0;
    std::vector<double> echoes; // ms
    std::size_t pages = 0;      // that the account was sent, searches included
    std::size_t refused = 0;    // requests of it
};

double percentile(std::vector<double> values, double part)
{
    if (values.empty())
        return 0;
    std::ranges::sort(values);
    const auto n = static_cast<std::size_t>(std::ceil(part * static_cast<double>(values.size())));
    return values[std::max<std::size_t>(n, 1) - 1];
}

class people_at_work {
public:
    people_at_work(const stage& on, unsigned short port)
        : on_(on)
        , port_(port)
        , writer_(connect(on.people().grace.pass(), "echo-message"))
    {
        until_joined();
    }

    void add_readers()
    {
        for (std::size_t n = 0; n < readers; ++n)
            readers_.push_back(
                connect(on_.people().ada.pass(),
                        "batch draft/chathistory soju.im/search message-tags standard-replies"));
        until_joined();
    }

    figures run(support::duration time)
    {
        found_ = {};
        const auto end = clock::now() + time;
        auto next_echo = clock::now();
        auto next_request = clock::now();
        while (clock::now() < end || login_ || !sent_.empty()) {
            const auto now = clock::now();
            if (now > end + login_limit)
                break;
            if (now < end && now >= next_echo) {
                next_echo = now + echo_every;
                say();
            }
            if (now < end && now >= next_request) {
                next_request = now + request_every / std::max<std::size_t>(readers_.size(), 1);
                ask();
            }
            if (now < end && !login_)
                log_in();
            if (login_ && now > login_started_ + login_limit)
                logged_in(false);
            receive();
        }
        found_.failed += sent_.size(); // echoes that never came
        sent_.clear();
        return found_;
    }

private:
    std::size_t connect(const std::string& pass, const std::string& caps)
    {
        const auto who = crowd_.connect(port_, fmt::format("CAP REQ :{}\r\nPASS {}\r\nNICK x\r\n"
                                                           "USER x{} 0 * :x\r\nCAP END\r\nJOIN #messages\r\n",
                                                           caps, pass, crowd_.size()));
        joining_.insert(who);
        return who;
    }

    void say()
    {
        const auto text = fmt::format("echo {} of {}", ++said_, writer_);
        sent_.emplace(text, clock::now());
        crowd_.send(writer_, fmt::format("PRIVMSG #messages :{}\r\n", text));
    }

    void ask()
    {
        if (readers_.empty())
            return;
        const auto n = asked_++;
        const auto who = readers_[n % readers_.size()];
        if (!crowd_.open(who))
            throw std::runtime_error("a reader was closed");
        crowd_.send(who, n / readers_.size() % 2 == 0 ? fmt::format("SEARCH text=word{}\r\n", n % 97)
                                                      : "CHATHISTORY LATEST #messages * 200\r\n");
    }

    void log_in()
    {
        const auto& who = on_.people().crowd[logins_++ % on_.people().crowd.size()];
        login_ = crowd_.connect(
            port_, fmt::format("PASS {}:{}\r\nNICK x\r\nUSER x 0 * :x\r\n", who.email, who.password));
        login_started_ = clock::now();
    }

    void logged_in(bool works)
    {
        found_.logins.push_back(milliseconds_between(login_started_, clock::now()));
        found_.failed += !works;
        if (crowd_.open(*login_))
            crowd_.send(*login_, "QUIT\r\n");
        login_.reset();
    }

    void line(std::size_t who, std::string_view text)
    {
        if (text.starts_with("PING ") && crowd_.open(who))
            crowd_.send(who, fmt::format("PONG{}\r\n", text.substr(4)));
        if (text.ends_with(":End of /NAMES list"))
            joining_.erase(who);
        if (who == login_ && (text.find(" 376 ") != std::string_view::npos || text.starts_with("ERROR ")))
            return logged_in(!text.starts_with("ERROR "));
        if (who == writer_) {
            const auto colon = text.rfind(':');
            const auto at = colon == std::string_view::npos ? sent_.end()
                                                            : sent_.find(std::string(text.substr(colon + 1)));
            if (at == sent_.end())
                return;
            found_.echoes.push_back(milliseconds_between(at->second, clock::now()));
            sent_.erase(at);
        }
        found_.pages += text.find(" BATCH -") != std::string_view::npos;
        found_.refused += text.find(" FAIL ") != std::string_view::npos;
    }

    void receive()
    {
        crowd_.receive(
            [this](std::size_t who, std::string& buffer) {
                take_lines(buffer, [&](std::string_view text) { line(who, text); });
            },
            2ms);
    }

    void until_joined()
    {
        for (const auto end = clock::now() + 60s; !joining_.empty();) {
            if (clock::now() > end)
                throw std::runtime_error("not everybody has joined");
            receive();
        }
    }

    const stage& on_;
    unsigned short port_;
    crowd crowd_;
    std::set<std::size_t> joining_;
    std::size_t writer_;
    std::vector<std::size_t> readers_;
    std::map<std::string, clock::time_point> sent_;
    std::size_t said_ = 0;
    std::size_t asked_ = 0;
    std::size_t logins_ = 0;
    std::optional<std::size_t> login_;
    clock::time_point login_started_;
    figures found_;
};

void print(const char* name, const figures& of)
{
    std::printf("| %s | %zu | %zu | %.0f | %.0f | %zu | %.0f | %.0f | %zu | %zu |\n", name, of.logins.size(),
                of.failed, percentile(of.logins, 0.5), percentile(of.logins, 0.99), of.echoes.size(),
                percentile(of.echoes, 0.5), percentile(of.echoes, 0.99), of.pages, of.refused);
}

void fill(const stage& on)
{
    for (std::size_t n = 0; n < rows; n += 250) {
        std::vector<std::string> texts;
        for (std::size_t k = n; k < n + 250; ++k)
            texts.push_back(fmt::format("row {} says word{} and what else there is to say", k, k % 97));
        on.chat->messages().create(on.people().ada, texts);
    }
}

} // namespace

void fairness(std::size_t seconds)
{
    const stage on(support::directus_process::variables{{"LOGIN_STALL_TIME", "500"}});
    fill(on);
    support::gateway_process gateway(on.directus.url(), {"--log.level=info"});
    people_at_work all(on, gateway.port());
    const auto time = std::chrono::seconds(seconds);
    std::printf("| | logins | failed | p50, ms | p99, ms | echoes | p50, ms | p99, ms | pages | refused |\n"
                "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
    const auto idle = all.run(time);
    print("idle", idle);
    all.add_readers();
    const auto loaded = all.run(time);
    print("loaded", loaded);
    std::printf("logins %.1f, echoes %.1f times as long (p99)\n",
                percentile(loaded.logins, 0.99) / percentile(idle.logins, 0.99),
                percentile(loaded.echoes, 0.99) / percentile(idle.echoes, 0.99));
}

} // namespace bench
