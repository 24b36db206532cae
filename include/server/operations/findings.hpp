// What the gateway has found about its Directus, by name: for /readyz, STATS and `directus-ircd doctor`. A
// finding stands until it is replaced or cleared.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace server {

struct finding {
    // fail: nobody can use the gateway; /readyz answers 503. warn: it works, but not as well as it could.
    enum class grade { ok, warn, fail };

    std::string name; // of the check: "websocket", "schema"
    grade how = grade::ok;
    std::string text;     // what was seen: "GET /websocket was answered 404"
    std::string change{}; // what to change, empty for nothing: "set WEBSOCKETS_ENABLED=true in Directus"

    bool operator==(const finding&) const = default;
    // "warn websocket: GET /websocket was answered 404; set WEBSOCKETS_ENABLED=true in Directus". On one
    // line whatever a server put into the text: control characters become spaces.
    std::string line() const;
};

std::string_view name_of(finding::grade grade); // "ok", "warn", "fail"

class findings {
public:
    static constexpr std::size_t most = 64; // more names are dropped

    // Adds a warn or fail, in place of one of the same name; an ok clears that. Returns whether this is news,
    // so that the caller logs it once.
    bool raise(finding what);
    // Returns whether there was one of this name.
    bool clear(std::string_view name);

    bool has_failure() const;
    // Failures first.
    std::vector<finding> all() const;

private:
    std::vector<finding> all_; // in the order in which they came
};

} // namespace server
