// A whole gateway on the loopback: three clients say anything, while what stands in for Directus does
// anything. However that ends, somebody who comes then can log in, and what he says is stored and shown once.
#include "fuzz/fuzz.hpp"
#include "support/gateway_thread.hpp"
#include "support/scripted_directus.hpp"

#include <array>
#include <csignal>
#include <memory>
#include <optional>

namespace {

using namespace support;

class visitor {
public:
    explicit visitor(std::uint16_t port)
        : stream_(loopback_stream::connect(port))
    {
        fuzz::require(stream_ != nullptr, "the gateway accepts");
    }

    void send(std::string_view bytes) { stream_->write(bytes); }

    // Lines up to one that contains either. False where the gateway ends the connection before.
    bool read_to(std::string_view part, std::string_view other)
    {
        for (;;) {
            const auto line = stream_->read_to("\r\n");
            if (!line) {
                fuzz::require(stream_->ended(), "the gateway answers");
                return false;
            }
            fuzz::require_lines(*line);
            all_ += *line;
            if (line->find(part) != line->npos || line->find(other) != line->npos)
                return true;
        }
    }

    bool read_to(std::string_view part) { return read_to(part, part); }

    // Everything that came as an answer to what was sent.
    bool fence()
    {
        const auto token = "fence-" + std::to_string(++fences_);
        send("\r\nPING " + token + "\r\n");
        return read_to(token, " 451 "); // it is not registered
    }

    std::size_t count(std::string_view part) const
    {
        std::size_t found = 0;
        for (auto at = all_.find(part); at != all_.npos; at = all_.find(part, at + 1))
            ++found;
        return found;
    }
    void reset() { stream_->reset(); }

private:
    std::unique_ptr<loopback_stream> stream_;
    std::string all_;
    int fences_ = 0;
};

class stage {
public:
    // `word`: what stands nowhere in the input.
    stage(fuzz::source& in, const std::string& word)
        : in_(in)
        , line_("PRIVMSG #messages :" + word)
        , word_(word)
        , directus_({.integer_keys = in.flag(), .crowd = 1})
        , gateway_(directus_.port(), {"--irc.flood_burst=1000000", "--irc.history=5"})
    {
    }

    // Lines of an input: a digit and what that client sends, or a sign and what Directus does.
    void step()
    {
        const auto line = in_.line();
        const auto sign = line.empty() ? '\0' : line.front();
        const auto rest = line.substr(!line.empty());
        switch (sign) {
        case '+':
            directus_.add(rest);
            break;
        case '^':
            if (const auto rows = directus_.rows(); !rows.empty())
                directus_.edit(rows.front().id, rest);
            break;
        case '-':
            if (const auto rows = directus_.rows(); !rows.empty())
                directus_.remove(rows.front().id);
            break;
        case '>':
            directus_.publish(rest);
            break;
        case '!':
            directus_.push(rest);
            break;
        case '@':
            answer_next(rest);
            break;
        case '%':
            directus_.drop_sockets();
            break;
        case '#':
            for (auto& one : clients_)
                if (one && !one->fence())
                    one.reset();
            break;
        case '~':
            if (auto& one = clients_[who(rest)])
                one->reset();
            clients_[who(rest)].reset();
            break;
        default:
            speak(who(line), rest);
        }
    }

    // Everything is well again.
    void finish()
    {
        directus_.behave();
        for (auto& one : clients_)
            if (one)
                one->fence();
        somebody_comes();
        clients_ = {}; // or the gateway waits for them to go
        fuzz::require(gateway_.stop(), "the gateway ends");
    }

private:
    static std::size_t who(std::string_view text)
    {
        return text.empty() ? 0 : static_cast<unsigned char>(text.front()) % 3U;
    }

    void somebody_comes()
    {
        visitor last(gateway_.port());
        const auto& member = directus_.member(0);
        last.send("PASS " + member.email + ":" + member.password + "\r\nNICK last\r\nUSER l 0 * :l\r\n");
        if (!last.read_to(" 376 "))
            return fuzz::require(last.count("try again") == 1, "a login succeeds, or may be tried again");
        // Without server-time a line of the history, as which it may come, begins with the time.
        last.send("CAP REQ :echo-message server-time\r\nJOIN #messages\r\n");
        fuzz::require(last.read_to(" 366 "), "one can join");
        last.send(line_ + "\r\n");
        fuzz::require(last.read_to(line_), "what is said is shown");
        last.fence();
        fuzz::require(last.count(line_) == 1, "once");
        fuzz::require(directus_.stored(word_) == 1, "and stored once");
    }

    void speak(std::size_t who, std::string_view text)
    {
        auto& client = clients_[who];
        if (!client)
            client.emplace(gateway_.port());
        client->send(text);
        client->send("\r\n");
    }

    // "kind status body"
    void answer_next(std::string_view rest)
    {
        constexpr std::string_view calls[] = {"POST /auth/login",
                                              "POST /auth/refresh",
                                              "GET /users/me",
                                              "GET /permissions/me",
                                              "SEARCH /users",
                                              "SEARCH /items/messages",
                                              "GET /server/ping",
                                              "auth",
                                              "subscribe",
                                              "create",
                                              "pong",
                                              "subscribe update",
                                              "subscribe users"};
        constexpr unsigned statuses[] = {200, 204, 302, 400, 401, 403, 429, 500, 503};
        const auto byte = [&](std::size_t n) {
            return n < rest.size() ? static_cast<unsigned char>(rest[n]) : 0U;
        };
        const auto call = calls[byte(0) % std::size(calls)];
        const std::string body(rest.substr(std::min<std::size_t>(rest.size(), 2)));
        const bool is_frame = call.find('/') == call.npos;
        if (byte(1) == 'x')
            directus_.once(std::string(call), {steps::drop{}});
        else if (is_frame)
            directus_.once(std::string(call), {steps::say{body}});
        else if (byte(1) == 'b')
            directus_.once(std::string(call), {steps::bytes{body}, steps::drop{}});
        else
            directus_.once(std::string(call), {steps::http{statuses[byte(1) % std::size(statuses)], body}});
    }

    fuzz::source& in_;
    std::string line_;
    std::string word_;
    scripted_directus directus_;
    gateway_thread gateway_;
    std::array<std::optional<visitor>, 3> clients_;
};

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::signal(SIGPIPE, SIG_IGN);
    fuzz::source in(data, size);
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    stage all(in, "word-" + std::to_string(std::hash<std::string_view>()(bytes)));
    for (int steps = 0; !in.empty() && steps < 100; ++steps)
        all.step();
    all.finish();
    return 0;
}
