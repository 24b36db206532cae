// Directus over REST, as an administrator or as one of its users: what tests prepare, and what they look at.
#pragma once

#include "directus/json.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace support {

struct rest_answer {
    unsigned status = 0;
    std::string text;
    std::optional<directus::json::document> document;

    bool ok() const { return status >= 200 && status < 300; }
    directus::json::value data() const;
    std::string error_code() const; // "INVALID_CREDENTIALS"
};

class rest {
public:
    // `token` is a static or an access token; empty for none.
    rest(std::string url, std::string token = {});

    // Any answer; throws where none comes.
    rest_answer call(const std::string& method, const std::string& target, std::string body = {}) const;

    // Throw where Directus refuses.
    rest_answer get(const std::string& target) const;
    rest_answer post(const std::string& target, std::string body) const;
    rest_answer patch(const std::string& target, std::string body) const;
    rest_answer remove(const std::string& target, std::string body) const;

private:
    std::string url_;
    std::string token_;
};

// A JSON string of the text, with its quotes.
std::string json_string(std::string_view text);

} // namespace support
