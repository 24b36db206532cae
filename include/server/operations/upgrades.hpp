// What Directus answers to the upgrades of the links' WebSockets: whether it wants the access token in the
// URL, and whose links it refuses. Said once for each reason, in the log and as the finding "websocket".
#pragma once

#include "directus/types.hpp"
#include "net/websocket.hpp"
#include "server/operations/findings.hpp"

#include <string>
#include <unordered_set>

namespace server {

class upgrades {
public:
    // `path`: of the endpoint, for the texts.
    upgrades(findings& checks, std::string path);

    // WEBSOCKETS_REST_AUTH=strict: without the token in the URL an upgrade is answered 401. In the other
    // modes such a token does no harm.
    bool want_token() const { return want_token_; }
    void learn_to_want_token();
    // Directus was away: it may come back with other settings.
    void forget_settings() { want_token_ = false; }

    // Whose link did not open, while REST answers. Status 0: the upgrade was not answered.
    void refused(const directus::user_id& whose, const net::websocket::refusal& answer);
    // What nobody's upgrade is answered, before anybody logs in.
    void tried(const net::websocket::refusal& answer);
    // It opened: what nobody was refused is over, too.
    void opened(const directus::user_id& whose);
    // It is not wanted any more.
    void settled(const directus::user_id& whose);

private:
    findings& checks_;
    std::string path_;
    bool want_token_ = false;
    std::unordered_set<directus::user_id> refused_;
};

// What such an answer means and what to change.
finding finding_of(const net::websocket::refusal& answer, const std::string& path);

} // namespace server
