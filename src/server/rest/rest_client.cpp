#include "server/rest/rest_client.hpp"

#include <utility>

namespace server {

rest_client::rest_client(net::http_client& http, directus::schema shape, base::duration limit,
                         answer_watch& watch)
    : sender_(http, limit, watch)
    , queries_(sender_)
    , schema_(std::move(shape), sender_, queries_)
    , pieces_(queries_)
    , people_(queries_, pieces_)
    , accounts_(sender_, queries_, schema_, people_)
    , collections_(sender_, queries_, schema_)
    , rows_(sender_, queries_, schema_, pieces_)
    , reactions_(sender_, queries_, schema_, pieces_)
    , markers_(sender_, queries_)
{
}

} // namespace server
