#include "support/database.hpp"

#include <stdexcept>

namespace support {

namespace {

child::settings node(const std::string& script, const std::filesystem::path& database,
                     const std::string& statement, const std::filesystem::path& output)
{
    return {.command = {need_variable("DIRECTUS_NODE"), "--no-warnings", "-e", script, database, statement},
            .environment = {},
            .output = output};
}

// Directus itself writes now and then.
constexpr auto open_and_execute = R"(
    const { DatabaseSync } = require("node:sqlite");
    const database = new DatabaseSync(process.argv[1]);
    database.exec("PRAGMA busy_timeout = 5000");
    database.exec(process.argv[2]);
)";

constexpr auto and_hold = R"(
    console.log("locked");
    setInterval(() => {}, 1000);
)";

} // namespace

void run_sql(const std::filesystem::path& database, const std::string& statement)
{
    temporary_directory directory;
    const auto done = run(node(open_and_execute, database, statement, directory.path() / "log"));
    if (done.status != 0)
        throw std::runtime_error(statement + ":\n" + done.output);
}

write_lock::write_lock(const std::filesystem::path& database)
    : holder_(node(std::string(open_and_execute) + and_hold, database, "BEGIN IMMEDIATE",
                   directory_.path() / "log"))
{
    eventually([&] { return !holder_.running() || holder_.output() == "locked\n"; });
    if (holder_.output() != "locked\n")
        throw std::runtime_error("the database is not locked:\n" + holder_.output());
}

} // namespace support
