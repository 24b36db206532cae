#include "support/gateway_process.hpp"

#include <sstream>
#include <stdexcept>

namespace support {

namespace {

std::string line_like(const std::string& text, const std::string& pattern)
{
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        if (matches(line, pattern))
            return line;
    return {};
}

child::settings serving(const std::string& url, std::vector<std::string> options,
                        const std::filesystem::path& output)
{
    options.insert(options.begin(),
                   {"--irc.listen=127.0.0.1:0", "--directus.url=" + url, "--log.level=debug"});
    return gateway_command(std::move(options), output);
}

} // namespace

child::settings gateway_command(std::vector<std::string> arguments, const std::filesystem::path& output)
{
    arguments.insert(arguments.begin(), need_variable("DIRECTUS_IRCD"));
    return {.command = std::move(arguments), .environment = {}, .output = output};
}

gateway_process::gateway_process(const std::string& directus_url, const std::vector<std::string>& options)
    : process_(serving(directus_url, options, directory_.path() / "log"))
{
    std::string line;
    eventually([&] {
        line = line_like(log(), "* event=listening addr=127.0.0.1:*");
        return !line.empty() || !process_.running();
    });
    if (line.empty())
        throw std::runtime_error("the gateway does not listen:\n" + log());
    const std::string before = "addr=127.0.0.1:";
    port_ = static_cast<unsigned short>(std::stoi(line.substr(line.find(before) + before.size())));
}

void gateway_process::expect_log(const std::string& pattern) const
{
    if (!eventually([&] { return !line_like(log(), pattern).empty(); }))
        throw std::runtime_error("no line of the gateway's log matches " + pattern + "\n" + log());
}

int gateway_process::wait()
{
    const auto status = process_.wait();
    if (!status)
        throw std::runtime_error("the gateway does not stop:\n" + log());
    return *status;
}

} // namespace support
