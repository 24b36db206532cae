#include "support/gateway_thread.hpp"

#include "base/log.hpp"
#include "server/config/config.hpp"
#include "server/gateway/gateway.hpp"

#include <boost/asio.hpp>
#include <boost/test/unit_test.hpp>

#include <fmt/format.h>

#include <cstdlib>
#include <future>
#include <thread>

namespace support {

namespace asio = boost::asio;

namespace {

server::config settings_for(std::uint16_t directus, const std::vector<std::string>& options)
{
    std::vector<std::string> arguments{"--irc.listen=127.0.0.1:0", "--irc.server_name=irc.test",
                                       "--irc.autojoin=no",
                                       fmt::format("--directus.url=http://127.0.0.1:{}", directus)};
    arguments.insert(arguments.end(), options.begin(), options.end());
    // Lines that a test leaves without an answer hold up its end for so long.
    return server::read_command_line(arguments, {"DIRECTUS_IRCD_IRC_DRAIN=2"}).settings;
}

} // namespace

struct gateway_thread::state {
    asio::io_context io{1};
    server::gateway gateway;
    std::exception_ptr failure{};
    std::promise<void> ended{}; // when nothing is left to do: not when run() returns
    std::future<void> end = ended.get_future();
    std::thread thread{};
    bool stopping = false;

    std::uint16_t directus;
    std::vector<std::string> options;

    state(std::uint16_t directus_, const std::vector<std::string>& options_)
        : gateway(io, settings_for(directus_, options_))
        , directus(directus_)
        , options(options_)
    {
    }
};

namespace {

// The log is of no interest while tests pass: GATEWAY_LOG=debug shows it.
void set_log_level()
{
    const auto* wanted = std::getenv("GATEWAY_LOG");
    base::log::set_level(base::log::level_from(wanted ? wanted : "off").value_or(base::log::level::off));
}

} // namespace

gateway_thread::gateway_thread(std::uint16_t directus, const std::vector<std::string>& options)
    : state_(std::make_unique<state>(directus, options))
{
    set_log_level();
    auto& self = *state_;
    auto on_end = [&self](const std::exception_ptr& failure) { self.failure = failure; };
    asio::co_spawn(self.io, self.gateway.run(), std::move(on_end));
    self.thread = std::thread([&self] {
        self.io.run();
        self.ended.set_value();
    });
}

gateway_thread::~gateway_thread()
{
    if (state_->thread.joinable())
        BOOST_CHECK_MESSAGE(stop(), "the gateway did not stop");
}

std::uint16_t gateway_thread::port(server::listener_kind kind) const
{
    return state_->gateway.port(kind);
}

bool gateway_thread::reload()
{
    return reload(state_->options);
}

bool gateway_thread::reload(const std::vector<std::string>& options)
{
    state_->options = options;
    const auto anew = settings_for(state_->directus, options);
    std::promise<bool> done;
    asio::post(state_->io, [&] { done.set_value(state_->gateway.reload(anew)); });
    return done.get_future().get();
}

std::uint16_t gateway_thread::status_port() const
{
    return state_->gateway.status_endpoints().at(0).port();
}

std::uint16_t gateway_thread::uploads_port() const
{
    return state_->gateway.uploads_endpoints().at(0).port();
}

void gateway_thread::begin_stop()
{
    state_->stopping = true;
    asio::post(state_->io, [&self = *state_] { self.gateway.stop(); });
}

bool gateway_thread::stop(milliseconds limit)
{
    auto& self = *state_;
    if (!self.stopping)
        begin_stop();
    const bool in_time = self.end.wait_for(limit) == std::future_status::ready;
    self.io.stop();
    self.thread.join();
    if (self.failure)
        std::rethrow_exception(self.failure);
    return in_time;
}

} // namespace support
