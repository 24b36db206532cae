#include "net/base_url.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <fmt/format.h>

namespace net {

base::result<base_url> base_url::parse(std::string_view text)
{
    const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
    if (!parsed)
        return base::errc::invalid_payload;
    const auto& url = *parsed;
    base_url out;
    if (url.scheme_id() == boost::urls::scheme::https)
        out.tls = true;
    else if (url.scheme_id() != boost::urls::scheme::http)
        return base::errc::invalid_payload;
    if (url.host().empty() || url.has_userinfo() || url.has_query() || url.has_fragment())
        return base::errc::invalid_payload;
    out.host = url.host_type() == boost::urls::host_type::ipv6 ? url.host_address() : url.host();
    out.port = out.tls ? 443 : 80;
    if (url.has_port()) {
        if (url.port_number() == 0)
            return base::errc::invalid_payload;
        out.port = url.port_number();
    }
    const auto path = url.encoded_path();
    out.path.assign(path.data(), path.size());
    while (out.path.ends_with('/'))
        out.path.pop_back();
    return out;
}

std::string base_url::authority() const
{
    const auto name = host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
    return port == (tls ? 443 : 80) ? name : fmt::format("{}:{}", name, port);
}

std::string base_url::str() const
{
    return fmt::format("{}://{}{}", tls ? "https" : "http", authority(), path);
}

} // namespace net
