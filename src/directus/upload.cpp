#include "directus/upload.hpp"

#include "directus/json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/rand.h>

#include <array>
#include <stdexcept>

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

// Nobody can have guessed it and put it into a file.
std::string boundary()
{
    std::array<unsigned char, 16> bytes;
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("no random bytes for a boundary");
    return fmt::format("directus-ircd-{:02x}", fmt::join(bytes, ""));
}

} // namespace

rest::request make(const base::secret& token, content what, std::string_view folder)
{
    const auto limit = boundary();
    std::string head;
    if (!folder.empty())
        head.append("--" + limit + "\r\nContent-Disposition: form-data; name=\"folder\"\r\n\r\n")
            .append(folder)
            .append("\r\n");
    head += "--" + limit +
            "\r\nContent-Disposition: form-data; name=\"file\"; filename=" + quoted(what.name) +
            "\r\nContent-Type: " + what.type + "\r\n\r\n";
    auto body = std::move(what.bytes);
    body.insert(0, head);
    body += "\r\n--" + limit + "--\r\n";
    return {.method = "POST",
            .target = "/files?fields=id",
            .body = std::move(body),
            .bearer = token,
            .type = "multipart/form-data; boundary=" + limit};
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
