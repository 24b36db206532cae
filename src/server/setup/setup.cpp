#include "server/setup/setup.hpp"

#include "net/tls.hpp"
#include "server/setup/setup_administrator.hpp"
#include "server/setup/setup_options.hpp"
#include "server/setup/setup_run.hpp"
#include "server/setup/setup_session.hpp"

#include <boost/asio.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>

namespace server {

namespace asio = boost::asio;

int setup_main(const std::vector<std::string>& arguments, const std::vector<std::string>& environment)
{
    const auto options = read_setup_options(arguments, environment);
    if (options.help) {
        std::fputs(setup_usage().c_str(), stdout);
        return EXIT_SUCCESS;
    }
    auto tls = net::client_tls(options.settings.ca_file);
    asio::io_context io(1);
    net::http_client http(io.get_executor(), options.settings.url, tls, {});
    setup_session session(http, options.settings, read_administrator(environment));
    setup_run run(session, options);
    std::exception_ptr failure;
    asio::co_spawn(io, run.run(), [&](const std::exception_ptr& why) {
        failure = why;
        http.close();
    });
    io.run();
    if (failure)
        std::rethrow_exception(failure);
    return EXIT_SUCCESS;
}

} // namespace server
