// Directus's REST API for this process: owns its parts, one for each kind of thing that is asked about.
#pragma once

#include "base/clock.hpp"
#include "directus/types.hpp"
#include "net/http_client.hpp"
#include "server/rest/answer_watch.hpp"
#include "server/rest/async_result.hpp"
#include "server/rest/key_pieces.hpp"
#include "server/rest/known_schema.hpp"
#include "server/rest/query_sender.hpp"
#include "server/rest/request_sender.hpp"
#include "server/rest/rest_accounts.hpp"
#include "server/rest/rest_collections.hpp"
#include "server/rest/rest_markers.hpp"
#include "server/rest/rest_people.hpp"
#include "server/rest/rest_reactions.hpp"
#include "server/rest/rest_rows.hpp"

#include <cstddef>

namespace server {

class rest_client {
public:
    // As request_sender's. `shape`: the collection as configured.
    rest_client(net::http_client& http, directus::schema shape, base::duration limit, answer_watch& watch);
    rest_client(const rest_client&) = delete;
    rest_client& operator=(const rest_client&) = delete;

    request_sender& sender() { return sender_; }
    known_schema& schema() { return schema_; }
    rest_accounts& accounts() { return accounts_; }
    rest_collections& collections() { return collections_; }
    rest_people& people() { return people_; }
    rest_rows& rows() { return rows_; }
    rest_reactions& reactions() { return reactions_; }
    rest_markers& markers() { return markers_; }

    const directus::schema& shape() const { return schema_.shape(); }
    // The most rows that Directus takes or tells at once, as far as is known.
    std::size_t page_limit() const { return queries_.page_limit(); }
    // As request_sender has them.
    async_result<void> ping() { return sender_.ping(); }
    base::time_point answered_at() const { return sender_.answered_at(); }
    base::wall_time directus_now() const { return sender_.directus_now(); }
    base::wall_time directus_at(base::time_point when) const { return sender_.directus_at(when); }

private:
    request_sender sender_;
    query_sender queries_;
    known_schema schema_;
    key_pieces pieces_; // what people, rows and reactions find out of their sizes
    rest_people people_;
    rest_accounts accounts_;
    rest_collections collections_;
    rest_rows rows_;
    rest_reactions reactions_;
    rest_markers markers_;
};

} // namespace server
