// Notices what is wrong with the answers to REST requests: none at all, or not Directus's. Logs each kind
// once until it changes, and keeps the findings "reachable" and "directus".
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "directus/rest.hpp"
#include "server/operations/findings.hpp"

#include <map>
#include <string>
#include <string_view>

namespace server {

class answer_watch {
public:
    // `url`: where Directus is, for advice.
    answer_watch(findings& checks, std::string url)
        : checks_(checks)
        , url_(std::move(url))
    {
    }

    // After each request: why no connection could be made; empty where one could.
    void connection(const std::string& failure);
    // Connected, and yet no answer.
    void unanswered(std::string_view method, std::string_view target, const base::error_code& error,
                    base::time_point now);
    // An answer came. Returns whether it is Directus's.
    bool answered(std::string_view method, std::string_view target, const directus::rest::response& answer,
                  base::time_point now);
    // Asked only whether it is there, Directus gave no answer.
    void silent(const base::error_code& error);

private:
    bool is_news(const std::string& kind, base::time_point now);
    void forget(const std::string& call);
    void log_unreachable(const std::string& reason);

    findings& checks_;
    std::string url_;
    std::string failure_{};                          // as the log has it
    bool silent_ = false;                            // so the log says
    std::map<std::string, std::string> foreign_{};   // call → kind of its last answer, where not Directus's
    std::map<std::string, base::time_point> told_{}; // kind → when the log had it
    finding last_{};                                 // the last foreign answer
};

} // namespace server
