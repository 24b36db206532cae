#include "support/browser.hpp"

#include "directus/json.hpp"
#include "net/base_url.hpp"
#include "net/tls.hpp"
#include "net/websocket.hpp"
#include "support/rest.hpp"

#include <boost/asio.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <utility>

namespace support {

namespace asio = boost::asio;
namespace json = directus::json;

namespace {

constexpr std::size_t message_limit = 16 << 20; // bytes
constexpr duration start_limit = 90s;           // on a busy machine, with a new profile
constexpr auto page_text = "document.body.innerText";

child::settings chromium(const std::filesystem::path& directory, const std::string& url)
{
    return {.command = {"/usr/bin/chromium", "--headless", "--no-sandbox", "--disable-gpu",
                        "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-port=0",
                        "--user-data-dir=" + (directory / "profile").string(), url},
            .environment = {},
            .output = directory / "log"};
}

// Where the page's DevTools are, ws://127.0.0.1:…, once there are any; empty until then.
std::string page_address(const std::filesystem::path& directory)
{
    const auto written = read_file(directory / "profile" / "DevToolsActivePort"); // the port, and a path
    const auto end = written.find('\n');
    if (end == std::string::npos)
        return {};
    const auto targets = rest("http://127.0.0.1:" + written.substr(0, end)).get("/json/list");
    const auto all = targets.document ? targets.document->root() : json::value();
    for (std::size_t n = 0; n < all.size(); ++n)
        if (all.at(n)["type"].string() == "page")
            return std::string(all.at(n)["webSocketDebuggerUrl"].string().value_or(""));
    return {};
}

} // namespace

struct browser::connection {
    explicit connection(const std::string& address)
    {
        const auto path = address.find('/', address.find("//") + 2);
        const auto where = net::base_url::parse("http" + address.substr(2, path - 2)).value();
        const auto opened = run(
            socket.open(where, base::secret(address.substr(path)), base::duration(start_limit)), start_limit);
        if (opened.error)
            throw std::runtime_error("the browser's DevTools: " + opened.error.message());
    }

    // Runs it to its end.
    template <class T>
    T run(asio::awaitable<T> what, duration limit)
    {
        std::optional<T> result;
        asio::co_spawn(io, std::move(what), [&](const std::exception_ptr& failure, T value) {
            if (failure)
                std::rethrow_exception(failure);
            result.emplace(std::move(value));
        });
        io.restart();
        io.run_for(limit);
        if (!result)
            throw std::runtime_error("the browser does not answer");
        return std::move(*result);
    }

    // The answer to a call, `params` an object in JSON. Events that come meanwhile are passed over.
    json::document call(std::string_view method, std::string_view params)
    {
        const auto id = ++calls;
        json::writer text;
        text.object().key("id").integer(id).key("method").string(method).key("params").json(params).end();
        const auto request = text.take();
        if (const auto error = run(socket.send(request), patience))
            throw std::runtime_error("the browser: " + error.message());
        for (;;) {
            const auto message = run(socket.receive(), 3 * patience);
            if (!message)
                throw std::runtime_error("the browser: " + message.error().message());
            auto answer = json::document::parse(*message).value();
            if (answer.root()["id"].integer() != id)
                continue;
            if (const auto error = answer.root()["error"]["message"].string())
                throw std::runtime_error(fmt::format("{}: {}", method, *error));
            return answer;
        }
    }

    asio::io_context io{1};
    asio::ssl::context tls = net::client_tls("");
    net::websocket socket{io.get_executor(), tls, message_limit};
    std::int64_t calls = 0;
};

browser::browser(const std::string& url)
    : process_(chromium(directory_.path(), url))
{
    std::string address;
    if (!eventually([&] { return !(address = page_address(directory_.path())).empty(); }, start_limit, 50ms))
        throw std::runtime_error("Chromium does not start:\n" + log());
    devtools_ = std::make_unique<connection>(address);
}

browser::~browser() = default;

std::string browser::evaluate(std::string_view expression) const
{
    json::writer params;
    params.object()
        .key("expression")
        .string(fmt::format("String({})", expression))
        .key("returnByValue")
        .boolean(true)
        .end();
    const auto answer = devtools_->call("Runtime.evaluate", params.take());
    const auto result = answer.root()["result"];
    if (const auto failure = result["exceptionDetails"])
        throw std::runtime_error(
            fmt::format("{}: {}", expression, failure["exception"]["description"].string().value_or("")));
    return std::string(result["result"]["value"].string().value_or(""));
}

void browser::expect(std::string_view expression, boost::source_location from) const
{
    std::string last;
    const auto is_true = [&] {
        try {
            last = evaluate(expression);
        } catch (const std::exception& error) { // also while the page loads
            last = error.what();
        }
        return last == "true";
    };
    if (!eventually(is_true, 3 * patience, 50ms))
        throw std::runtime_error(fmt::format("{}:{}: the page does not become so: {}: {}\n{}",
                                             from.file_name(), from.line(), expression, last,
                                             evaluate(page_text)));
}

void browser::type(std::string_view text) const
{
    devtools_->call("Input.insertText", fmt::format(R"({{"text":{}}})", json_string(text)));
}

void browser::press_enter(bool with_shift) const
{
    for (const auto* type : {"keyDown", "keyUp"})
        devtools_->call(
            "Input.dispatchKeyEvent",
            fmt::format(R"({{"type":"{}","key":"Enter","code":"Enter","windowsVirtualKeyCode":13,)"
                        R"("text":"\r","modifiers":{}}})",
                        type, with_shift ? 8 : 0));
}

} // namespace support
