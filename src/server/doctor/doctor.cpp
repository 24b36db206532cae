#include "server/doctor/doctor.hpp"

#include "net/tls.hpp"
#include "server/config/administrator.hpp"
#include "server/config/config.hpp"
#include "server/doctor/doctor_checks.hpp"
#include "server/doctor/doctor_probe.hpp"
#include "server/doctor/doctor_report.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr auto usage_text =
    "Usage: directus-ircd doctor [options]\n\n"
    "Looks at the configured Directus and tells what works, what does not, and what to change. Nothing is\n"
    "written there. Exit status: 0 all is well, 1 warnings, 2 failures.\n\n"
    "Options:\n"
    "  --json                           one object of JSON in place of the table\n"
    "  --config=FILE                    read this configuration file\n"
    "  --directus.url=URL               where Directus is; and any other key of the gateway\n"
    "  --help                           show this text\n\n"
    "Accounts to look with are DIRECTUS_IRCD_USER_TOKEN, or DIRECTUS_IRCD_USER_EMAIL and\n"
    "DIRECTUS_IRCD_USER_PASSWORD, of a user of the chat, and the same with ADMIN for USER, of an\n"
    "administrator. With _FILE behind the name, a variable names the file that holds a token or a password.\n"
    "Where none is given, they are asked for on the terminal. The owner of directus.service_token is looked\n"
    "at, too.\n";

std::vector<doctor_login> accounts(const config& settings, const std::vector<std::string>& environment)
{
    std::vector<doctor_login> all;
    auto user = read_account(environment, "USER");
    auto administrator = read_account(environment, "ADMIN");
    if (!user && !administrator) {
        user = ask_account("E-mail address of a user of the chat (Enter for none)");
        administrator = ask_account("E-mail address of an administrator (Enter for none)");
    }
    if (user)
        all.push_back({"user", std::move(*user)});
    if (administrator)
        all.push_back({"administrator", std::move(*administrator), true});
    if (!settings.service_token.empty())
        all.push_back({"service token", {.token = settings.service_token}});
    return all;
}

} // namespace

int doctor_main(const std::vector<std::string>& arguments, const std::vector<std::string>& environment)
{
    std::vector<std::string> rest;
    bool as_json = false;
    for (const auto& one : arguments) {
        if (one == "--json") {
            as_json = true;
        } else if (one == "--help") {
            std::fputs(usage_text, stdout);
            return EXIT_SUCCESS;
        } else if (one == "--version" || one == "--check-config") {
            throw config_error("command line: " + one + " is not an option of doctor");
        } else {
            rest.push_back(one);
        }
    }
    const auto settings = read_command_line(rest, environment).settings;
    auto tls = net::client_tls(settings.ca_file);
    asio::io_context io(1);
    net::http_client http(io.get_executor(), settings.url, tls, {});
    doctor_probe probe(http, settings);
    doctor_evidence seen;
    std::exception_ptr failure;
    asio::co_spawn(io, probe.run(accounts(settings, environment)),
                   [&](const std::exception_ptr& why, doctor_evidence found) {
                       failure = why;
                       seen = std::move(found);
                       http.close();
                   });
    io.run();
    if (failure)
        std::rethrow_exception(failure);
    const auto found = judge(seen);
    const auto text = as_json ? doctor_json(seen.url, found) + "\n" : doctor_table(found);
    std::fputs(text.c_str(), stdout);
    if (!as_json && seen.accounts.empty())
        std::fputs(
            "\nFor permissions, the schema and Directus's settings, give an account: directus-ircd doctor "
            "--help\n",
            stdout);
    return doctor_exit_status(found);
}

} // namespace server
