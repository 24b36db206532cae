#include "support/directus_process.hpp"

#include "support/rest.hpp"

#include <fmt/format.h>
#include <fstream>

#include <signal.h>

#include <exception>
#include <stdexcept>

namespace support {

namespace {

constexpr duration slow = 120s; // the first start on a cold disk

bool answers(const std::string& url)
{
    try {
        return rest(url).call("GET", "/server/ping").text == "pong";
    } catch (const std::exception&) {
        return false;
    }
}

} // namespace

directus_process::directus_process(std::filesystem::path directory, variables settings)
    : directory_(std::move(directory))
    , settings_{{"HOST", "127.0.0.1"},
                {"KEY", "tests"},
                {"SECRET", "a secret of more than thirty-two bytes"},
                {"ADMIN_EMAIL", "admin@example.com"},
                {"ADMIN_PASSWORD", "the administrator's password"},
                {"ADMIN_TOKEN", admin_token},
                {"DB_CLIENT", "sqlite3"},
                {"DB_FILENAME", database()},
                {"WEBSOCKETS_ENABLED", "true"},
                {"TELEMETRY", "false"},
                {"LOG_LEVEL", "warn"},
                // Half a second for each login is Directus's default; the tests log in often.
                {"LOGIN_STALL_TIME", "50"},
                // It would answer 503 to the tests' own requests when the machine is busy.
                {"PRESSURE_LIMITER_ENABLED", "false"}}
{
    const auto port = std::to_string(free_port());
    url_ = "http://127.0.0.1:" + port;
    settings_["PORT"] = port;
    settings_["PUBLIC_URL"] = url_;
    for (auto& [name, value] : settings)
        settings_[name] = std::move(value);
    for (const auto* name : {"extensions", "uploads"})
        std::filesystem::create_directories(directory_ / name);
    std::ofstream(directory_ / "package.json") << R"({"private":true})"; // no extension is loaded without one
}

child::settings directus_process::command(const std::string& what) const
{
    return {.command = {need_variable("DIRECTUS_NODE"), need_variable("DIRECTUS_CLI"), what},
            .environment = settings_,
            .directory = directory_,
            .output = directory_ / (what + ".log")};
}

void directus_process::change(variables settings)
{
    settings.merge(settings_); // what is there stays
    settings_ = std::move(settings);
}

void directus_process::bootstrap()
{
    const auto made = run(command("bootstrap"), slow);
    if (made.status != 0)
        throw std::runtime_error("directus bootstrap failed:\n" + made.output);
}

void directus_process::start()
{
    running_ = std::make_unique<child>(command("start"));
    if (eventually([&] { return !running_->running() || answers(url_); }, slow, 50ms) && running_->running())
        return;
    throw std::runtime_error("Directus does not start:\n" + running_->output());
}

void directus_process::stop()
{
    running_->signal(SIGTERM);
    if (!running_->wait(3 * patience))
        throw std::runtime_error("Directus does not stop:\n" + running_->output());
    running_.reset();
}

void directus_process::crash()
{
    running_.reset();
}

void directus_process::freeze()
{
    running_->signal(SIGSTOP);
}

void directus_process::thaw()
{
    running_->signal(SIGCONT);
}

} // namespace support
