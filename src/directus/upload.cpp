#include "directus/upload.hpp"

#include "directus/json.hpp"

namespace directus::upload {

namespace {

// https://html.spec.whatwg.org/#multipart-form-data
std::string quoted(std::string_view name)
{
    std::string out = "\"";
    for (const char c : name) {
        if (c == '"')
            out += "%22";
        else if (c == '\r')
            out += "%0D";
        else if (c == '\n')
            out += "%0A";
        else
            out += c;
    }
    return out + '"';
}

// Something that does not occur in it.
std::string boundary_for(const content& what)
{
    for (unsigned n = 0;; ++n) {
        auto boundary = "directus-ircd-" + std::to_string(n);
        if (what.bytes.find(boundary) == std::string::npos)
            return boundary;
    }
}

} // namespace

rest::request make(const base::secret& token, content what, std::string_view folder)
{
    const auto boundary = boundary_for(what);
    std::string head;
    if (!folder.empty())
        head.append("--" + boundary + "\r\nContent-Disposition: form-data; name=\"folder\"\r\n\r\n")
            .append(folder)
            .append("\r\n");
    head += "--" + boundary +
            "\r\nContent-Disposition: form-data; name=\"file\"; filename=" + quoted(what.name) +
            "\r\nContent-Type: " + what.type + "\r\n\r\n";
    auto body = std::move(what.bytes);
    body.insert(0, head);
    body += "\r\n--" + boundary + "--\r\n";
    return {.method = "POST",
            .target = "/files?fields=id",
            .body = std::move(body),
            .bearer = token,
            .type = "multipart/form-data; boundary=" + boundary};
}

base::result<std::optional<std::string>> parse(const rest::response& answer)
{
    if (const auto accepted = rest::parse_nothing(answer); !accepted)
        return accepted.error();
    if (answer.body.empty())
        return std::optional<std::string>();
    const auto parsed = json::document::parse(answer.body);
    const auto id = parsed ? parsed->root()["data"]["id"].key() : std::nullopt;
    if (!id)
        return base::make_error_code(base::errc::malformed);
    return id;
}

std::string link(std::string_view assets, std::string_view id, std::string_view name)
{
    std::string out(assets);
    out.append(rest::percent_encoded(id));
    if (!name.empty())
        out.append("/").append(rest::percent_encoded(name));
    return out;
}

} // namespace directus::upload
