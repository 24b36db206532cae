// A real Directus on SQLite as a child process. Its program comes from DIRECTUS_NODE and DIRECTUS_CLI, as
// `conf/directus paths` prints them.
#pragma once

#include "support/child.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace support {

class directus_process {
public:
    using variables = std::map<std::string, std::string>;
    static constexpr const char* admin_token = "the-administrators-static-token";

    // On the project in `directory`, with these settings besides the usual. Its port stays the same over
    // restarts.
    explicit directus_process(std::filesystem::path directory, variables settings = {});

    void change(variables settings); // from the next start on
    void bootstrap();                // makes the project; once
    void start();                    // until it answers; throws with its log where it does not
    void stop();                     // SIGTERM
    void crash();                    // SIGKILL
    void freeze();                   // SIGSTOP: it keeps its connections and says nothing
    void thaw();

    const std::string& url() const { return url_; }
    std::filesystem::path database() const { return directory_ / "database.sqlite"; }

private:
    child::settings command(const std::string& what) const;

    std::filesystem::path directory_;
    variables settings_;
    std::string url_;
    std::unique_ptr<child> running_;
};

} // namespace support
