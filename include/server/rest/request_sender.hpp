// Sends requests of directus/rest over net/http_client, each within a time limit, and keeps what the answers
// tell of Directus: when it answered last, and its clock.
#pragma once

#include "base/clock.hpp"
#include "directus/rest.hpp"
#include "directus/server_clock.hpp"
#include "net/http_client.hpp"
#include "server/rest/answer_watch.hpp"
#include "server/rest/async_result.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace server {

class request_sender {
public:
    // `limit`: of a request that has no other. `watch` hears of every answer, and of those that stay out.
    request_sender(net::http_client& http, base::duration limit, answer_watch& watch);
    request_sender(const request_sender&) = delete;
    request_sender& operator=(const request_sender&) = delete;

    async_result<directus::rest::response> send(directus::rest::request request);
    async_result<directus::rest::response> send(directus::rest::request request, base::duration limit);
    // Sends a file within minutes, over a client of its own: a file that comes slowly holds up nothing else.
    // Returns the file's id, empty where its owner may not read it. `body` has to outlive that.
    async_result<std::optional<std::string>> upload(net::http_client& over, directus::rest::request request,
                                                    net::http_body& body);
    // Asks whether Directus answers, within seconds. A proxy that keeps /server to itself does not hide it.
    async_result<void> ping();

    base::duration limit() const { return limit_; }
    // When something behind directus.url, rather than a proxy in its place, answered last.
    base::time_point answered_at() const { return answered_at_; }
    // Directus's clock, as its last answer told it; the gateway's own before the first.
    base::wall_time directus_now() const { return clock_.at(base::steady_now()).value_or(base::wall_now()); }
    // What that clock showed then, had it been as it is.
    base::wall_time directus_at(base::time_point when) const
    {
        return directus_now() - (base::steady_now() - when);
    }

private:
    // `body`: in place of the request's; null for none.
    async_result<directus::rest::response> send(net::http_client& over, directus::rest::request request,
                                                net::http_body* body, base::duration limit);

    net::http_client& http_;
    answer_watch& watch_;
    base::duration limit_;
    directus::server_clock clock_;
    base::time_point answered_at_{};
    std::uint64_t number_; // of the last GET that no cache is to answer
};

} // namespace server
