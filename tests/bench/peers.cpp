#include "bench/peers.hpp"

#include "base/clock.hpp"
#include "base/timestamp.hpp"
#include "support/gateway_process.hpp"
#include "support/scripted_directus.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace bench {

usage usage_of(int pid)
{
    usage found;
    std::ifstream stat(fmt::format("/proc/{}/stat", pid));
    std::string text((std::istreambuf_iterator<char>(stat)), {});
    std::istringstream fields(text.substr(text.rfind(')') + 2));
    std::string field;
    double user = 0, system = 0; // the 14th and the 15th field, in ticks
    for (int n = 3; n < 14; ++n)
        fields >> field;
    fields >> user >> system;
    found.cpu = (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
    std::ifstream status(fmt::format("/proc/{}/status", pid));
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:"))
            found.resident = std::stod(line.substr(6));
    return found;
}

bool come_in(crowd& clients, std::size_t who, std::string_view line)
{
    if (line.starts_with('@')) // tags
        line.remove_prefix(std::min(line.find(' ') + 1, line.size()));
    if (line.starts_with("PING "))
        clients.send(who, fmt::format("PONG{}\r\n", line.substr(4)));
    if (line.starts_with("ERROR "))
        throw std::runtime_error(std::string(line));
    const auto numeric = line.starts_with(':') ? line.substr(std::min(line.find(' '), line.size())) : "";
    if (numeric.starts_with(" 001 "))
        clients.send(who, "JOIN #messages\r\n");
    return numeric.starts_with(" 366 ");
}

namespace {

class gateway_peer : public peer {
public:
    explicit gateway_peer(const gateway_options& with)
        : accounts_(with.accounts)
        , directus_({.integer_keys = true, .crowd = with.accounts, .remembers = false})
    {
        for (std::size_t n = 1; n < with.history; ++n)
            directus_.add_silently(
                fmt::format("A message of an ordinary length, the {}th in this channel.", n));
        if (with.history > 0)
            directus_.add_silently(last_row);
        std::vector<std::string> options{fmt::format("--irc.history={}", with.history),
                                         "--log.level=info",
                                         "--irc.connections=100000",
                                         "--irc.flood_interval=0",
                                         "--directus.login_concurrency=16",
                                         "--irc.sendq=1073741824"};
        options.insert(options.end(), with.settings.begin(), with.settings.end());
        process_ = std::make_unique<support::gateway_process>(
            fmt::format("http://127.0.0.1:{}", directus_.port()), options);
    }

    std::string name() const override { return "directus-ircd"; }
    unsigned short port() const override { return process_->port(); }
    int pid() const override { return process_->pid(); }

    std::string greeting(std::size_t n) const override
    {
        const auto& who = directus_.member(n % accounts_);
        return fmt::format("PASS {}:{}\r\nNICK m{}\r\nUSER m 0 * :m\r\n", who.email, who.password, n);
    }

    void say(std::string_view text) override
    {
        directus_.publish(fmt::format(
            R"([{{"id":{},"content":"{}","user_created":"{}","date_created":"{}"}}])", next_key_++, text,
            support::scripted_directus::grace().id, base::to_iso8601(base::wall_now())));
    }

    void stop() override
    {
        process_->terminate();
        process_->wait();
    }

private:
    std::size_t accounts_;
    std::size_t next_key_ = 1'000'000;
    support::scripted_directus directus_;
    std::unique_ptr<support::gateway_process> process_;
};

// An IRC server of Debian's, and eight clients that speak.
class daemon_peer : public peer {
public:
    // `configuration`: with {port} and {directory}.
    daemon_peer(std::string name, std::vector<std::string> command, const std::string& configuration)
        : name_(std::move(name))
        , port_(support::free_port())
    {
        const auto file = directory_.path() / "conf";
        std::ofstream(file) << replaced(configuration);
        for (auto& part : command)
            part = replaced(part);
        process_ = std::make_unique<support::child>(support::child::settings{
            .command = std::move(command), .environment = {}, .output = directory_.path() / "output"});
        const auto starts = [&] {
            try {
                crowd().connect(port_);
                return true;
            } catch (const std::system_error&) {
                return false;
            }
        };
        if (!support::eventually(starts))
            throw std::runtime_error(name_ + " does not listen:\n" + process_->output());
    }

    std::string name() const override { return name_; }
    unsigned short port() const override { return port_; }
    int pid() const override { return process_->pid(); }

    std::string greeting(std::size_t n) const override
    {
        return fmt::format("NICK m{0}\r\nUSER m{0} 0 * :m\r\n", n);
    }

    void prepare() override
    {
        std::size_t joined = 0;
        for (std::size_t n = 0; n < 8; ++n)
            speakers_.connect(port_, fmt::format("NICK s{0}\r\nUSER s{0} 0 * :s\r\n", n));
        const auto count = [&](std::size_t who, std::string& buffer) {
            take_lines(buffer, [&](std::string_view line) { joined += come_in(speakers_, who, line); });
        };
        if (!speakers_.receive(
                count, [&] { return joined == speakers_.size(); }, support::duration(60'000)))
            throw std::runtime_error("those who speak have not joined " + name_);
    }

    void say(std::string_view text) override
    {
        speakers_.send(next_++ % speakers_.size(), fmt::format("PRIVMSG #messages :{}\r\n", text));
    }

    void listen() override
    {
        speakers_.receive([](std::size_t, std::string& buffer) { buffer.clear(); },
                          std::chrono::nanoseconds(0));
    }

private:
    std::string replaced(std::string text) const
    {
        const std::pair<std::string, std::string> values[]{{"{port}", std::to_string(port_)},
                                                           {"{directory}", directory_.path().string()}};
        for (const auto& [mark, value] : values)
            for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark))
                text.replace(at, mark.size(), value);
        return text;
    }

    std::string name_;
    unsigned short port_;
    support::temporary_directory directory_;
    std::unique_ptr<support::child> process_;
    crowd speakers_;
    std::size_t next_ = 0;
};

} // namespace

std::unique_ptr<peer> gateway(gateway_options with)
{
    return std::make_unique<gateway_peer>(with);
}

std::unique_ptr<peer> inspircd(bool with_tags)
{
    const std::string tags = R"(<module name="cap"><module name="ircv3"><module name="ircv3_servertime">
<module name="ircv3_msgid"><module name="ircv3_ctctags"><module name="ircv3_accounttag">
)";
    return std::make_unique<daemon_peer>("InspIRCd",
                                         std::vector<std::string>{"/usr/sbin/inspircd", "--nofork",
                                                                  "--runasroot", "--nopid", "--nolog",
                                                                  "--config={directory}/conf"},
                                         R"(<config format="xml">
<server name="irc.bench" description="bench" network="bench" id="001">
<admin name="x" nick="x" email="x@example.com">
<path configdir="{directory}" datadir="{directory}" logdir="{directory}" runtimedir="{directory}">
<bind address="127.0.0.1" port="{port}" type="clients">
<connect name="main" allow="*" maxchans="10" timeout="300" pingfreq="600" hardsendq="1073741824"
 softsendq="1073741824" recvq="1048576" threshold="1000000000" commandrate="1000000000" fakelag="no"
 localmax="100000" globalmax="100000" maxconnwarn="no" resolvehostnames="no" limit="100000">
<performance softlimit="100000" somaxconn="4096" netbuffersize="65536" quietbursts="yes" clonesonconnect="no">
<options defaultmodes="nt" modesinlist="no">
)" + (with_tags ? tags : ""));
}

std::unique_ptr<peer> ngircd()
{
    return std::make_unique<daemon_peer>(
        "ngIRCd", std::vector<std::string>{"/usr/sbin/ngircd", "--nodaemon", "--config", "{directory}/conf"},
        R"([Global]
Name = irc.bench
Info = bench
Listen = 127.0.0.1
Ports = {port}
MotdPhrase = bench
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 10
MaxPenaltyTime = 0
PingTimeout = 3600
PongTimeout = 3600
[Options]
DNS = no
Ident = no
PAM = no
SyslogFacility = local1
)");
}

} // namespace bench
