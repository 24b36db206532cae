#include "bench/stage.hpp"

#include "support/wait.hpp"

#include <stdexcept>

namespace bench {

stage::stage(support::directus_process::variables settings)
    : directus(directory.path(), std::move(settings))
{
    directus.bootstrap();
    directus.start();
    chat = std::make_unique<support::chat_project>(directus);
}

irc_crowd::irc_crowd(unsigned short port, const stage& on, std::size_t count)
{
    const auto& accounts = on.people().crowd;
    std::size_t joined = 0;
    for (std::size_t n = 0; n < count; ++n) {
        connections_.connect(port);
        connections_.send(n, fmt::format("PASS {}\r\nNICK x\r\nUSER x 0 * :x\r\nJOIN #messages\r\n",
                                         accounts[n % accounts.size()].pass()));
    }
    const auto count_joins = [&](std::size_t, std::string_view line) {
        joined += line.ends_with(":End of /NAMES list"); // " 366 " also counts clients
    };
    if (!receive(
            count_joins, [&] { return joined == count; }, 120s))
        throw std::runtime_error(fmt::format("{} of {} clients have joined", joined, count));
}

void irc_crowd::say(std::size_t who, std::string_view text)
{
    connections_.send(who, fmt::format("PRIVMSG #messages :{}\r\n", text));
}

bool irc_crowd::receive(const handler& arrived, const std::function<bool()>& done, support::duration limit)
{
    const auto lines = [&](std::size_t who, std::string& buffer) {
        for (std::string line; take_line(buffer, line);) {
            if (line.starts_with("PING "))
                connections_.send(who, "PONG" + line.substr(4) + "\r\n");
            else if (line.starts_with("ERROR "))
                throw std::runtime_error(line);
            arrived(who, line);
        }
    };
    return connections_.receive(lines, done, limit);
}

} // namespace bench
