// What `directus-ircd doctor` has asked a Directus, and what came back. Values only: doctor_probe collects
// them, doctor_checks judges them.
#pragma once

#include "base/clock.hpp"
#include "directus/refusal.hpp"
#include "directus/rest.hpp"
#include "directus/types.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace server {

// How one request ended.
struct doctor_answer {
    std::string request{};                                     // "GET /server/ping"; empty: it was not made
    directus::rest::response answer{};                         // status 0: none came
    std::vector<std::pair<std::string, std::string>> fields{}; // of its head, names in lower case
    std::string failure{};                                     // why none came
    base::duration took{};

    bool is_asked() const { return !request.empty(); }
    bool is_directus() const; // an answer that is Directus's own
    bool succeeded() const;   // the same, 2xx
    directus::refusal refusal() const { return directus::read_refusal(answer); }
    std::string_view field(std::string_view name) const;
};

// What one account is told: a user, an administrator, or the owner of the service token.
struct doctor_account {
    std::string name;      // "user"
    doctor_answer login{}; // not asked with a token
    doctor_answer me{};
    doctor_answer info{}; // GET /server/info
    doctor_answer permissions{};
    directus::schema shape{};    // as configured, or as found for this account
    bool found = false;          // it was found
    std::string schema_reason{}; // why none was found, and what to change
    std::string schema_change{};
    doctor_answer collections{}; // GET /server/specs/oas; without its body, where a schema is to be found
    doctor_answer rows{};        // one row with exactly the configured fields
    doctor_answer again{};       // the same once more
    doctor_answer search{};      // the same by SEARCH
    doctor_answer large{};       // a page over every cap, with no row in it
    doctor_answer people{};
    doctor_answer columns{}; // GET /fields/…: for administrators
};

struct doctor_evidence {
    std::string url; // as configured
    std::string websocket_path{};
    doctor_answer ping{};
    base::wall_time pinged{};                // our clock, when it was answered
    std::vector<base::duration> latencies{}; // of pings
    doctor_answer info{};                    // as nobody, as the rest here
    doctor_answer upgrade{};                 // of the WebSocket
    doctor_answer rows{};
    doctor_answer preflight{}; // of CORS, from example_origin
    std::vector<doctor_account> accounts{};

    static constexpr std::string_view example_origin = "https://chat.example.com";
    static constexpr int large_limit = 1'000'000'000; // rows

    // The first account's answer to GET /server/info that tells what nobody is told; empty where none does.
    const doctor_answer* told_info() const;
};

} // namespace server
