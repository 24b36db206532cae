#include "setup/setup.hpp"

#include "net/tls.hpp"
#include "server/config/administrator.hpp"
#include "setup/options.hpp"
#include "setup/run.hpp"
#include "setup/session.hpp"

#include <boost/asio.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>

namespace setup {

namespace asio = boost::asio;

int execute(const std::vector<std::string>& arguments, const std::vector<std::string>& environment)
{
    const auto options = read_options(arguments, environment);
    if (options.help) {
        std::fputs(usage().c_str(), stdout);
        return EXIT_SUCCESS;
    }
    auto tls = net::client_tls(options.settings.ca_file);
    asio::io_context io(1);
    net::http_client http(io.get_executor(), options.settings.url, tls, {});
    session administrator(http, options.settings, server::read_administrator(environment));
    run preparation(administrator, options);
    std::exception_ptr failure;
    asio::co_spawn(io, preparation.perform(), [&](const std::exception_ptr& why) {
        failure = why;
        http.close();
    });
    io.run();
    if (failure)
        std::rethrow_exception(failure);
    return EXIT_SUCCESS;
}

} // namespace setup
